import { Button } from '@mantine/core';
import type { TodayRow } from '@munan/flow';
import { useFormats, useNow, useWords, VisitValues } from '@munan/ui';
import { IconCircleCheck, IconMapPinCheck } from '@tabler/icons-react';
import classes from './entry.module.css';
import { PhoneLink, Place } from './place.tsx';

/** Before the door: who lives here and what is known; one large button stamps the arrival. */
export function Arrival({ row, arrive }: { row: TodayRow; arrive: () => void }) {
  const words = useWords().visit;
  const formats = useFormats();
  const now = useNow(30_000);
  const visitedAt = row.visitedToday ? row.lastVisit?.finished : undefined;
  return (
    <div className={classes.entry}>
      {visitedAt === undefined ? null : (
        <div className={`${classes.done} ${classes.doneSaved}`}>
          <IconCircleCheck aria-hidden />
          <p>{words.arrival.alreadyToday(formats.clock(visitedAt))}</p>
        </div>
      )}
      <section className={classes.card}>
        <Place row={row} now={now} />
      </section>
      <PhoneLink row={row} />
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
      {row.lastVisit ? (
        <section className={classes.card}>
          <h2>{words.arrival.lastValues(formats.moment(row.lastVisit.finished, now))}</h2>
          <VisitValues
            vitals={row.lastVisit.vitals}
            confirmed={row.lastVisit.confirmed}
            scale2={row.spo2Scale2 ?? false}
          />
          {row.lastVisit.remarks ? <p className={classes.remarks}>{row.lastVisit.remarks}</p> : null}
        </section>
      ) : (
        <p className={classes.quiet}>{words.today.firstVisit}</p>
      )}
    </div>
  );
}
