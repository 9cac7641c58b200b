import type { AlertPage } from '@munan/flow';
import { reasonSentence, serverClock, useLanguage } from '@munan/ui';
import classes from './alert.module.css';
import { byWhom } from './by-whom.ts';

type Change = AlertPage['history'][number];

/** One line of an alert's history in words. */
export function ChangeLine({ change }: { change: Change }) {
  const { words, formats } = useLanguage();
  const isWaiting = change.what === 'paused' || change.what === 'waiting';
  const until = isWaiting ? change.reason?.params?.untilMs : undefined;
  return (
    <>
      <time dateTime={new Date(change.at).toISOString()} className={classes.changeTime}>
        {formats.moment(change.at, serverClock.now())}
      </time>
      <span className={classes.changeText}>
        <strong>{words.response.changes[change.what]}</strong>
        {change.stepKind ? <> · {words.shell.steps[change.stepKind]}</> : null}
        {typeof until === 'number' ? (
          <> · {words.centre.queue.pausedUntil(formats.clock(until))}</>
        ) : change.reason ? (
          <> · {reasonSentence(words, change.reason)}</>
        ) : null}
        <span className={classes.dim}> — {byWhom(words, change)}</span>
        {change.note ? <q className={classes.quote}>{change.note}</q> : null}
      </span>
    </>
  );
}

/** Everything that happened to an alert, newest first. */
export function History({ history }: { history: Change[] }) {
  const { words } = useLanguage();
  return (
    <section aria-labelledby="history-title" className={classes.section}>
      <h2 id="history-title">{words.centre.history.title}</h2>
      <ol className={classes.history} reversed>
        {history
          .map((change, i) => ({ change, i }))
          .reverse()
          .map(({ change, i }) => (
            // The history only grows: a place in it names one change for ever.
            <li key={i}>
              <ChangeLine change={change} />
            </li>
          ))}
      </ol>
    </section>
  );
}
