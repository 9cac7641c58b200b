import type { AlertPage } from '@munan/flow';
import { PriorityMark, reasonSentence, SimulatedTag, useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconArrowLeft, IconServer2, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './alert.module.css';
import { DrillTag } from './drill-tag.tsx';

/** Who it is and what happened, in words. */
export function AlertHead({ page }: { page: AlertPage }) {
  const { words, formats } = useLanguage();
  const now = useNow(10_000);
  const { alert } = page;
  const { person } = alert;
  const t = words.centre.alert;
  const drill = useCentreWords().operator;
  const latest = page.findings.at(-1);
  const acts: Record<string, string> = words.centre.silenceActs;
  const act = acts[String(alert.reason.params?.act)];
  return (
    <header className={classes.head} data-priority={alert.priority}>
      <div className={classes.headTop}>
        <PriorityMark priority={alert.priority} large />
        <Link to="/centre" className={classes.back}>
          <IconArrowLeft size={18} aria-hidden /> {t.backToBoard}
        </Link>
        {person && alert.drill === undefined ? (
          <Link to="/people/$person" params={{ person: person.id }} className={classes.back}>
            <IconUser size={18} aria-hidden /> {t.personPage}
          </Link>
        ) : null}
      </div>
      <h2 className={classes.who}>
        {person ? (
          <>
            {person.name} <SimulatedTag person={person} />
            <DrillTag drill={alert.drill} />
            <small>
              {words.shell.sexAge(words.shell.sexes[person.sex], person.age)}
              {person.district ? ` · ${person.district}` : ''}
            </small>
          </>
        ) : (
          <>
            <IconServer2 size={28} aria-hidden /> {words.centre.ofHouse}
          </>
        )}
      </h2>
      {alert.drill === undefined ? null : <p className={classes.dim}>{drill.drillHint}</p>}
      <p className={classes.what}>{reasonSentence(words, alert.reason)}</p>
      {act ? <p className={classes.act}>{act}</p> : null}
      <p className={classes.dim}>
        {t.firstSeen(formats.moment(alert.since, now), formats.ago(alert.since, now))}
        {latest && latest.confidence < 1 ? ` · ${t.confidence(Math.round(latest.confidence * 100))}` : ''}
        {latest && !latest.live ? ` · ${t.late}` : ''}
        {latest?.phase === 'ended' ? ` · ${t.signEnded}` : ''}
      </p>
    </header>
  );
}
