const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const ranges = {
  day: { spanMs: dayMs, grainMs: 5 * minuteMs },
  week: { spanMs: 7 * dayMs, grainMs: 30 * minuteMs },
  month: { spanMs: 30 * dayMs, grainMs: 3 * hourMs },
  year: { spanMs: 365 * dayMs, grainMs: dayMs },
} as const;
export type RangeName = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as RangeName[];

export interface Span {
  from: number;
  to: number;
}

/**
 * The stretch of time to be shown: `back` whole ranges before the one that ends now. Its end stands still for a
 * grain, so that the same question is asked again instead of a new one each second.
 */
export function spanOf(range: RangeName, back: number, now: number): Span {
  const { spanMs, grainMs } = ranges[range];
  const end = Math.ceil(now / grainMs) * grainMs - back * spanMs;
  return { from: end - spanMs, to: end };
}
