import type { OwnRange, VisitVitals } from '@munan/flow';
import { meanPressure } from '@munan/vitals';

/** Fewer values say nothing of what is usual. */
const fewest = 4;
/** Student's t, 95th centile, by degrees of freedom from 3; beyond the list it hardly moves. */
const t95 = [2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.74];
const t95Beyond = 1.7;
/** A value may differ by one step of how it is read. */
const leastSpread = 0.5;

/**
 * What is usual for this person: where nine of ten next values lie if nothing has changed (prediction interval of a normal
 * distribution, m ± t·s·√(1+1/n), Student's t with n-1 degrees of freedom), so that few earlier values give a wide range and
 * not a false mark. Undefined below four values. What is not a finite number does not count.
 */
export function ownRange(values: readonly number[]): OwnRange | undefined {
  const known = values.filter(Number.isFinite);
  const count = known.length;
  if (count < fewest) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const reach = (t95[count - fewest] ?? t95Beyond) * Math.sqrt(variance * (1 + 1 / count));
  return { low: tenth(mean - Math.max(reach, leastSpread)), high: tenth(mean + Math.max(reach, leastSpread)), count };
}

/** Where a scale ends. */
const ends: Readonly<Record<string, number>> = { spo2Percent: 100, painScore: 10 };

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
    if (range) ranges[name] = { ...range, high: Math.min(range.high, ends[name] ?? Number.POSITIVE_INFINITY) };
  }
  return ranges;
}

/** No vital is read finer, and none is below zero. */
function tenth(value: number): number {
  return Math.max(0, Math.round(value * 10) / 10);
}
