import { Button } from '@mantine/core';
import type { HandoverNote } from '@munan/flow';
import { serverClock, useCentreWords, useLanguage } from '@munan/ui';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../connection/api.ts';
import { useMe } from '../../shell/session.tsx';
import { Failed } from '../../shell/waiting.tsx';
import classes from './handover.module.css';
import { HandoverLines } from './handover-lines.tsx';

function Note({ note }: { note: HandoverNote }) {
  const { formats } = useLanguage();
  const t = useCentreWords().operator.handover;
  const me = useMe();
  const client = useQueryClient();
  const accepting = useMutation({
    mutationFn: () => api.post(`/api/handover/${encodeURIComponent(note.id)}/accept`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['handover'] }),
  });
  const now = serverClock.now();
  const isForMe = note.by.id !== me.id && (note.to === undefined || note.to.id === me.id);
  return (
    <li className={classes.note} data-testid="handover-note">
      <p>
        <strong>{t.from(note.by.name, formats.moment(note.at, now))}</strong>
        {note.to ? ` · ${t.forWhom(note.to.name)}` : ''}
      </p>
      {note.text === '' ? null : <p className={classes.text}>{note.text}</p>}
      <p className={classes.dim}>
        {note.acceptedBy
          ? t.accepted(note.acceptedBy.name, formats.moment(note.acceptedAt ?? note.at, now))
          : t.waiting}
      </p>
      {accepting.error ? <Failed error={accepting.error} /> : null}
      {isForMe && !note.acceptedBy ? (
        <Button
          className="munan-no-print"
          leftSection={<IconUserCheck size={20} aria-hidden />}
          loading={accepting.isPending}
          data-testid="handover-accept"
          onClick={() => accepting.mutate()}
        >
          {t.accept}
        </Button>
      ) : null}
      {note.open.length > 0 ? (
        <details>
          <summary>{t.asItStood(note.open.length)}</summary>
          <HandoverLines lines={note.open} />
        </details>
      ) : null}
    </li>
  );
}

/** The last notes, newest first; who is meant accepts. */
export function HandoverNotes({ notes }: { notes: readonly HandoverNote[] }) {
  const t = useCentreWords().operator.handover;
  return (
    <section>
      <h2>{t.notes}</h2>
      {notes.length === 0 ? <p className={classes.dim}>{t.noNotes}</p> : null}
      <ol className={classes.notes}>
        {notes.map((note) => (
          <Note key={note.id} note={note} />
        ))}
      </ol>
    </section>
  );
}
