import { Button } from '@mantine/core';
import type { Desk, LocalVisit } from '@munan/sync';
import { SimulatedTag, useLanguage } from '@munan/ui';
import { IconAlertOctagonFilled, IconPencilExclamation } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import classes from './day.module.css';
import { isDiscardable, isUnfinished } from './day-rows.ts';

/** Visits that are begun and not signed, and those the server refused: on top, until each is finished or thrown away. */
export function Unfinished({ desk, now }: { desk: Desk; now: number }) {
  const words = useLanguage().words.day.unfinished;
  const visits = desk.visits().filter((visit) => isUnfinished(visit) || visit.state === 'refused');
  if (visits.length === 0) return null;
  return (
    <section className={classes.notices} aria-label={words.title}>
      <h2>{words.title}</h2>
      {visits.map((visit) => (
        <UnfinishedVisit key={visit.entry.id} visit={visit} desk={desk} now={now} />
      ))}
    </section>
  );
}

export function UnfinishedVisit({ visit, desk, now }: { visit: LocalVisit; desk: Desk; now: number }) {
  const { words: all, formats } = useLanguage();
  const words = all.day;
  const [asking, setAsking] = useState(false);
  const { entry, state, reason, problem } = visit;
  const person = desk.people().find((card) => card.person.id === entry.patient)?.person;
  const name = person?.name ?? words.unfinished.nobody;
  const refused = state === 'refused';
  const pending = entry.state === 'vitals-final';
  return (
    <div className={classes.notice} data-testid="draft-notice" data-visit={entry.id}>
      <p className={refused ? classes.noticeBad : classes.noticeText}>
        {refused ? <IconAlertOctagonFilled aria-hidden /> : <IconPencilExclamation aria-hidden />}
        <span>
          {refused
            ? words.unfinished.refused(name)
            : reason === undefined
              ? words.unfinished.open(name, formats.moment(entry.arrived, now))
              : words.unfinished.correcting(name)}{' '}
          {person ? <SimulatedTag person={person} /> : null}
          {pending && !refused ? <small>{words.pending}</small> : null}
          {refused && problem ? <small>{problem}</small> : null}
        </span>
      </p>
      {asking ? (
        <>
          <p>{words.unfinished.discardQuestion(name)}</p>
          <div className={classes.actions}>
            <Button h={56} variant="default" onClick={() => setAsking(false)} autoFocus>
              {words.unfinished.discardNo}
            </Button>
            <Button
              h={56}
              variant="default"
              className={classes.danger ?? ''}
              onClick={() => desk.discard(entry.id)}
              data-testid="discard-yes"
            >
              {words.unfinished.discardYes}
            </Button>
          </div>
        </>
      ) : (
        <div className={classes.actions}>
          {isDiscardable(visit) ? (
            <Button h={56} variant="default" onClick={() => setAsking(true)}>
              {words.unfinished.discard}
            </Button>
          ) : null}
          <Button component={Link} to={`/visit/${entry.patient}`} h={56} data-testid="resume-draft">
            {refused ? words.unfinished.fix : pending ? words.finish : words.resume}
          </Button>
        </div>
      )}
    </div>
  );
}
