import type { Channel, Doing, UsualRange, WatchPage } from '@munan/flow';
import { channelDigits, useLanguage, useWatchWords } from '@munan/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { clockOfMinute } from '../../../evidence/drawing.ts';
import { findPresentRange } from '../usual-band.ts';
import { ownSize } from '../watch-says.ts';
import { Fold } from './fold.tsx';
import classes from './watch.module.css';

const channels = ['pulse', 'spo2', 'temperature', 'activity'] as const;
const doings = ['asleep', 'resting', 'moving', 'unknown'] as const satisfies Doing[];

function ChannelTable({ channel, ranges }: { channel: Channel; ranges: UsualRange[] }) {
  const { words, formats } = useLanguage();
  const t = useWatchWords().watch.person;
  const digits = channelDigits[channel];
  const say = (value: number) => formats.number(value, digits);
  const times = [...new Map(ranges.map((one) => [one.fromMinute, one])).values()].sort(
    (a, b) => a.fromMinute - b.fromMinute,
  );
  const columns = doings.filter((doing) => ranges.some((one) => one.doing === doing));
  const name = words.shell.channels[channel];
  return (
    <table className={classes.table} aria-label={t.usual.rangeHead(name)}>
      <caption>
        {name} <small>{words.shell.units[channel]}</small>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t.usual.timeOfDay}</th>
          {columns.map((doing) => (
            <th key={doing} scope="col">
              {doing === 'unknown' ? t.usual.anyDoing : t.doing[doing]}
            </th>
          ))}
          <th scope="col" className={classes.own}>
            {t.usual.own}
          </th>
        </tr>
      </thead>
      <tbody>
        {times.map(({ fromMinute, toMinute }) => {
          const here = ranges.filter((one) => one.fromMinute === fromMinute);
          const own = here.reduce((sum, one) => sum + one.own, 0) / here.length;
          return (
            <tr key={fromMinute}>
              <th scope="row">
                {clockOfMinute(fromMinute)}–{toMinute === 1440 ? '24:00' : clockOfMinute(toMinute)}
              </th>
              {columns.map((doing) => {
                const one = here.find((range) => range.doing === doing);
                return <td key={doing}>{one ? t.usual.range(say(one.low), say(one.high)) : '–'}</td>;
              })}
              <td className={classes.own}>{t.usual.ownPercent(Math.round(own * 100))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What is usual for her, and how much of it is her own yet. */
export function UsualPart({ watch }: { watch: WatchPage }) {
  const { words, formats } = useLanguage();
  const t = useWatchWords().watch.person;
  const { usual, doing, enrolledUnwell, now } = watch;
  const known = channels.filter((channel) => usual.some((one) => one.channel === channel));
  const present = known.flatMap((channel) => findPresentRange(usual, channel, doing, now) ?? []);
  const size = ownSize(present.map(({ own }) => own));
  const own = { low: t.usual.ownLittle, middle: t.usual.ownHalf, high: t.usual.ownMost };
  const unwell = enrolledUnwell ? (
    <span className={classes.mark}>
      <IconAlertTriangle size={18} aria-hidden /> {t.usual.enrolledUnwell}
    </span>
  ) : null;
  return (
    <Fold
      title={t.usual.title}
      testid="watch-usual"
      says={
        <>
          {size ? t.usual.summary(own[size], t.doing[doing]) : t.unknown} {unwell}
        </>
      }
    >
      {enrolledUnwell ? <p>{t.usual.enrolledUnwellHint}</p> : null}
      {known.length === 0 ? <p>{t.usual.none}</p> : null}
      {present.length > 0 ? (
        <ul className={classes.ranges} aria-label={t.usual.nowRow}>
          {present.map((one) => {
            const say = (value: number) => formats.number(value, channelDigits[one.channel]);
            return (
              <li key={one.channel}>
                <span>
                  {words.shell.channels[one.channel]} · {t.usual.nowRow}
                </span>
                <strong>
                  {t.usual.range(say(one.low), say(one.high))} {words.shell.units[one.channel]}
                </strong>
                <span>
                  {t.usual.middle(say(one.middle))} · {t.usual.own} {t.usual.ownPercent(Math.round(one.own * 100))}
                </span>
              </li>
            );
          })}
        </ul>
      ) : null}
      <div className={classes.tables}>
        {known.map((channel) => (
          <ChannelTable key={channel} channel={channel} ranges={usual.filter((one) => one.channel === channel)} />
        ))}
      </div>
      <p className={classes.note}>{t.usual.explain}</p>
    </Fold>
  );
}
