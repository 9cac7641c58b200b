import type { UsualStep } from '@munan/flow';
import { bandExtent, bandPieces, DayChart, type FigurePoint, serverClock, useLanguage, useWatchWords } from '@munan/ui';
import { clockOfMinute, digitsOf, isClock, valueName } from './drawing.ts';

const hourly = 12 * 3_600_000;

/** A named figure over days or hours, with the range it was judged by. */
export function FigureChart({
  name,
  points,
  usual,
  limits,
  height,
  testid,
}: {
  name: string;
  points: FigurePoint[];
  usual?: UsualStep[] | undefined;
  limits?: number[] | undefined;
  height?: number;
  testid?: string | undefined;
}) {
  const { formats } = useLanguage();
  const { evidence: t, values } = useWatchWords().watch;
  const clock = isClock(name);
  const known = points.filter(({ value }) => Number.isFinite(value));
  const digits = Math.max(0, ...known.map(({ value }) => digitsOf(value)));
  const say = (value: number) => (clock ? clockOfMinute(value) : formats.number(value, Math.min(2, digits)));
  const tick = (value: number) => (clock ? clockOfMinute(value) : formats.number(value, digitsOf(value)));
  const times = known.map(({ t: at }) => at).sort((a, b) => a - b);
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  // Several values a day are told by their hour.
  const isHourly = known.length > 1 && (last - first) / (known.length - 1) < hourly;
  const when = (at: number) => (isHourly ? formats.moment(at, serverClock.now()) : formats.day(at));
  const label = valueName(values, name);
  const sizes = known.map(({ value }) => value);
  // An estimate has its own range, which is not a usual one.
  const bandLabel = name.startsWith('apnoea') ? t.estimate : t.usual;
  const whole = usual
    ? bandExtent(bandPieces({ label: t.usual, steps: usual, to: last + 1 }, first, last + 1))
    : undefined;
  const summary =
    t.summary(label, when(first), when(last), known.length, say(Math.min(...sizes)), say(Math.max(...sizes))) +
    (whole ? t.usualSummary(say(whole.low), say(whole.high)) : '');
  return (
    <DayChart
      points={known}
      band={usual}
      bandLabel={bandLabel}
      limits={limits}
      say={say}
      tick={tick}
      when={when}
      summary={summary}
      outside={t.outside}
      clock={clock}
      {...(height === undefined ? {} : { height })}
      {...(testid === undefined ? {} : { 'data-testid': testid })}
    />
  );
}
