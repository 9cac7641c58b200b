import type { DrillList } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { BeginPart } from './begin-part.tsx';
import { DrillMark } from './drill-mark.tsx';
import classes from './drills.module.css';
import { RunningPart } from './running-part.tsx';

const watchMs = 5_000;

/** Rehearsals of the desk: the one that runs, a new one, and what came of those before. */
export function DrillsScreen() {
  const t = useCentreWords().drill;
  const query = useQuery({ ...queries.drills(), refetchInterval: watchMs });
  return (
    <Page title={t.title} width="middle">
      <p className={classes.intro}>{t.intro}</p>
      {query.data ? <Inside list={query.data} /> : <NotYet query={query} />}
    </Page>
  );
}

function Inside({ list }: { list: DrillList }) {
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const t = useCentreWords().drill;
  const { role } = useMe();
  const running = list.drills.find(({ endedAt }) => endedAt === undefined);
  const past = list.drills.filter((drill) => drill !== running);
  return (
    <div className={classes.parts}>
      {running ? <RunningPart drill={running} /> : null}
      {role === 'manager' ? <BeginPart isRunning={running !== undefined} /> : <p>{t.readOnly}</p>}
      <section className={classes.panel} aria-labelledby="past-title">
        <h2 id="past-title">{t.list}</h2>
        {past.length === 0 ? <p className={classes.dim}>{t.listNone}</p> : null}
        <ul className={classes.list}>
          {past.map((drill) => (
            <li key={drill.id}>
              <Link to="/drills/$drill" params={{ drill: drill.id }} className={classes.link}>
                {drill.name}
              </Link>
              <DrillMark drill={drill} />
              <span className={classes.dim}>
                {t.by(drill.by, formats.moment(drill.startedAt, now))}
                {drill.endedAt === undefined ? '' : ` · ${t.took(formats.span(drill.endedAt - drill.startedAt))}`}
                {` · ${t.progress(drill.raised, drill.alerts, drill.open)}`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
