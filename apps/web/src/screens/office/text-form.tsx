import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Failed } from '../../shell/waiting.tsx';
import classes from './office.module.css';

/** A form of one text; with `needed` it must not be left out. */
export function TextForm({
  label,
  hint,
  needed,
  submit,
  explain,
  testid,
  refreshes,
  longest = 1000,
  send,
  done,
}: {
  label: string;
  hint?: string;
  /** Said when it is left out; without it that is allowed. */
  needed?: string;
  submit: string;
  explain: ReactNode;
  testid: string;
  /** The query that what was sent changes. */
  refreshes: string;
  longest?: number;
  send: (text: string) => Promise<unknown>;
  done: () => void;
}) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const sending = useMutation({
    mutationFn: send,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [refreshes] });
      done();
    },
  });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (needed !== undefined && text.trim() === '') return setWrong(true);
        sending.mutate(text.trim());
      }}
    >
      <p>{explain}</p>
      <Textarea
        label={label}
        description={hint}
        size="md"
        rows={4}
        maxLength={longest}
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
