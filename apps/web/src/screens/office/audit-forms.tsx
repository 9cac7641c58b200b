import { Button, Textarea } from '@mantine/core';
import { useWords } from '@munan/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import type { AuditChoice } from './access-part.tsx';
import classes from './office.module.css';

/** A form of one text that must not be left out. */
function TextForm({
  label,
  hint,
  needed,
  submit,
  explain,
  testid,
  send,
  done,
}: {
  label: string;
  hint?: string;
  needed: string;
  submit: string;
  explain: string;
  testid: string;
  send: (text: string) => Promise<unknown>;
  done: () => void;
}) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const sending = useMutation({
    mutationFn: send,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['audit'] });
      done();
    },
  });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return setWrong(true);
        sending.mutate(text.trim());
      }}
    >
      <p>{explain}</p>
      <Textarea
        label={label}
        description={hint}
        size="md"
        rows={4}
        maxLength={1000}
        value={text}
        error={wrong ? needed : undefined}
        data-autofocus
        data-testid={`${testid}-text`}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWrong(false);
        }}
      />
      {sending.error ? <Failed error={sending.error} /> : null}
      <Button type="submit" h={52} loading={sending.isPending} data-testid={`${testid}-submit`}>
        {submit}
      </Button>
    </form>
  );
}

export function SignForm({ month, done }: { month: string; done: () => void }) {
  const words = useWords().audit;
  return (
    <TextForm
      label={words.note}
      hint={words.noteHint}
      needed={words.noteNeeded}
      submit={words.sign}
      explain={words.signText}
      testid="audit-note"
      send={(note) => api.post('/api/manage/audit/reviewed', { month, note })}
      done={done}
    />
  );
}

export function DownloadForm({ chosen, done }: { chosen: AuditChoice; done: () => void }) {
  const words = useWords().audit;
  const { month, kind, user, person } = chosen;
  const wanted = { month, kind, ...(user && { user }), ...(person && { person }) };
  return (
    <TextForm
      label={words.downloadReason}
      needed={words.reasonNeeded}
      submit={words.downloadSubmit}
      explain={words.downloadText}
      testid="audit-reason"
      send={(reason) => api.download('/api/manage/audit/export', { ...wanted, reason }, `munan-audit-${month}.csv`)}
      done={done}
    />
  );
}
