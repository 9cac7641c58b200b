import { Button } from '@mantine/core';
import type { Desk, Refusal } from '@munan/sync';
import { conflictFieldName, SimulatedTag, useLanguage } from '@munan/ui';
import { IconAlertOctagonFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { refusalSentence } from '../../desk/refusal-sentence.ts';
import classes from './day.module.css';

/** Something the server will not take, with why: sent again, or given up on purpose. */
export function RefusalCard({ refusal, desk }: { refusal: Refusal; desk: Desk }) {
  const { words: all, formats } = useLanguage();
  const words = all.desk.refusals;
  const [asking, setAsking] = useState(false);
  const person = desk.people().find((card) => card.person.id === refusal.patient)?.person;
  const text = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value ?? all.conflicts.none));
  return (
    <article className={classes.notices} data-testid="refusal" data-refusal={refusal.id}>
      <div className={classes.notice}>
        <p className={classes.noticeBad}>
          <IconAlertOctagonFilled aria-hidden />
          <span>
            {words.refused(words.kinds[refusal.kind], person?.name ?? '')}{' '}
            {person ? <SimulatedTag person={person} /> : null}
            <small>
              {formats.moment(refusal.at, desk.now())} · {refusalSentence(all, refusal.code)}
              <span lang="en"> ({refusal.message})</span>
            </small>
          </span>
        </p>
        {refusal.changes?.map(({ field, mine }) => (
          <p key={field}>{words.change(conflictFieldName(all, field), text(mine))}</p>
        ))}
        {asking ? (
          <>
            <p>{words.question}</p>
            <div className={classes.actions}>
              <Button h={56} variant="default" onClick={() => setAsking(false)} autoFocus>
                {words.giveUpNo}
              </Button>
              <Button h={56} variant="default" className={classes.danger ?? ''} onClick={() => desk.giveUp(refusal.id)}>
                {words.giveUpYes}
              </Button>
            </div>
          </>
        ) : (
          <div className={classes.actions}>
            <Button h={56} variant="default" onClick={() => setAsking(true)}>
              {words.giveUp}
            </Button>
            <Button h={56} onClick={() => desk.again(refusal.id)}>
              {words.again}
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}
