import type { WatchPage } from '@munan/flow';
import { useWatchWords } from '@munan/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { NotYet } from '../../../shell/waiting.tsx';
import classes from '../person.module.css';
import { DaysPart } from './days-part.tsx';
import { NightsPart } from './nights-part.tsx';
import { RhythmPart, RoutinePart } from './rhythm-part.tsx';
import { RiskPart } from './risk-part.tsx';
import { UsualPart } from './usual-part.tsx';

/** What the watch has learned of her: each part in one line, to be opened. */
export function WatchPanel({ query }: { query: UseQueryResult<WatchPage> }) {
  const t = useWatchWords().watch.person;
  const watch = query.data;
  return (
    <section aria-labelledby="watch-title" className={classes.panel} data-testid="watch">
      <h2 id="watch-title">{t.title}</h2>
      <p className={classes.dim}>{t.hint}</p>
      {watch ? (
        <>
          <UsualPart watch={watch} />
          <DaysPart pulse={watch.restingPulse} temperature={watch.restTemperature} />
          <NightsPart nights={watch.nights} />
          <RoutinePart routine={watch.routine} />
          <RhythmPart rhythm={watch.rhythm} />
          <RiskPart risk={watch.risk} />
        </>
      ) : (
        <NotYet query={query} />
      )}
    </section>
  );
}
