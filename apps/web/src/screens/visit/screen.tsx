import { Alert, Button } from '@mantine/core';
import type { TodayRow } from '@munan/flow';
import { SimulatedTag, useFormats, useNow, useWords } from '@munan/ui';
import { IconAlertOctagonFilled, IconCircleCheck, IconClockHour4 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { type Desk, useDesk } from './desk.ts';
import { DraftNotices } from './draft-notices.tsx';
import { PhoneLink, Place } from './place.tsx';
import classes from './today.module.css';

/** The nurse's day: whom to see, in which order and why; what is unfinished; what still has to be sent. */
export function VisitScreen() {
  const all = useWords();
  const words = all.visit;
  const access = all.access.breakGlass;
  const desk = useDesk();
  const today = useQuery(queries.today());
  const now = useNow(30_000);
  const people = today.data?.people;
  const doneCount = people?.filter((row) => isDone(row, desk)).length ?? 0;
  return (
    <Page title={words.today.title} actions={<OutboxMark desk={desk} />} width="narrow">
      {desk.cannotKeep ? <CannotKeep /> : null}
      <DraftNotices desk={desk} />
      {people ? (
        <>
          <p className={classes.count}>
            {people.length === 0 ? words.today.empty : words.today.count(doneCount, people.length)}
          </p>
          <ol className={classes.list}>
            {people.map((row, index) => (
              <TodayCard key={row.person.id} row={row} number={index + 1} now={now} desk={desk} />
            ))}
          </ol>
          <p className={classes.count}>
            <Link to="/emergency" data-testid="emergency">
              {access.link}
            </Link>
          </p>
        </>
      ) : (
        <NotYet query={today} />
      )}
    </Page>
  );
}

function TodayCard({ row, number, now, desk }: { row: TodayRow; number: number; now: number; desk: Desk }) {
  const all = useWords();
  const words = all.visit.today;
  const formats = useFormats();
  const { person, lastVisit } = row;
  const mine = desk.drafts.filter((one) => one.patient === person.id);
  const draft = mine.find((one) => one.state === 'open') ?? mine.at(-1);
  const done = isDone(row, desk) && draft?.state !== 'open';
  const doneAt = draft?.state === 'waiting' ? draft.finished : lastVisit?.finished;
  const label = draft?.state === 'open' ? words.resume : done ? words.again : words.start;
  return (
    <li className={`${classes.card} ${done ? classes.cardDone : ''}`} data-testid="today-row" data-person={person.id}>
      <div className={classes.head}>
        <span className={classes.number} role="img" aria-label={words.order(number)}>
          {number}
        </span>
        <h2>
          {person.name} <SimulatedTag person={person} />
        </h2>
        <span className={classes.quiet}>{all.shell.sexAge(all.shell.sexes[person.sex], person.age)}</span>
      </div>
      {done && doneAt !== undefined ? (
        <p className={classes.visited} data-testid="visited-today">
          <IconCircleCheck aria-hidden />
          {words.visited(formats.clock(doneAt))}
        </p>
      ) : (
        <Place row={row} now={now} />
      )}
      <p className={classes.quiet}>
        {lastVisit ? `${words.lastVisit} ${formats.ago(Math.min(lastVisit.finished, now), now)}` : words.firstVisit}
      </p>
      <div className={classes.actions}>
        {done ? null : <PhoneLink row={row} />}
        <Button
          component={Link}
          to={`/visit/${person.id}`}
          h={56}
          variant={done ? 'default' : 'filled'}
          aria-label={`${label}: ${person.name}`}
          data-testid="start-visit"
        >
          {label}
        </Button>
      </div>
    </li>
  );
}

/** Whether everything is with the server, or how much still waits on this phone. */
function OutboxMark({ desk }: { desk: Desk }) {
  const words = useWords().visit.outbox;
  if (desk.refused.length > 0) {
    return (
      <span className={`${classes.outbox} ${classes.refused}`} role="status" data-testid="outbox">
        <IconAlertOctagonFilled aria-hidden />
        {words.refused(desk.refused.length)}
      </span>
    );
  }
  if (desk.waiting.length === 0) {
    return (
      <span className={`${classes.outbox} ${classes.saved}`} role="status" data-testid="outbox">
        <IconCircleCheck aria-hidden />
        {words.saved}
      </span>
    );
  }
  return (
    <span className={classes.outboxRow} role="status">
      <span className={`${classes.outbox} ${classes.waiting}`} data-testid="outbox">
        <IconClockHour4 aria-hidden />
        {words.waiting(desk.waiting.length)}
      </span>
      <Button h={44} variant="default" onClick={desk.send}>
        {words.sendNow}
      </Button>
    </span>
  );
}

/** Visited, whether the server knows it already or the entry still waits here. */
function isDone(row: TodayRow, desk: Desk): boolean {
  return row.visitedToday !== undefined || desk.waiting.some((draft) => draft.patient === row.person.id);
}

function CannotKeep() {
  const words = useWords().visit.outbox;
  return (
    <Alert role="alert" color="red" variant="outline" mb="sm">
      {words.cannotKeep}
    </Alert>
  );
}
