import { Textarea } from '@mantine/core';
import { useWords, VitalMarkTag, vitalMarks } from '@munan/ui';
import { IconPencil } from '@tabler/icons-react';
import { type Draft, hasContent } from './draft.ts';
import type { EntryAct } from './entering.ts';
import classes from './entry.module.css';
import { isNumberField, type Step, steps, written } from './fields.ts';
import { News2Advice } from './news2-advice.tsx';
import { unsettled } from './plausibility.ts';
import { scoreOfVisit } from './score.ts';

/** Everything entered, each line one press from being changed; the remarks; what NEWS2 says. */
export function ReviewStep({ draft, act }: { draft: Draft; act: (act: EntryAct) => void }) {
  const words = useWords().visit;
  const { vitals, confirmed, spo2Scale2 } = draft;
  const marks = vitalMarks(vitals, spo2Scale2);
  const open = unsettled(vitals, confirmed, draft.last?.vitals);
  const fields = steps.filter((step): step is Exclude<Step, 'review'> => step !== 'review');
  return (
    <>
      <News2Advice score={scoreOfVisit(vitals, spo2Scale2)} scale2={spo2Scale2} />
      {open.length > 0 ? (
        <p className={classes.refusal}>
          {words.entry.unsettled(open.map((step) => words.fields[step as (typeof fields)[number]]).join(', '))}
        </p>
      ) : null}
      <ul className={`${classes.rows} ${classes.card}`}>
        {fields.map((field) => (
          <li key={field}>
            <button
              type="button"
              className={classes.row}
              data-testid={`review-${field}`}
              onClick={() => act({ do: 'go', step: field })}
            >
              <span className={classes.rowName}>{words.fields[field]}</span>
              <span className={classes.rowValue}>
                {vitals[field] === undefined ? (
                  <span className={classes.rowNone}>{words.notMeasured}</span>
                ) : (
                  valueText(draft, field, words)
                )}
                {marks[field] ? <VitalMarkTag mark={marks[field]} /> : null}
                {confirmed.includes(field) ? <small>{words.confirmedMark}</small> : null}
              </span>
              <IconPencil aria-hidden size={20} />
              <span className={classes.hidden}>{words.entry.edit}</span>
            </button>
          </li>
        ))}
      </ul>
      <Textarea
        label={words.entry.remarks}
        description={words.entry.remarksHint}
        value={draft.remarks}
        onChange={(event) => act({ do: 'remarks', text: event.currentTarget.value })}
        autosize
        minRows={3}
        maxLength={5000}
        size="md"
        data-testid="field-remarks"
      />
      {hasContent(draft) ? null : <p className={classes.quiet}>{words.entry.nothingYet}</p>}
    </>
  );
}

function valueText(draft: Draft, field: Exclude<Step, 'review'>, words: ReturnType<typeof useWords>['visit']): string {
  const { vitals } = draft;
  if (field === 'consciousness') return vitals.consciousness ? words.levels[vitals.consciousness] : words.notMeasured;
  const value = isNumberField(field) ? vitals[field] : undefined;
  if (value === undefined) return words.notMeasured;
  const text = `${written(field, value)} ${words.units[field]}`;
  const { onOxygen, fasting } = vitals;
  if (field === 'spo2Percent' && onOxygen !== undefined) return `${text} · ${onOxygen ? words.oxygen : words.air}`;
  if (field === 'glucoseMgPerDl' && fasting !== undefined) {
    return `${text} · ${fasting ? words.fastingYes : words.fastingNo}`;
  }
  return text;
}
