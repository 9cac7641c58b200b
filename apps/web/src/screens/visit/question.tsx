import { Button } from '@mantine/core';
import { useFormats, useWords } from '@munan/ui';
import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { valueInQuestion } from './entering.ts';
import classes from './entry.module.css';
import { fieldPlans, isNumberField, type NumberField, written } from './fields.ts';
import parts from './parts.module.css';
import { pressurePair } from './plausibility.ts';
import type { Visiting } from './visiting.ts';

/** The question about an unusual value; it stands where the keypad was, under the same thumb. A reason is a yes, too. */
export function Question({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  const sentence = useQuestion(visit);
  const heading = useRef<HTMLParagraphElement>(null);
  const [why, setWhy] = useState<string>();
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const { act } = visit;
  const { verdict, step } = visit.place;
  if (verdict?.kind !== 'ask') return null;
  const instead = verdict.why === 'unusual' ? verdict.instead : undefined;
  return (
    <div
      className={`${classes.question} ${classes.low}`}
      role="alertdialog"
      aria-labelledby="question-title"
      data-testid="question"
    >
      <p className={classes.questionHint}>
        <IconAlertTriangle aria-hidden />
        {words.ask.title}
      </p>
      <p id="question-title" className={classes.questionTitle} tabIndex={-1} ref={heading}>
        {sentence}
      </p>
      {instead !== undefined && isNumberField(step) ? (
        <Button h={60} onClick={() => act({ do: 'take', value: instead })} data-testid="question-instead">
          {words.ask.instead(`${written(step, instead)} ${words.units[step]}`)}
        </Button>
      ) : null}
      <div className={classes.pair}>
        <Button h={60} px="xs" variant="default" onClick={() => act({ do: 'retype' })} data-testid="question-retype">
          {words.ask.retype}
        </Button>
        <Button
          h={60}
          px="xs"
          variant={instead === undefined ? 'filled' : 'default'}
          onClick={() => act({ do: 'yes', why })}
          data-testid="question-yes"
        >
          {words.ask.yes}
        </Button>
      </div>
      {why === undefined ? (
        <fieldset className={classes.whys}>
          <legend>{words.ask.why}</legend>
          {(Object.keys(words.ask.whys) as (keyof typeof words.ask.whys)[]).map((name) => (
            <button
              key={name}
              type="button"
              className={classes.why}
              data-testid={`why-${name}`}
              onClick={() => act({ do: 'yes', why: words.ask.whys[name] })}
            >
              {words.ask.whys[name]}
            </button>
          ))}
          <button type="button" className={classes.why} data-testid="why-own" onClick={() => setWhy('')}>
            {words.ask.ownWhy}
          </button>
        </fieldset>
      ) : (
        <label className={parts.field}>
          <span className={parts.label}>{words.ask.ownWhyLabel}</span>
          <input
            type="text"
            className={parts.text}
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
            onKeyDown={(event) => {
              // Enter while a Korean syllable is being composed ends the syllable, not the sentence.
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) act({ do: 'yes', why });
            }}
            maxLength={500}
            // biome-ignore lint/a11y/noAutofocus: the nurse has just asked for this field
            autoFocus
            data-testid="why-text"
          />
        </label>
      )}
    </div>
  );
}

/** Why a number was not taken, said aloud to a screen reader, too. */
export function Refusal({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  const formats = useFormats();
  const { verdict, step } = visit.place;
  const value = valueInQuestion(visit);
  return (
    <div role="alert">
      {verdict?.kind === 'refuse' && isNumberField(step) && value !== undefined ? (
        <p className={classes.refusal} data-testid="refusal">
          <IconBan aria-hidden />
          <span>
            {words.ask.impossible(words.fields[step], formats.number(value, fieldPlans[step].decimals))}{' '}
            {words.ask.limits(formats.number(verdict.min), formats.number(verdict.max), words.units[step])}
          </span>
        </p>
      ) : null}
    </div>
  );
}

function useQuestion(visit: Visiting): string {
  const words = useWords().visit;
  const { verdict, step } = visit.place;
  const { vitals } = visit.entry;
  if (verdict?.kind !== 'ask') return '';
  const say = (field: NumberField, value: number | undefined) =>
    value === undefined ? '' : `${written(field, value)} ${words.units[field]}`;
  switch (verdict.why) {
    case 'systolic-not-above-diastolic': {
      const [high, low] = (pressurePair(step) ?? []).map((field) => String(vitals[field] ?? ''));
      return words.ask.upsideDown(high ?? '', low ?? '');
    }
    case 'weight-changed':
      return words.ask.weightChanged(
        say('weightKg', visit.last?.entry.vitals.weightKg),
        say('weightKg', vitals.weightKg),
      );
    case 'not-alert':
      return words.ask.notAlert(words.levels[vitals.consciousness ?? 'alert']);
    case 'unusual':
      return isNumberField(step) ? words.ask.unusual(words.fields[step], say(step, valueInQuestion(visit))) : '';
  }
}
