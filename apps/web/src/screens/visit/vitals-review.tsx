import { useWords, VitalMarkTag, vitalMarks } from '@munan/ui';
import { IconPencil } from '@tabler/icons-react';
import classes from './entry.module.css';
import { isNumberField, type Measured, orientations, type Step, stepsFor, written } from './fields.ts';
import { News2Advice } from './news2-advice.tsx';
import { unsettled } from './plausibility.ts';
import { scoreOfVisit } from './score.ts';
import type { Visiting } from './visiting.ts';

/** Everything measured, each line one press from being changed; and what NEWS2 says. */
export function VitalsReview({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  const { entry, person, last } = visit;
  const { vitals, confirmed = [] } = entry;
  const scale2 = person?.spo2Scale2 ?? false;
  const marks: Partial<Record<string, ReturnType<typeof vitalMarks>[keyof ReturnType<typeof vitalMarks>]>> = {
    ...vitalMarks(vitals, scale2),
  };
  const lost = orientations.find((what) => vitals[what] === false);
  if (lost) marks.orientation = marks[lost];
  const open = unsettled(vitals, confirmed, last?.entry.vitals);
  const fields = stepsFor(vitals).filter((step): step is Measured => step !== 'review');
  return (
    <>
      <News2Advice score={scoreOfVisit(vitals, scale2)} scale2={scale2} />
      {open.length > 0 ? <p className={classes.refusal}>{words.entry.unsettled(namesOf(words, open))}</p> : null}
      <ul className={`${classes.rows} ${classes.card}`}>
        {fields.map((field) => (
          <li key={field}>
            <button
              type="button"
              className={classes.row}
              data-testid={`review-${field}`}
              onClick={() => visit.act({ do: 'go', step: field })}
            >
              <span className={classes.rowName}>{words.fields[field]}</span>
              <span className={classes.rowValue}>
                <Value visit={visit} field={field} />
                {marks[field] ? <VitalMarkTag mark={marks[field]} /> : null}
                {confirmed.includes(field) ? <small>{entry.confirmedWhy?.[field] ?? words.confirmedMark}</small> : null}
              </span>
              <IconPencil aria-hidden size={20} />
              <span className={classes.hidden}>{words.entry.edit}</span>
            </button>
          </li>
        ))}
      </ul>
      {Object.keys(vitals).length > 0 ? null : <p className={classes.quiet}>{words.entry.nothingYet}</p>}
    </>
  );
}

/** Names of steps as one text. */
export function namesOf(words: ReturnType<typeof useWords>['visit'], open: readonly Step[]): string {
  return open.map((step) => (step === 'review' ? '' : words.fields[step])).join(', ');
}

function Value({ visit, field }: { visit: Visiting; field: Measured }) {
  const words = useWords().visit;
  const text = valueText(visit.entry.vitals, field, words);
  return text === undefined ? <span className={classes.rowNone}>{words.notMeasured}</span> : text;
}

function valueText(
  vitals: Visiting['entry']['vitals'],
  field: Measured,
  words: ReturnType<typeof useWords>['visit'],
): string | undefined {
  if (field === 'orientation') {
    const said = orientations.filter((what) => vitals[what] !== undefined);
    if (said.length === 0) return undefined;
    const lost = said.filter((what) => vitals[what] === false).map((what) => words.orientedTo[what]);
    if (lost.length > 0) return words.notOriented(lost.join(', '));
    return said.length === 3 ? words.oriented : said.map((what) => words.orientedTo[what]).join(', ');
  }
  const value = vitals[field];
  if (value === undefined) return undefined;
  if (field === 'consciousness') return words.levels[value as keyof typeof words.levels];
  if (field === 'painScore') return words.painOf(Number(value));
  if (!isNumberField(field)) return undefined;
  const text = `${written(field, Number(value))} ${words.units[field]}`;
  const { onOxygen, fasting } = vitals;
  if (field === 'spo2Percent' && onOxygen !== undefined) return `${text} · ${onOxygen ? words.oxygen : words.air}`;
  if (field === 'glucoseMgPerDl' && fasting !== undefined) {
    return `${text} · ${fasting ? words.fastingYes : words.fastingNo}`;
  }
  return text;
}
