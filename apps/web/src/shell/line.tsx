import { serverClock, useLanguage, useNow } from '@munan/ui';
import { IconAntennaBars5, IconAntennaBarsOff, IconLoader2 } from '@tabler/icons-react';
import { useLine } from '../connection/live.ts';
import classes from './frame.module.css';

const clockOffMs = 5000;

/** In the top bar: is the line alive, what time is it on the server, how old is the last news. */
export function LineMark() {
  const { words, formats } = useLanguage();
  const now = useNow();
  const line = useLine();
  const t = words.shell.line;
  const heard = serverClock.lastHeard;
  return (
    <span className={classes.line} data-testid="line" data-line-state={line}>
      {line === 'live' ? (
        <IconAntennaBars5 size={20} aria-hidden />
      ) : line === 'dead' ? (
        <IconAntennaBarsOff size={20} aria-hidden />
      ) : (
        <IconLoader2 size={20} aria-hidden />
      )}
      <span>{line === 'live' ? t.live : line === 'dead' ? t.dead : t.connecting}</span>
      <span className={classes.lineMore}>
        · {t.serverTime(formats.clockSeconds(now))}
        {heard === undefined ? null : <> · {t.lastNews(formats.ago(heard, now))}</>}
        {Math.abs(serverClock.offsetMs) > clockOffMs ? <> · {t.clockOff(formats.span(serverClock.offsetMs))}</> : null}
      </span>
    </span>
  );
}

/** Across the page while the line is dead; its arrival is announced. */
export function DeadLineBar() {
  const { words, formats } = useLanguage();
  const line = useLine();
  const heard = serverClock.lastHeard;
  return (
    <div role="alert">
      {line === 'dead' ? (
        <div className={classes.deadBar} data-testid="dead-line">
          <IconAntennaBarsOff size={24} aria-hidden />
          <span>
            {heard === undefined
              ? words.shell.line.deadBarNever
              : words.shell.line.deadBar(formats.clockSeconds(heard))}
          </span>
        </div>
      ) : null}
    </div>
  );
}
