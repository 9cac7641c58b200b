import { Button, Textarea, TextInput } from '@mantine/core';
import type { VisitRequest } from '@munan/flow';
import { serverClock, useWords, Window } from '@munan/ui';
import { IconHomeMove } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../connection/api.ts';
import { newId } from '../../connection/new-id.ts';
import { useMe } from '../../shell/session.tsx';
import { Failed } from '../../shell/waiting.tsx';
import { dayAfter } from '../hospital/visit/day-text.ts';
import classes from './person.module.css';

/** Operator and doctor ask that a nurse call on a person; of an alert where `alert` is given. */
export function AskVisit({ person, alert }: { person: { id: string; name: string }; alert?: string }) {
  const t = useWords().hospital.request;
  const me = useMe();
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState(false);
  if (me.role !== 'operator' && me.role !== 'doctor') return null;
  return (
    <>
      <Button
        variant="default"
        mih={44}
        leftSection={<IconHomeMove aria-hidden size={18} />}
        data-testid="ask-visit"
        onClick={() => setOpen(true)}
      >
        {t.open}
      </Button>
      <span role="status" className={classes.sent}>
        {sent ? t.sent : ''}
      </span>
      {open ? (
        <Window title={t.title(person.name)} onClose={() => setOpen(false)}>
          <AskVisitForm
            person={person.id}
            {...(alert === undefined ? {} : { alert })}
            done={() => {
              setSent(true);
              setOpen(false);
            }}
            cancel={() => setOpen(false)}
          />
        </Window>
      ) : null}
    </>
  );
}

function AskVisitForm({
  person,
  alert,
  done,
  cancel,
}: {
  person: string;
  alert?: string;
  done: () => void;
  cancel: () => void;
}) {
  const t = useWords().hospital.request;
  const [text, setText] = useState('');
  const [by, setBy] = useState('');
  const [empty, setEmpty] = useState(false);
  // One form is one request, however often it is pressed.
  const id = useRef('');
  const asking = useMutation({
    mutationFn: () => {
      id.current ||= newId();
      const request = { id: id.current, text: text.trim(), ...(by !== '' && { by }), ...(alert && { alert }) };
      return api.post<VisitRequest>(`/api/people/${encodeURIComponent(person)}/visit-requests`, request);
    },
    onSuccess: done,
  });
  return (
    <form
      className={classes.factForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return setEmpty(true);
        if (!asking.isPending) asking.mutate();
      }}
    >
      <Textarea
        label={t.text}
        description={t.textHint}
        size="md"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={text}
        error={empty ? t.empty : undefined}
        data-testid="ask-visit-text"
        onChange={(event) => {
          setText(event.currentTarget.value);
          setEmpty(false);
        }}
      />
      {t.quickTexts.map((quick) => (
        <Button key={quick} variant="light" className={classes.quick ?? ''} onClick={() => setText(quick)}>
          {quick}
        </Button>
      ))}
      <TextInput
        type="date"
        size="md"
        label={t.by}
        min={dayAfter(serverClock.now(), 0)}
        value={by}
        onChange={(event) => setBy(event.currentTarget.value)}
      />
      {asking.error ? <Failed error={asking.error} /> : null}
      <span className={classes.factButtons}>
        <Button type="submit" h={48} loading={asking.isPending} data-testid="ask-visit-send">
          {t.send}
        </Button>
        <Button variant="default" h={48} onClick={cancel}>
          {t.cancel}
        </Button>
      </span>
    </form>
  );
}
