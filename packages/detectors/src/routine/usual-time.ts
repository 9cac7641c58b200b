/**
 * When something usually happens, from at most two weeks of clock times: a recent day weighs more, one odd day hardly
 * anything, and a person of few days is lent the scatter of others. Minutes on any axis that does not wrap.
 */
export const usualTimeRule = {
  leastDays: 5,
  /** A day's weight by its age in days. */
  weightADay: 0.94,
  /** Day-to-day scatter of getting up in others, minutes, and the days it is worth. docs/evaluation/rhythm.md. */
  priorScatter: 50,
  priorDays: 4,
} as const;

export interface UsualTime {
  days: number;
  middle: number;
  /** Between them lie eight of ten days. */
  early: number;
  late: number;
  latest: number;
  /** Standard deviation of a single day around the middle, as of tomorrow. */
  scatter: number;
}

function quantile(sorted: readonly { value: number; weight: number }[], share: number): number {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  let before: { at: number; value: number } | undefined;
  for (const { value, weight } of sorted) {
    // Each value stands in the middle of its weight; between two of them it is a straight line.
    const at = (passed + weight / 2) / total;
    if (at >= share)
      return before ? before.value + ((value - before.value) * (share - before.at)) / (at - before.at) : value;
    before = { at, value };
    passed += weight;
  }
  return before!.value;
}

/** `times` a day, oldest first, -1 where it is not known; undefined before there are five. */
export function findUsualTime(times: readonly number[]): UsualTime | undefined {
  const { weightADay, priorScatter, priorDays, leastDays } = usualTimeRule;
  const known = times
    .map((value, i) => ({ value, weight: weightADay ** (times.length - 1 - i) }))
    .filter(({ value }) => value >= 0)
    .sort((a, b) => a.value - b.value);
  const days = known.length;
  if (days < leastDays) return undefined;
  const middle = quantile(known, 0.5);
  const apart = known
    .map(({ value, weight }) => ({ value: Math.abs(value - middle), weight }))
    .sort((a, b) => a.value - b.value);
  const own = 1.4826 * quantile(apart, 0.5);
  const scatter = Math.sqrt(((days * own ** 2 + priorDays * priorScatter ** 2) / (days + priorDays)) * (1 + 1 / days));
  return {
    days,
    middle: Math.round(middle),
    early: Math.round(quantile(known, 0.1)),
    late: Math.round(quantile(known, 0.9)),
    latest: known[days - 1]!.value,
    scatter: Math.round(scatter),
  };
}
