import type { BoardPerson, WatchPage } from '@munan/flow';
import { channelDigits, FreshnessMark, reasonSentence, StateMark, useLanguage, useNow, useWatchWords } from '@munan/ui';
import { IconPlugConnectedX } from '@tabler/icons-react';
import classes from './person.module.css';
import { findPresentRange } from './usual-band.ts';

/** How the person is now, and how fresh each value is. */
export function Now({ board, watch }: { board: BoardPerson; watch: WatchPage | undefined }) {
  const { words, formats } = useLanguage();
  const now = useNow(5000);
  const { news2 } = board;
  const names = words.shell.news2Parameters as Record<string, string>;
  const t = useWatchWords().watch;
  const usualOf = (channel: BoardPerson['channels'][number]['channel']) => {
    const range = watch ? findPresentRange(watch.usual, channel, watch.doing, watch.now) : undefined;
    if (!range) return null;
    const say = (value: number) => formats.number(value, channelDigits[channel]);
    return <span className={classes.dim}>{t.evidence.usualSpan(say(range.low), say(range.high))}</span>;
  };
  const next = (news2 ? watch?.news2?.measureNext : undefined) ?? [];
  return (
    <section aria-labelledby="now-title" className={classes.panel}>
      <div className={classes.nowHead}>
        <h2 id="now-title">{words.person.now}</h2>
        <StateMark state={board.state} priority={board.priority} large />
        {board.since === undefined ? null : (
          <span className={classes.dim}>{words.shell.since(formats.moment(board.since, now))}</span>
        )}
        <span className={classes.dim}>{words.person.lastContact(formats.ago(board.lastContact, now))}</span>
      </div>
      {board.reasons.length > 0 ? (
        <ul className={classes.reasons}>
          {board.reasons.map((reason) => (
            <li key={reason.code}>{reasonSentence(words, reason)}</li>
          ))}
        </ul>
      ) : null}
      {board.silence.map((silence) => (
        <p key={`${silence.device}-${silence.kind}`} className={classes.silence}>
          <IconPlugConnectedX size={18} aria-hidden />
          {words.shell.silence[silence.kind]} · {silence.device} ·{' '}
          {words.shell.since(formats.moment(silence.since, now))}
        </p>
      ))}
      <ul className={classes.tiles}>
        {board.channels
          .filter((one) => one.channel !== 'acceleration')
          .map((one) => (
            <li key={one.channel} className={classes.tile} data-freshness={one.freshness}>
              <span className={classes.dim}>{words.shell.channels[one.channel]}</span>
              <span className={`${classes.big} munan-value`}>
                {one.value === undefined ? '–' : formats.measured(one.channel, one.value)}
              </span>
              {usualOf(one.channel)}
              <span className={classes.tileFoot}>
                <FreshnessMark freshness={one.freshness} />
                {one.t === undefined ? null : (
                  <span className={classes.dim}>{words.person.measuredAt(formats.ago(one.t, now))}</span>
                )}
              </span>
            </li>
          ))}
        {news2 ? (
          <li className={`${classes.tile} ${classes.scoreTile}`}>
            <span className={classes.dim}>
              {words.shell.news2.name}
              {news2.missing.length > 0 ? ` · ${words.shell.news2.partial}` : ''}
            </span>
            <span className={`${classes.big} munan-value`}>{words.shell.news2.range(news2.least, news2.most)}</span>
            <span className={classes.dim}>
              {formats.ago(news2.at, now)}
              {news2.missing.length > 0
                ? ` · ${words.shell.news2.missing(news2.missing.map((name) => names[name] ?? name).join(', '))}`
                : ''}
            </span>
            {next.length > 0 ? (
              <strong>{t.person.score.measureNext(next.map((name) => names[name] ?? name).join(', '))}</strong>
            ) : null}
          </li>
        ) : null}
      </ul>
    </section>
  );
}
