import { Button } from '@mantine/core';
import type { SyncPerson, VisitEntry } from '@munan/flow';
import type { PersonCard } from '@munan/sync';
import { useFormats, useNow, useWords, VisitValues } from '@munan/ui';
import { IconCircleCheck, IconMapPinCheck, IconPencil } from '@tabler/icons-react';
import { siteDay } from '../day/day-rows.ts';
import { PhoneLink, Place } from '../day/place.tsx';
import { SinceLast } from '../day/since-last.tsx';
import classes from './entry.module.css';
import { PastYear } from './year/past-year.tsx';

/** Before the door: who lives here and what is known; one large button stamps the arrival. */
export function Arrival({
  card,
  person,
  visitedToday,
  arrive,
  read,
  correct,
}: {
  card: PersonCard;
  person: SyncPerson | undefined;
  /** Visits of this device that are signed. */
  visitedToday: readonly VisitEntry[];
  arrive: () => void;
  read: (answer: string) => void;
  correct: (entry: VisitEntry) => void;
}) {
  const all = useWords();
  const words = all.visit;
  const formats = useFormats();
  const now = useNow(30_000);
  const here = visitedToday.map((entry) => ({ entry, scale2: card.spo2Scale2 }));
  const earlier = (person?.visits ?? [])
    .filter(({ entry }) => !visitedToday.some(({ id }) => id === entry.id))
    .map(({ entry, row }) => ({ entry, scale2: row.spo2Scale2 ?? card.spo2Scale2 }));
  const visits = [...here, ...earlier]
    .filter(({ entry }) => (entry.state ?? 'signed') === 'signed')
    .sort((a, b) => b.entry.finished - a.entry.finished);
  const [last, ...rest] = visits;
  const today = last && siteDay(last.entry.finished) === siteDay(now) ? last.entry : undefined;
  return (
    <div className={classes.entry}>
      {today ? (
        <div className={`${classes.done} ${classes.doneSaved}`}>
          <IconCircleCheck aria-hidden />
          <p>{words.arrival.alreadyToday(formats.clock(today.finished))}</p>
        </div>
      ) : null}
      <section className={classes.card}>
        <Place card={card} board={person?.board} now={now} />
      </section>
      <PhoneLink card={card} />
      <div className={`${classes.nav} ${classes.single} ${classes.still}`}>
        <Button
          h={72}
          size="xl"
          leftSection={<IconMapPinCheck aria-hidden size={28} />}
          data-testid="arrive"
          aria-describedby="arrive-hint"
          onClick={arrive}
        >
          {words.arrival.arrive}
        </Button>
        <span id="arrive-hint" className={`${classes.quiet} ${classes.centred}`}>
          {words.arrival.arriveHint}
        </span>
      </div>
      {person ? (
        <section className={classes.card}>
          <SinceLast since={person.since} answers={person.answers} now={now} read={read} />
        </section>
      ) : null}
      {person ? <PastYear year={person.year} /> : null}
      {last ? (
        <section className={classes.card}>
          <h2>{words.arrival.lastValues(formats.moment(last.entry.finished, now))}</h2>
          <VisitValues vitals={last.entry.vitals} confirmed={last.entry.confirmed ?? []} scale2={last.scale2} />
          {last.entry.remarks ? <p className={classes.remarks}>{last.entry.remarks}</p> : null}
        </section>
      ) : (
        <p className={classes.quiet}>{words.today.firstVisit}</p>
      )}
      {last ? (
        <section className={classes.card}>
          <h2>{all.visitParts.correction.earlier}</h2>
          <ul className={classes.rows}>
            {[last, ...rest].map(({ entry }) => (
              <li key={entry.id}>
                <button
                  type="button"
                  className={classes.row}
                  data-testid="correct-visit"
                  onClick={() => correct(entry)}
                >
                  <span className={classes.rowName}>{formats.moment(entry.arrived, now)}</span>
                  <span>{all.visitParts.correction.open}</span>
                  <IconPencil aria-hidden size={20} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
