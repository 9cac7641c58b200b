import { Button } from '@mantine/core';
import { useFormats, useWords } from '@munan/ui';
import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Draft } from './draft.ts';
import { type EntryAct, valueInQuestion } from './entering.ts';
import classes from './entry.module.css';
import { fieldPlans, isNumberField, type NumberField, written } from './fields.ts';

/** The question about an unusual value; it stands where the keypad was, under the same thumb. */
export function Question({ draft, act }: { draft: Draft; act: (act: EntryAct) => void }) {
  const words = useWords().visit;
  const sentence = useQuestion(draft);
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const { verdict, step } = draft;
  if (verdict?.kind !== 'ask') return null;
  const instead = verdict.why === 'unusual' ? verdict.instead : undefined;
  return (
    <div className={classes.question} role="alertdialog" aria-labelledby="question-title" data-testid="question">
      <p className={classes.questionHint}>
        <IconAlertTriangle aria-hidden />
        {words.ask.title}
      </p>
      <p id="question-title" className={classes.questionTitle} tabIndex={-1} ref={heading}>
        {sentence}
      </p>
      {instead !== undefined && isNumberField(step) ? (
        <Button h={64} onClick={() => act({ do: 'take', value: instead })} data-testid="question-instead">
          {words.ask.instead(`${written(step, instead)} ${words.units[step]}`)}
        </Button>
      ) : null}
      <Button
        h={64}
        variant={instead === undefined ? 'filled' : 'default'}
        onClick={() => act({ do: 'yes' })}
        data-testid="question-yes"
      >
        {words.ask.yes}
      </Button>
      <Button h={64} variant="default" onClick={() => act({ do: 'retype' })} data-testid="question-retype">
        {words.ask.retype}
      </Button>
    </div>
  );
}

/** Why a number was not taken, said aloud to a screen reader, too. */
export function Refusal({ draft }: { draft: Draft }) {
  const words = useWords().visit;
  const formats = useFormats();
  const { verdict, step } = draft;
  const value = valueInQuestion(draft);
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

function useQuestion(draft: Draft): string {
  const words = useWords().visit;
  const { verdict, step, vitals } = draft;
  if (verdict?.kind !== 'ask') return '';
  const say = (field: NumberField, value: number | undefined) =>
    value === undefined ? '' : `${written(field, value)} ${words.units[field]}`;
  switch (verdict.why) {
    case 'systolic-not-above-diastolic':
      return words.ask.upsideDown(String(vitals.systolicMmHg ?? ''), String(vitals.diastolicMmHg ?? ''));
    case 'weight-changed':
      return words.ask.weightChanged(say('weightKg', draft.last?.vitals.weightKg), say('weightKg', vitals.weightKg));
    case 'not-alert':
      return words.ask.notAlert(words.levels[vitals.consciousness ?? 'alert']);
    case 'unusual':
      return isNumberField(step) ? words.ask.unusual(words.fields[step], say(step, valueInQuestion(draft))) : '';
  }
}
