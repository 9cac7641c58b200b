import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import type { AnswerKind, NewAnswer, VisitAnswer, VisitPage } from '@munan/flow';
import { serverClock, useWords } from '@munan/ui';
import { IconCheck, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../../connection/api.ts';
import { newId } from '../../../connection/new-id.ts';
import { queries } from '../../../connection/queries.ts';
import { Failed } from '../../../shell/waiting.tsx';
import { dayAfter } from './day-text.ts';
import classes from './visit.module.css';

const kinds: readonly AnswerKind[] = ['advice', 'order', 'clinic', 'visit'];
/** By how many days each quick text of a kind says. */
const quickDays: Partial<Record<AnswerKind, readonly number[]>> = { clinic: [7], visit: [3, 7] };

/** A doctor answers: one press on a frequent answer, or in her own words. */
export function AnswerForm({ visit }: { visit: string }) {
  const t = useWords().hospital.answer;
  const client = useQueryClient();
  const [kind, setKind] = useState<AnswerKind>('advice');
  const [text, setText] = useState('');
  const [by, setBy] = useState('');
  const [empty, setEmpty] = useState(false);
  const [sent, setSent] = useState<readonly string[]>([]);
  // An id is made when something is first sent, and is the same however often it is pressed again.
  const ids = useRef(new Map<string, string>());
  const idOf = (what: string): string => {
    const id = ids.current.get(what) ?? newId();
    ids.current.set(what, id);
    return id;
  };
  const sending = useMutation({
    mutationFn: ({ answer }: { answer: NewAnswer; what: string }) =>
      api.post<VisitAnswer>(`/api/visits/${encodeURIComponent(visit)}/answers`, answer),
    onSuccess: (stored, { what }) => {
      setSent((before) => [...new Set([...before, what])]);
      if (what === 'own') {
        ids.current.delete('own');
        setText('');
        setBy('');
      }
      client.setQueryData<VisitPage>(queries.visit(visit).queryKey, (page) =>
        page ? { ...page, answers: [...page.answers.filter(({ id }) => id !== stored.id), stored] } : page,
      );
      void client.invalidateQueries({ queryKey: ['visits'] });
    },
  });
  const { isPending } = sending;
  return (
    <form
      className={classes.answerForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending) return;
        if (text.trim() === '') return setEmpty(true);
        sending.mutate({
          what: 'own',
          answer: { id: idOf('own'), kind, text: text.trim(), ...(by !== '' && dated(kind) ? { by } : {}) },
        });
      }}
    >
      <fieldset className={classes.quick}>
        <legend>{t.quick}</legend>
        {kinds.flatMap((one) =>
          t.quickTexts[one].map((quick, at) => {
            const days = quickDays[one]?.[at];
            const isSent = sent.includes(quick);
            return (
              <Button
                key={quick}
                variant="default"
                className={classes.quickButton ?? ''}
                data-testid={`quick-${one}`}
                disabled={isPending || isSent}
                leftSection={isSent ? <IconCheck aria-hidden size={18} /> : undefined}
                onClick={() =>
                  sending.mutate({
                    what: quick,
                    answer: {
                      id: idOf(quick),
                      kind: one,
                      text: quick,
                      ...(days === undefined ? {} : { by: dayAfter(serverClock.now(), days) }),
                    },
                  })
                }
              >
                <span className={classes.kind}>{t.kinds[one]}</span> {quick}
              </Button>
            );
          }),
        )}
      </fieldset>
      <div>
        <span id="answer-kind" className={classes.label}>
          {t.kindLabel}
        </span>
        <SegmentedControl
          fullWidth
          size="md"
          aria-labelledby="answer-kind"
          value={kind}
          onChange={(next) => setKind(next as AnswerKind)}
          data={kinds.map((one) => ({ value: one, label: t.kinds[one] }))}
        />
      </div>
      <Textarea
        label={t.text}
        description={t.textHint}
        size="md"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={2000}
        value={text}
        error={empty ? t.empty : undefined}
        data-testid="answer-text"
        onChange={(event) => {
          setText(event.currentTarget.value);
          setEmpty(false);
        }}
      />
      {dated(kind) ? (
        <TextInput
          type="date"
          size="md"
          label={t.by}
          description={t.byHint}
          min={dayAfter(serverClock.now(), 0)}
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
      ) : null}
      {sending.error ? <Failed error={sending.error} /> : null}
      <p role="status" className={classes.status}>
        {sent.length > 0 && !isPending && !sending.error ? t.sent : ''}
      </p>
      <Button
        type="submit"
        h={48}
        loading={isPending}
        leftSection={<IconSend aria-hidden size={18} />}
        data-testid="answer-send"
      >
        {t.send}
      </Button>
    </form>
  );
}

function dated(kind: AnswerKind): boolean {
  return kind === 'clinic' || kind === 'visit';
}
