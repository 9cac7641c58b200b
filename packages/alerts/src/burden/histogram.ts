/** Calls by their value on the scale of rarity, in steps of a tenth, faded as time goes on; constant memory. */
export interface Histogram {
  /** Count from `step * index` to the next; the last one holds all beyond. */
  bins: number[];
  /** Periods counted in, faded as the counts are. */
  weight: number;
}
const step = 0.1;
const count = 100;
const highest = step * (count - 1);

export function startHistogram(): Histogram {
  return { bins: Array(count).fill(0), weight: 0 };
}
/** Kept to a few digits: the state is text on a disk, and both databases must give the same number back. */
const kept = (value: number) => (value < 1e-6 ? 0 : Number(value.toPrecision(7)));

/** One more period; what was counted before counts `by` as much. */
export function fade(histogram: Histogram, by: number): void {
  for (let i = 0; i < count; i++) if (histogram.bins[i]! > 0) histogram.bins[i] = kept(histogram.bins[i]! * by);
  histogram.weight = kept(histogram.weight * by + 1);
}
export function addTo(histogram: Histogram, value: number): void {
  histogram.bins[Math.max(0, Math.min(count - 1, Math.floor(value / step)))]!++;
}
/** Counted at or above a value; within a step they are taken to lie evenly. What lies beyond the scale is above all but infinity. */
export function totalAbove({ bins }: Histogram, value: number): number {
  if (value >= highest) return bins[count - 1]!;
  const at = Math.max(0, value / step);
  const first = Math.floor(at);
  let total = bins[first]! * (first + 1 - at);
  for (let i = first + 1; i < count; i++) total += bins[i]!;
  return total;
}
/** The least value above which no more than `target` are expected; `expected` falls as its argument grows. */
export function thresholdFor(target: number, expected: (value: number) => number): number {
  if (expected(0) <= target) return 0;
  let low = 0;
  let high = highest;
  if (expected(high) > target) return high;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (expected(middle) > target) low = middle;
    else high = middle;
  }
  return Number(high.toFixed(4));
}
