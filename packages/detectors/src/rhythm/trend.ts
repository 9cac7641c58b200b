import { findMedian } from '../half-minutes.ts';

/**
 * A slope over days that one bad day does not make: the median of all slopes between two days [Theil 1950; Sen 1968], with a
 * standard error from the robust scatter around it. Days that follow on each other are alike, so the error is widened by their
 * correlation, and a person of few days is lent the scatter of others.
 */
export interface Trend {
  /** Change over the whole span and its standard error, in the unit of the values. */
  change: number;
  error: number;
  spanDays: number;
  /** Values of the line on the first and the last known day, and the scatter around it (standard deviation). */
  first: number;
  last: number;
  scatter: number;
  known: number;
}
export interface TrendPrior {
  scatter: number;
  /** Days that the prior is worth. */
  scatterDays: number;
  /** Correlation of neighbouring days. */
  correlation: number;
  correlationDays: number;
}
/** 1.4826 * MAD is the standard deviation of what is normal; the slope of Theil and Sen has 0.91 of the efficiency of least squares. */
const madToDeviation = 1.4826;
const efficiency = 0.91;

/** `values` a day, oldest first; null where a day is not known. Undefined below three known days. */
export function findTrend(values: readonly (number | null)[], prior: TrendPrior): Trend | undefined {
  const days: number[] = [];
  const known: number[] = [];
  values.forEach((value, day) => {
    if (value === null) return;
    days.push(day);
    known.push(value);
  });
  const count = known.length;
  if (count < 3) return undefined;
  const slopes: number[] = [];
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++) slopes.push((known[i]! - known[j]!) / (days[i]! - days[j]!));
  const slope = findMedian(slopes)!;
  const level = findMedian(known.map((value, i) => value - slope * days[i]!))!;
  const residuals = known.map((value, i) => value - level - slope * days[i]!);
  const spread = madToDeviation * findMedian(residuals.map(Math.abs))!;
  const { scatterDays, correlationDays } = prior;
  const scatter = Math.sqrt((count * spread ** 2 + scatterDays * prior.scatter ** 2) / (count + scatterDays));
  let products = 0;
  let pairs = 0;
  // Bounded at three deviations: one bad day must not pass for independence.
  const bounded = residuals.map((value) => Math.max(-3, Math.min(3, value / scatter)));
  for (let i = 1; i < count; i++) {
    if (days[i]! - days[i - 1]! !== 1) continue;
    pairs++;
    products += bounded[i]! * bounded[i - 1]!;
  }
  const seen = (products + correlationDays * prior.correlation) / (pairs + correlationDays);
  const correlation = Math.max(0, Math.min(0.7, seen));
  const middle = days.reduce((sum, day) => sum + day, 0) / count;
  const spreadOfDays = days.reduce((sum, day) => sum + (day - middle) ** 2, 0);
  const slopeError =
    (scatter / Math.sqrt(spreadOfDays * efficiency)) * Math.sqrt((1 + correlation) / (1 - correlation));
  const spanDays = days[count - 1]! - days[0]!;
  return {
    change: slope * spanDays,
    error: slopeError * spanDays,
    spanDays,
    first: level + slope * days[0]!,
    last: level + slope * days[count - 1]!,
    scatter,
    known: count,
  };
}
