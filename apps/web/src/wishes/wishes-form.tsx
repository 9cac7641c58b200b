import { Button, Checkbox, Radio, Textarea, TextInput } from '@mantine/core';
import type { Wishes } from '@munan/flow';
import { languageNames } from '@munan/language';
import { serverClock, useCentreWords } from '@munan/ui';
import { useState } from 'react';
import { ApiFailure } from '../connection/api.ts';
import classes from './wishes.module.css';
import { dateOf, draftOf, type WishesWrong, wishesOf } from './wishes-draft.ts';

const kinds = ['ask-device', 'text-person', 'voice-call', 'family-text', 'family-call', 'neighbour-call'] as const;

/** What a person wishes, to be changed by herself or for her. In large print where its surroundings are large. */
export function WishesForm({
  wishes,
  busy,
  error,
  onSave,
  onCancel,
}: {
  wishes: Wishes;
  busy: boolean;
  /** Why the last try was not saved. */
  error: Error | null;
  onSave: (wishes: Wishes) => void;
  onCancel?: { label: string; run: () => void };
}) {
  const t = useCentreWords().wishes;
  const [draft, setDraft] = useState(() => draftOf(wishes));
  const [wrong, setWrong] = useState<WishesWrong | undefined>();
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  return (
    <form
      className={classes.form}
      data-testid="wishes-form"
      onSubmit={(event) => {
        event.preventDefault();
        const made = wishesOf(draft, wishes, serverClock.now());
        setWrong('wrong' in made ? made.wrong : undefined);
        if ('wishes' in made) onSave(made.wishes);
      }}
    >
      <Radio.Group
        label={t.quiet.legend}
        value={draft.quiet}
        onChange={(value) => set({ quiet: value as typeof draft.quiet })}
      >
        <Radio value="none" label={t.quiet.none} />
        <Radio value="before-nine" label={t.quiet.beforeNine} data-testid="quiet-before-nine" />
        <Radio value="own" label={t.quiet.own} />
      </Radio.Group>
      {draft.quiet === 'own' ? (
        <div className={classes.pair}>
          <TextInput
            type="time"
            label={t.quiet.from}
            value={draft.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
            {...(wrong === 'quiet' && { error: t.quiet.wrong })}
          />
          <TextInput
            type="time"
            label={t.quiet.to}
            value={draft.to}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
        </div>
      ) : null}

      <Radio.Group
        label={t.away.legend}
        description={t.away.button}
        value={draft.away}
        onChange={(value) => set({ away: value as typeof draft.away })}
      >
        <Radio value="none" label={t.away.none} />
        <Radio value="hospital" label={t.away.hospital} />
        <Radio value="travelling" label={t.away.travelling} />
      </Radio.Group>
      {draft.away === 'none' ? null : (
        <TextInput
          type="date"
          label={t.away.until}
          description={t.away.open}
          min={dateOf(serverClock.now())}
          value={draft.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
          {...(wrong === 'away' && { error: t.away.wrong })}
        />
      )}

      <Checkbox.Group
        label={t.refused.legend}
        description={t.refused.still}
        value={draft.refused}
        onChange={(value) => set({ refused: value as typeof draft.refused })}
      >
        {kinds.map((kind) => (
          <Checkbox key={kind} value={kind} label={t.refused.kinds[kind]} />
        ))}
      </Checkbox.Group>

      <Radio.Group
        label={t.language.legend}
        value={draft.language}
        onChange={(value) => set({ language: value as typeof draft.language })}
      >
        {(['ko', 'en'] as const).map((language) => (
          <Radio key={language} value={language} label={languageNames[language]} />
        ))}
      </Radio.Group>

      <Textarea
        label={t.note.legend}
        placeholder={t.note.placeholder}
        maxLength={300}
        autosize
        minRows={2}
        value={draft.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
      {error ? (
        <p role="alert" className={classes.wrong}>
          {error instanceof ApiFailure && error.code === 'out-of-date' ? t.outOfDate : t.failed}
        </p>
      ) : null}
      <div className={classes.buttons}>
        <Button type="submit" size="lg" loading={busy} data-testid="wishes-save">
          {t.save}
        </Button>
        {onCancel ? (
          <Button size="lg" variant="default" onClick={onCancel.run}>
            {onCancel.label}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
