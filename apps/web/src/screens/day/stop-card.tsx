import { Button } from '@mantine/core';
import type { SyncPerson } from '@munan/flow';
import { reasonSentence, SimulatedTag, useLanguage } from '@munan/ui';
import {
  IconCircleCheck,
  IconClock,
  IconClockExclamation,
  IconClockHour4,
  IconMessageQuestion,
  IconWriting,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './day.module.css';
import { type DayRow, hasPassed } from './day-rows.ts';
import { distanceText } from './distance.ts';
import { PhoneLink, Place } from './place.tsx';
import { SinceLast } from './since-last.tsx';

/** Said by the time that was promised already. */
const promisedCode = 'visit-promised';

/** One stop: who, when it was promised, why, what is new since the last visit, and the way in. */
export function StopCard({
  row,
  whole,
  isNext,
  now,
  read,
}: {
  row: DayRow;
  /** All that is kept of her; not yet read, or not here. */
  whole: SyncPerson | null | undefined;
  /** The first that is not done: her address stands open. */
  isNext: boolean;
  now: number;
  read: (answer: string) => void;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.day;
  const { card, stop, state } = row;
  const done = state === 'done';
  // Once she is at the door the promise is kept, early or late.
  const late = state === 'todo' && stop.promised !== undefined && hasPassed(stop.promised, now);
  const label = { todo: words.start, editing: words.resume, pending: words.finish, done: words.again }[state];
  const name = card?.person.name ?? words.unfinished.nobody;
  return (
    <li
      className={`${classes.card} ${done ? classes.cardDone : ''} ${isNext ? classes.cardNext : ''}`}
      data-testid="today-row"
      data-person={stop.person}
      data-state={state}
    >
      <div className={classes.head}>
        <span className={classes.number} role="img" aria-label={words.number(row.number)}>
          {row.number}
        </span>
        <h2>
          {name} {card ? <SimulatedTag person={card.person} /> : null}
        </h2>
        {card ? (
          <span className={classes.quiet}>{all.shell.sexAge(all.shell.sexes[card.person.sex], card.person.age)}</span>
        ) : null}
      </div>
      {stop.promised && !done ? (
        <p className={`${classes.promised} ${late ? classes.promisedPast : ''}`} data-testid="promised">
          {late ? <IconClockExclamation aria-hidden /> : <IconClock aria-hidden />}
          {(late ? words.promisedPast : words.promised)(stop.promised)}
        </p>
      ) : null}
      {done ? (
        <p className={row.waiting ? classes.visitedHere : classes.visited} data-testid="visited-today">
          {row.waiting ? <IconClockHour4 aria-hidden /> : <IconCircleCheck aria-hidden />}
          {row.waiting || row.doneAt === undefined ? words.visitedHere : words.visited(formats.clock(row.doneAt))}
        </p>
      ) : (
        <>
          <p className={classes.why}>
            {[
              ...stop.why.filter(({ code }) => code !== promisedCode).map((reason) => reasonSentence(all, reason)),
              ...(stop.wayM === undefined ? [] : [words.way(distanceText(all, formats, stop.wayM))]),
            ].join(' · ')}
          </p>
          {stop.asked ? (
            <p className={classes.asked}>
              <IconMessageQuestion aria-hidden />
              <span>
                {words.asked(stop.asked.by, formats.moment(stop.asked.at, now))}
                {stop.asked.note ? <span className={classes.note}>{stop.asked.note}</span> : null}
              </span>
            </p>
          ) : null}
          {state === 'pending' ? (
            <p className={classes.pending}>
              <IconWriting aria-hidden />
              {words.pending}
            </p>
          ) : null}
          {whole ? <SinceLast since={whole.since} answers={whole.answers} now={now} read={read} /> : null}
          {whole === null && !card ? <p className={classes.quiet}>{words.gone}</p> : null}
          {card ? (
            <details className={classes.details} open={isNext}>
              <summary>{words.more}</summary>
              <Place card={card} board={whole?.board} said={stop.why.map(({ code }) => code)} now={now} />
              <p className={classes.quiet}>
                {card.lastVisit === undefined
                  ? words.firstVisit
                  : words.lastVisit(formats.ago(Math.min(card.lastVisit, now), now))}
              </p>
            </details>
          ) : null}
        </>
      )}
      <div className={classes.actions}>
        {done || !card ? null : <PhoneLink card={card} />}
        <Button
          component={Link}
          to={`/visit/${stop.person}`}
          h={56}
          variant={done || !isNext ? 'default' : 'filled'}
          aria-label={`${label}: ${name}`}
          data-testid="start-visit"
        >
          {label}
        </Button>
      </div>
    </li>
  );
}
