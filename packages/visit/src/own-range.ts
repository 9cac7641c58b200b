import type { OwnRange, VisitVitals } from '@munan/flow';
import { meanPressure } from '@munan/vitals';

/** Fewer values say nothing of what is usual. */
const fewest = 4;
const lowCentile = 0.1;
const highCentile = 0.9;

/**
 * What is usual for this person: the 10th and the 90th centile of her earlier values, linear between two of them; undefined
 * below four values. What is not a finite number does not count.
 */
export function ownRange(values: readonly number[]): OwnRange | undefined {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length < fewest) return undefined;
  return { low: centile(sorted, lowCentile), high: centile(sorted, highCentile), count: sorted.length };
}

/** By name of the vital; a pressure is the mean of its readings. Glucose is told apart: what is usual fasting is not so after a meal. */
export function ownRanges(visits: readonly VisitVitals[], fasting?: boolean): Record<string, OwnRange> {
  const byName = new Map<string, number[]>();
  for (const vitals of visits) {
    for (const [name, value] of Object.entries({ ...vitals, ...meanPressure(vitals) })) {
      if (typeof value !== 'number' || name.startsWith('second')) continue;
      if (name === 'glucoseMgPerDl' && fasting !== undefined && vitals.fasting !== fasting) continue;
      byName.set(name, [...(byName.get(name) ?? []), value]);
    }
  }
  const ranges: Record<string, OwnRange> = {};
  for (const [name, values] of byName) {
    const range = ownRange(values);
    if (range) ranges[name] = range;
  }
  return ranges;
}

/** Of sorted values; rounded to a tenth, for no vital is read finer. */
function centile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return Math.round((below + (above - below) * (at - Math.floor(at))) * 10) / 10;
}
