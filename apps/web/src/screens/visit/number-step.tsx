import { Button } from '@mantine/core';
import { useNow, useWords } from '@munan/ui';
import { meanPressure } from '@munan/vitals';
import { IconHandClick, IconHeartbeat } from '@tabler/icons-react';
import { useState } from 'react';
import { BreathCounter } from './breath-counter.tsx';
import { choiceOf, shownIn } from './entering.ts';
import classes from './entry.module.css';
import { fieldPlans, type NumberField } from './fields.ts';
import { KeypadPad } from './keypad-pad.tsx';
import { Question, Refusal } from './question.tsx';
import type { Visiting } from './visiting.ts';

/** Minutes between two measurements of pressure: 1 to 2 [Korean Society of Hypertension 2022]. */
const betweenPressuresMs = 60_000;

/** One number: what is typed, and the keypad under the thumb; or the question about it. */
export function NumberStep({ visit, field }: { visit: Visiting; field: NumberField }) {
  const words = useWords().visit;
  const { act, place } = visit;
  const shown = shownIn(visit);
  const [counting, setCounting] = useState(false);
  const asking = place.verdict?.kind === 'ask';
  return (
    <>
      <div className={classes.valueRow}>
        <output className={classes.value} data-testid={`field-${field}`} aria-label={words.fields[field]}>
          {shown === '' ? <span className={classes.noValue}>{words.entry.noValue}</span> : shown}
        </output>
        <span className={classes.unit}>{words.units[field]}</span>
      </div>
      {field === 'secondSystolicMmHg' && !asking ? <SecondPressure visit={visit} /> : null}
      {field === 'respirationPerMin' ? <MeanShown visit={visit} /> : null}
      <Refusal visit={visit} />
      {asking ? <Question visit={visit} /> : null}
      {!asking && counting ? (
        <BreathCounter take={(value) => act({ do: 'take', value })} close={() => setCounting(false)} />
      ) : null}
      {asking || counting ? null : (
        <div className={classes.low}>
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
          <Choice visit={visit} shown={shown} />
        </div>
      )}
    </>
  );
}

/** When the cuff may be pumped up again: it is suggested, and never waited for. */
function SecondPressure({ visit }: { visit: Visiting }) {
  const words = useWords().visit.entry;
  const { pressureAt } = visit.place;
  useNow(1000);
  const left = pressureAt === undefined ? 0 : Math.ceil((pressureAt + betweenPressuresMs - visit.desk.now()) / 1000);
  return (
    <p className={classes.hint}>
      {words.secondPressure} {left > 0 ? words.secondWait(left) : words.secondReady}
    </p>
  );
}

/** The mean, on the page after the second reading. */
function MeanShown({ visit }: { visit: Visiting }) {
  const words = useWords().visit.entry;
  const { vitals } = visit.entry;
  if (vitals.secondSystolicMmHg === undefined && vitals.secondDiastolicMmHg === undefined) return null;
  const { systolicMmHg, diastolicMmHg } = meanPressure(vitals);
  return (
    <p className={classes.hint} data-testid="mean-pressure">
      <IconHeartbeat aria-hidden size={20} />
      {words.meanPressure(`${systolicMmHg ?? '–'}/${diastolicMmHg ?? '–'}`)}
    </p>
  );
}

/** Air or oxygen, fasting or not: answering it is the step's "next". */
function Choice({ visit, shown }: { visit: Visiting; shown: string }) {
  const words = useWords().visit;
  const name = choiceOf[visit.place.step];
  if (!name) return null;
  const chosen = visit.entry.vitals[name];
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
          onClick={() => visit.act({ do: 'choose', value })}
        >
          {value ? yes : no}
        </Button>
      ))}
    </fieldset>
  );
}
