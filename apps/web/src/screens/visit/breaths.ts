/** Counting breaths by tapping along. Times Unix ms, one for each breath. */
export interface BreathCount {
  breaths: number;
  spanMs: number;
  /** Whole breaths a minute; undefined until there is an interval. */
  perMin?: number;
  /** Long enough to be written down. */
  enough: boolean;
}

/** Shorter counts miss by more than a NEWS2 band is wide; nurses count 30 s, or 60 s where breathing is irregular. */
export const enoughMs = 30_000;

/** The rate of the whole intervals between the first tap and the last: a half-finished breath does not count. */
export function breathCount(taps: readonly number[]): BreathCount {
  const first = taps[0];
  const last = taps.at(-1);
  if (first === undefined || last === undefined || taps.length < 2)
    return { breaths: taps.length, spanMs: 0, enough: false };
  const spanMs = last - first;
  if (spanMs <= 0) return { breaths: taps.length, spanMs: 0, enough: false };
  const perMin = Math.round(((taps.length - 1) * 60_000) / spanMs);
  return { breaths: taps.length, spanMs, perMin, enough: spanMs >= enoughMs };
}

/** Taps after this one more; a bounce of the finger (under 300 ms, 200 breaths a minute) is not a breath. */
export function tapped(taps: readonly number[], at: number): number[] {
  const last = taps.at(-1);
  return last !== undefined && at - last < 300 ? [...taps] : [...taps, at];
}
