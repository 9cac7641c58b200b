import { Button } from '@mantine/core';
import { useFormats, useWords } from '@munan/ui';
import { IconHandClick } from '@tabler/icons-react';
import { useState } from 'react';
import { BreathCounter } from './breath-counter.tsx';
import type { Draft } from './draft.ts';
import { choiceOf, type EntryAct, shownIn } from './entering.ts';
import classes from './entry.module.css';
import { fieldPlans, levels, type NumberField, written } from './fields.ts';
import { KeypadPad } from './keypad-pad.tsx';
import { Question, Refusal } from './question.tsx';

interface StepProps {
  draft: Draft;
  act: (act: EntryAct) => void;
}

/** One number: what it was last time, what is typed, and the keypad; or the question about it. */
export function NumberStep({ draft, act, field }: StepProps & { field: NumberField }) {
  const words = useWords().visit;
  const shown = shownIn(draft);
  const [counting, setCounting] = useState(false);
  const asking = draft.verdict?.kind === 'ask';
  return (
    <>
      <div className={classes.valueRow}>
        <output className={classes.value} data-testid={`field-${field}`} aria-label={words.fields[field]}>
          {shown === '' ? <span className={classes.noValue}>{words.entry.noValue}</span> : shown}
        </output>
        <span className={classes.unit}>{words.units[field]}</span>
      </div>
      <Refusal draft={draft} />
      {asking ? <Question draft={draft} act={act} /> : null}
      {!asking && counting ? (
        <BreathCounter take={(value) => act({ do: 'take', value })} close={() => setCounting(false)} />
      ) : null}
      {asking || counting ? null : (
        <>
          {field === 'respirationPerMin' ? (
            <Button
              h={56}
              fullWidth
              variant="light"
              leftSection={<IconHandClick aria-hidden />}
              data-testid="count-breaths"
              onClick={() => setCounting(true)}
            >
              {words.counter.open}
            </Button>
          ) : null}
          <KeypadPad
            decimals={fieldPlans[field].decimals}
            press={(key) => act({ do: 'key', key })}
            next={() => act({ do: 'next' })}
          />
          <Choice draft={draft} act={act} shown={shown} />
        </>
      )}
    </>
  );
}

/** Air or oxygen, fasting or not: answering it is the step's "next". */
function Choice({ draft, act, shown }: StepProps & { shown: string }) {
  const words = useWords().visit;
  const name = choiceOf[draft.step];
  if (!name) return null;
  const chosen = draft.vitals[name];
  const [question, yes, no] =
    name === 'onOxygen'
      ? [words.entry.oxygenQuestion, words.oxygen, words.air]
      : [words.entry.fastingQuestion, words.fastingYes, words.fastingNo];
  const options = name === 'onOxygen' ? [false, true] : [true, false];
  return (
    <fieldset className={classes.choice}>
      <legend>{question}</legend>
      {options.map((value) => (
        <Button
          key={String(value)}
          h={56}
          variant={chosen === value ? 'filled' : 'light'}
          aria-pressed={chosen === value}
          disabled={shown === ''}
          data-testid={`choice-${name}-${value}`}
          onClick={() => act({ do: 'choose', value })}
        >
          {value ? yes : no}
        </Button>
      ))}
    </fieldset>
  );
}

/** ACVPU, from awake to no response. */
export function LevelStep({ draft, act }: StepProps) {
  const words = useWords().visit;
  if (draft.verdict?.kind === 'ask') return <Question draft={draft} act={act} />;
  return (
    <fieldset className={classes.levels} data-testid="field-consciousness">
      <legend>{words.entry.levelQuestion}</legend>
      {levels.map((level) => (
        <button
          key={level}
          type="button"
          className={classes.level}
          aria-pressed={draft.vitals.consciousness === level}
          data-testid={`level-${level}`}
          onClick={() => act({ do: 'level', level })}
        >
          <strong>{words.levels[level]}</strong>
          <span>{words.levelHints[level]}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** The value of the visit before, with its day, for the step at hand. */
export function LastValue({ draft }: { draft: Draft }) {
  const words = useWords().visit;
  const formats = useFormats();
  const { step, last } = draft;
  if (step === 'review') return null;
  const value = step === 'consciousness' ? last?.vitals.consciousness : last?.vitals[step];
  if (!last || value === undefined) return <p className={classes.last}>{words.entry.noLast}</p>;
  const text =
    typeof value === 'string'
      ? words.levels[value]
      : `${written(step as NumberField, value)} ${words.units[step as NumberField]}`;
  return <p className={classes.last}>{words.entry.last(text, formats.day(last.finished))}</p>;
}
