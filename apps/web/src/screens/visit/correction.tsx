import { Button } from '@mantine/core';
import type { VisitEntry } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { useState } from 'react';
import { PartPage } from './part-page.tsx';
import classes from './parts.module.css';

const longestReason = 500;

/** Before a signed visit is opened again: why. The original is kept, and that is said. */
export function Correction({
  name,
  entry,
  now,
  begin,
  leave,
}: {
  name: string;
  entry: VisitEntry;
  now: number;
  begin: (reason: string) => void;
  leave: () => void;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts.correction;
  const [reason, setReason] = useState('');
  return (
    <PartPage
      title={words.title(name, formats.moment(entry.arrived, now))}
      leave={leave}
      leaveText={all.visit.entry.back}
    >
      <p className={classes.note}>{words.kept}</p>
      <fieldset className={classes.choices}>
        <legend>{words.why}</legend>
        {(Object.keys(words.whys) as (keyof typeof words.whys)[]).map((why) => (
          <button
            key={why}
            type="button"
            className={classes.choice}
            aria-pressed={reason === words.whys[why]}
            data-testid={`correct-${why}`}
            onClick={() => setReason(words.whys[why])}
          >
            {words.whys[why]}
          </button>
        ))}
      </fieldset>
      <div className={classes.field}>
        <label htmlFor="correction-reason">{words.label}</label>
        <input
          id="correction-reason"
          type="text"
          className={classes.text}
          value={reason}
          maxLength={longestReason}
          data-testid="correction-reason"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {reason.trim() === '' ? <p className={classes.quiet}>{words.needReason}</p> : null}
      </div>
      <Button
        h={60}
        size="lg"
        disabled={reason.trim() === ''}
        data-testid="correction-begin"
        onClick={() => begin(reason.trim())}
      >
        {words.begin}
      </Button>
    </PartPage>
  );
}
