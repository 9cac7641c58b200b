import { Button, Textarea } from '@mantine/core';
import { useWatchWords } from '@munan/ui';
import { useState } from 'react';
import { Failed } from '../../shell/waiting.tsx';
import classes from './rules.module.css';

/** Switches on what was tried, with a note of why. */
export function SwitchPart({
  isTried,
  isSending,
  error,
  onSwitch,
}: {
  isTried: boolean;
  isSending: boolean;
  error: unknown;
  onSwitch: (note: string) => void;
}) {
  const t = useWatchWords().rules.switchOn;
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <section aria-labelledby="switch-title" className={classes.panel}>
      <h2 id="switch-title">{t.title}</h2>
      <p>{isTried ? t.hint : t.first}</p>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (note.trim() === '') return setWrong(true);
          onSwitch(note.trim());
        }}
      >
        <Textarea
          label={t.note}
          description={t.noteHint}
          size="md"
          rows={2}
          maxLength={500}
          value={note}
          disabled={!isTried}
          error={wrong ? t.noteNeeded : undefined}
          onChange={(event) => {
            setNote(event.currentTarget.value);
            setWrong(false);
          }}
          data-testid="switch-note"
        />
        {error ? <Failed error={error} /> : null}
        <Button type="submit" h={52} disabled={!isTried} loading={isSending} data-testid="switch-on">
          {t.submit}
        </Button>
      </form>
    </section>
  );
}
