import type { OwnRange, VisitEntry, VisitPage } from '@munan/flow';
import type { Words } from '@munan/language';
import type { VitalField, VitalMark } from '@munan/ui';
import { meanPressure } from '@munan/vitals';

type Vitals = VisitEntry['vitals'];

/** One line of the table: now, the visit before, and what is usual for her. */
export interface MeasuredRow {
  name: string;
  unit: string;
  now: string;
  /** More about the value: both pressures, air or oxygen, fasting, why it was confirmed. */
  extra: string[];
  marks: VitalMark[];
  before: string;
  usual: string;
  /** Of how many earlier values. */
  usualCount?: number;
  /** Outside of her own range. */
  own?: 'above' | 'below';
}

const numbers: readonly [VitalField & keyof Words['visit']['units'], digits: number][] = [
  ['pulsePerMin', 0],
  ['temperatureCel', 1],
  ['spo2Percent', 0],
  ['respirationPerMin', 0],
  ['glucoseMgPerDl', 0],
  ['weightKg', 1],
];

/** Everything that was measured at a visit; what was not is left out. `marksOf` says what stands out. */
export function measuredRows(
  { entry, before, ranges }: Pick<VisitPage, 'entry' | 'before' | 'ranges'>,
  marks: Partial<Record<VitalField, VitalMark>>,
  words: Words,
): MeasuredRow[] {
  const { vitals } = entry;
  const t = words.hospital.page;
  const rows: MeasuredRow[] = [];
  const whyOf = (...fields: string[]) =>
    fields.flatMap((field) => {
      const why = entry.confirmedWhy?.[field];
      if (why) return [t.confirmedWhy(why)];
      return entry.confirmed?.includes(field) ? [words.visit.confirmedMark] : [];
    });
  const pressure = meanPressure(vitals);
  if (pressure.systolicMmHg !== undefined || pressure.diastolicMmHg !== undefined) {
    const { systolicMmHg: low, diastolicMmHg: lower } = ranges;
    const own = compared(pressure.systolicMmHg, low) ?? compared(pressure.diastolicMmHg, lower);
    const twice = vitals.secondSystolicMmHg !== undefined || vitals.secondDiastolicMmHg !== undefined;
    rows.push({
      name: words.visit.bloodPressure,
      unit: words.visit.units.systolicMmHg,
      now: pressureText(pressure),
      extra: [
        ...(twice
          ? [
              t.firstAndSecond(
                pressureText(vitals),
                pressureText({ systolicMmHg: vitals.secondSystolicMmHg, diastolicMmHg: vitals.secondDiastolicMmHg }),
              ),
            ]
          : []),
        ...whyOf('systolicMmHg', 'diastolicMmHg', 'secondSystolicMmHg', 'secondDiastolicMmHg'),
      ],
      marks: oneOfEach([marks.systolicMmHg, marks.diastolicMmHg]),
      before: before ? pressureText(meanPressure(before.vitals)) : '',
      usual: [low, lower]
        .map((range) => (range ? rangeText(range, 0, t) : '–'))
        .join(' / ')
        .replace(/^– \/ –$/, ''),
      ...(low && { usualCount: low.count }),
      ...(own && { own }),
    });
  }
  for (const [field, digits] of numbers) {
    const value = vitals[field];
    if (typeof value !== 'number') continue;
    const earlier = before?.vitals[field];
    const range = ranges[field];
    const own = compared(value, range);
    rows.push({
      name: words.visit.fields[field],
      unit: words.visit.units[field],
      now: value.toFixed(digits),
      extra: [...about(field, vitals, words), ...whyOf(field)],
      marks: oneOfEach([marks[field], field === 'spo2Percent' ? marks.onOxygen : undefined]),
      before: typeof earlier === 'number' ? earlier.toFixed(digits) : '',
      usual: range ? rangeText(range, digits, t) : '',
      ...(range && { usualCount: range.count }),
      ...(own && { own }),
    });
  }
  rows.push(...inWords(vitals, before?.vitals, marks, words, whyOf));
  return rows;
}

/** Pain, consciousness and orientation: no range, but a visit before. */
function inWords(
  vitals: Vitals,
  earlier: Vitals | undefined,
  marks: Partial<Record<VitalField, VitalMark>>,
  words: Words,
  whyOf: (...fields: string[]) => string[],
): MeasuredRow[] {
  const rows: MeasuredRow[] = [];
  const { visit } = words;
  const put = (name: string, of: (some: Vitals) => string | undefined, ...fields: VitalField[]) => {
    const now = of(vitals);
    if (now === undefined) return;
    const before = (earlier && of(earlier)) ?? '';
    const found = oneOfEach(fields.map((field) => marks[field]));
    rows.push({ name, unit: '', now, extra: whyOf(...fields), marks: found, before, usual: '' });
  };
  if (vitals.spo2Percent === undefined && vitals.onOxygen !== undefined)
    put(visit.fields.onOxygen, ({ onOxygen }) => oxygenText(onOxygen, words), 'onOxygen');
  put(
    visit.fields.painScore,
    ({ painScore }) => (painScore === undefined ? undefined : visit.painOf(painScore)),
    'painScore',
  );
  put(
    visit.fields.consciousness,
    ({ consciousness }) => (consciousness ? visit.levels[consciousness] : undefined),
    'consciousness',
  );
  put(
    visit.fields.orientation,
    (some) => orientationText(some, words),
    'orientedToTime',
    'orientedToPlace',
    'orientedToPerson',
  );
  return rows;
}

function about(field: VitalField, vitals: Vitals, words: Words): string[] {
  if (field === 'spo2Percent') return [oxygenText(vitals.onOxygen, words)].filter((text) => text !== undefined);
  if (field !== 'glucoseMgPerDl' || vitals.fasting === undefined) return [];
  return [vitals.fasting ? words.visit.fastingYes : words.visit.fastingNo];
}

function oxygenText(onOxygen: boolean | undefined, words: Words): string | undefined {
  return onOxygen === undefined ? undefined : onOxygen ? words.visit.oxygen : words.visit.air;
}

function orientationText(vitals: Vitals, words: Words): string | undefined {
  const fields = ['orientedToTime', 'orientedToPlace', 'orientedToPerson'] as const;
  const asked = fields.filter((field) => vitals[field] !== undefined);
  if (asked.length === 0) return undefined;
  const names = (some: readonly (typeof fields)[number][]) =>
    some.map((field) => words.visit.orientedTo[field]).join(', ');
  const lost = asked.filter((field) => vitals[field] === false);
  if (lost.length > 0) return words.visit.notOriented(names(lost));
  return asked.length === fields.length ? words.visit.oriented : names(asked);
}

function pressureText({ systolicMmHg, diastolicMmHg }: Pick<Vitals, 'systolicMmHg' | 'diastolicMmHg'>): string {
  if (systolicMmHg === undefined && diastolicMmHg === undefined) return '';
  return `${systolicMmHg?.toFixed(0) ?? '–'}/${diastolicMmHg?.toFixed(0) ?? '–'}`;
}

function rangeText({ low, high }: OwnRange, digits: number, t: Words['hospital']['page']): string {
  return t.usualRange(low.toFixed(digits), high.toFixed(digits));
}

function compared(value: number | undefined, range: OwnRange | undefined): MeasuredRow['own'] {
  if (value === undefined || !range) return undefined;
  return value > range.high ? 'above' : value < range.low ? 'below' : undefined;
}

/** 150/95 is high once, with the points of whichever half has them. */
function oneOfEach(marks: readonly (VitalMark | undefined)[]): VitalMark[] {
  const byDirection = new Map<string, VitalMark>();
  for (const mark of marks) {
    if (!mark) continue;
    const known = byDirection.get(mark.direction);
    if (!known || (mark.points ?? 0) > (known.points ?? 0)) byDirection.set(mark.direction, mark);
  }
  return [...byDirection.values()];
}
