import { meanPressure } from '@munan/vitals';
import { IconAlertOctagonFilled, IconArrowDown, IconArrowUp, IconExclamationMark } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.tsx';
import classes from './visit-values.module.css';
import { type VisitVitals, type VitalField, type VitalMark, vitalMarks } from './vital-marks.ts';

/** High, low or abnormal, as icon, word and NEWS2 points. */
export function VitalMarkTag({ mark }: { mark: VitalMark }) {
  const words = useWords().visit;
  const icons = {
    high: <IconArrowUp aria-hidden />,
    low: <IconArrowDown aria-hidden />,
    abnormal: <IconExclamationMark aria-hidden />,
  };
  return (
    <span className={`${classes.mark} ${mark.grave ? classes.grave : classes.mild}`}>
      {mark.grave ? <IconAlertOctagonFilled aria-hidden /> : null}
      {icons[mark.direction]}
      {words.marks[mark.direction]}
      {mark.points === undefined ? null : <span className={classes.points}>{words.points(mark.points)}</span>}
    </span>
  );
}

interface Shown {
  name: string;
  value: string;
  unit: string;
  extra?: string;
  marks: VitalMark[];
  confirmed: boolean;
}

/** The measured values of one visit with what stands out marked; nothing for what was not measured. */
export function VisitValues({
  vitals,
  confirmed = [],
  scale2 = false,
  compact = false,
}: {
  vitals: VisitVitals;
  confirmed?: readonly string[];
  scale2?: boolean;
  /** In rows of a list: names small, values beside each other. */
  compact?: boolean;
}) {
  const words = useWords().visit;
  const marks = vitalMarks(vitals, scale2);
  const shown: Shown[] = [];
  const put = (fields: VitalField[], name: string, value: ReactNode, unit: string, extra?: string) => {
    shown.push({
      name,
      value: String(value),
      unit,
      ...(extra === undefined ? {} : { extra }),
      marks: fields.map((field) => marks[field]).filter((mark) => mark !== undefined),
      confirmed: fields.some((field) => confirmed.includes(field)),
    });
  };
  const { systolicMmHg, diastolicMmHg } = meanPressure(vitals);
  const { secondSystolicMmHg, secondDiastolicMmHg } = vitals;
  const twice = secondSystolicMmHg !== undefined || secondDiastolicMmHg !== undefined;
  if (systolicMmHg !== undefined || diastolicMmHg !== undefined) {
    const pressure = `${systolicMmHg ?? '–'}/${diastolicMmHg ?? '–'}`;
    const readings = [
      `${vitals.systolicMmHg ?? '–'}/${vitals.diastolicMmHg ?? '–'}`,
      `${secondSystolicMmHg ?? '–'}/${secondDiastolicMmHg ?? '–'}`,
    ].join(', ');
    put(
      ['systolicMmHg', 'diastolicMmHg'],
      words.bloodPressure,
      pressure,
      words.units.systolicMmHg,
      twice ? words.meanOf(readings) : undefined,
    );
  }
  const number = (field: keyof typeof words.units, digits: number, extra?: string) => {
    const value = vitals[field];
    if (value !== undefined) put([field], words.fields[field], value.toFixed(digits), words.units[field], extra);
  };
  number('pulsePerMin', 0);
  number('temperatureCel', 1);
  number('spo2Percent', 0, vitals.onOxygen === false ? words.air : undefined);
  if (vitals.onOxygen) put(['onOxygen'], words.fields.onOxygen, words.oxygen, '');
  number('respirationPerMin', 0);
  number(
    'glucoseMgPerDl',
    0,
    vitals.fasting === undefined ? undefined : vitals.fasting ? words.fastingYes : words.fastingNo,
  );
  number('weightKg', 1);
  if (vitals.painScore !== undefined) {
    put(['painScore'], words.fields.painScore, words.painOf(vitals.painScore), '');
  }
  if (vitals.consciousness) {
    put(['consciousness'], words.fields.consciousness, words.levels[vitals.consciousness], '');
  }
  const oriented = (['orientedToTime', 'orientedToPlace', 'orientedToPerson'] as const).filter(
    (field) => vitals[field] !== undefined,
  );
  if (oriented.length > 0) {
    const lost = oriented.filter((field) => vitals[field] === false).map((field) => words.orientedTo[field]);
    const known = oriented.map((field) => words.orientedTo[field]).join(', ');
    put(
      [...oriented],
      words.fields.orientation,
      lost.length > 0 ? words.orientedPoorly : words.orientedWell,
      '',
      lost.length > 0 ? words.notOriented(lost.join(', ')) : known,
    );
  }
  if (shown.length === 0) return <p className={classes.nothing}>{words.nothingMeasured}</p>;
  return (
    <dl className={`${classes.values} ${compact ? classes.compact : ''}`}>
      {shown.map((one) => (
        <div key={one.name} className={one.marks.length > 0 ? classes.marked : undefined}>
          <dt>{one.name}</dt>
          <dd>
            <span className={`${classes.value} munan-value`}>
              {one.value}
              {one.unit ? <span className={classes.unit}> {one.unit}</span> : null}
            </span>
            {one.extra ? <span className={classes.extra}>{one.extra}</span> : null}
            {oneOfEach(one.marks).map((mark) => (
              <VitalMarkTag key={mark.direction} mark={mark} />
            ))}
            {one.confirmed ? <span className={classes.extra}>{words.confirmedMark}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** 150/95 is high once, with the points of whichever half has them. */
function oneOfEach(marks: VitalMark[]): VitalMark[] {
  const byDirection = new Map<string, VitalMark>();
  for (const mark of marks) {
    const before = byDirection.get(mark.direction);
    if (!before || (mark.points ?? 0) > (before.points ?? 0)) byDirection.set(mark.direction, mark);
  }
  return [...byDirection.values()];
}
