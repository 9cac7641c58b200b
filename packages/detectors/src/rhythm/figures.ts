/**
 * The figures of rest and activity that need no cosine: interdaily stability IS, intradaily variability IV [Witting 1990],
 * the least active 5 h L5, the most active 10 h M10 and relative amplitude RA [van Someren 1999]. Pure arithmetic on means of
 * activity; the unit cancels in IS, IV and RA. A missing mean is null and stays out of every sum; it is never zero.
 */
export type Means = readonly (number | null)[];
const hoursADay = 24;

interface Moments {
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
}
function momentsOf(means: Means): Moments {
  let count = 0;
  let sum = 0;
  for (const value of means) {
    if (value === null) continue;
    count++;
    sum += value;
  }
  const mean = count > 0 ? sum / count : 0;
  let squares = 0;
  for (const value of means) if (value !== null) squares += (value - mean) ** 2;
  return { count, mean, squares };
}

/** Mean of each hour of the day (or of `period` steps) over all days; null where none is known. */
export function profileOf(means: Means, period = hoursADay): (number | null)[] {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  means.forEach((value, i) => {
    if (value === null) return;
    sums[i % period]! += value;
    counts[i % period]!++;
  });
  return Array.from(sums, (sum, i) => (counts[i]! > 0 ? sum / counts[i]! : null));
}

/**
 * IS: the share of the variance of hourly means that the hour of the day explains, 0..1; 1 where each day is like the
 * next. Witting's n * sum_h (x_h - x)^2 / (p * sum_i (x_i - x)^2) with each hour weighted by how often it is known, which is the
 * same where nothing is missing. Pure noise gives about (p - 1) / (n - 1), not 0. Undefined without variance or on a single day.
 */
export function findInterdailyStability(means: Means, period = hoursADay): number | undefined {
  const { mean, squares, count } = momentsOf(means);
  if (count <= period || !(squares > 0)) return undefined;
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  means.forEach((value, i) => {
    if (value === null) return;
    sums[i % period]! += value - mean;
    counts[i % period]!++;
  });
  let between = 0;
  for (let hour = 0; hour < period; hour++) if (counts[hour]! > 0) between += sums[hour]! ** 2 / counts[hour]!;
  return Math.min(1, between / squares);
}

/**
 * IV: mean squared difference of neighbouring hours by the variance; 0 for a slow wave, 2 for white noise, above for what jumps
 * to and fro. Only neighbours that are both known count. Undefined without variance or without neighbours.
 */
export function findIntradailyVariability(means: Means): number | undefined {
  const { squares, count } = momentsOf(means);
  if (!(squares > 0)) return undefined;
  let pairs = 0;
  let steps = 0;
  for (let i = 1; i < means.length; i++) {
    const before = means[i - 1]!;
    const after = means[i]!;
    if (before === null || after === null) continue;
    pairs++;
    steps += (after - before) ** 2;
  }
  return pairs > 0 ? steps / pairs / (squares / count) : undefined;
}

/** A stretch of the day: its mean and the step of the profile at which it begins. */
export interface Stretch {
  mean: number;
  from: number;
}
/**
 * Least or most active stretch of `length` steps of a day's profile, across midnight as well; the earliest of equals.
 * Undefined where a step is unknown: a hole would decide where the stretch lies.
 */
function findStretch(profile: Means, length: number, most: boolean): Stretch | undefined {
  const period = profile.length;
  if (period < length || length < 1 || profile.includes(null)) return undefined;
  let best: Stretch | undefined;
  for (let from = 0; from < period; from++) {
    // Summed anew each time: a running sum would carry its rounding around the clock, and equals would differ.
    let sum = 0;
    for (let i = 0; i < length; i++) sum += profile[(from + i) % period]!;
    const mean = sum / length;
    if (!best || (most ? mean > best.mean : mean < best.mean)) best = { mean, from };
  }
  return best;
}
/** L5 of a day's profile of any resolution that divides the hour. */
export function findLeastActive5h(profile: Means): Stretch | undefined {
  return findStretch(profile, Math.round((profile.length * 5) / 24), false);
}
/** M10. */
export function findMostActive10h(profile: Means): Stretch | undefined {
  return findStretch(profile, Math.round((profile.length * 10) / 24), true);
}
/** RA = (M10 - L5) / (M10 + L5): 1 where the least active hours are without any movement, 0 where all hours are alike. */
export function findRelativeAmplitude(profile: Means): number | undefined {
  const least = findLeastActive5h(profile)?.mean;
  const most = findMostActive10h(profile)?.mean;
  if (least === undefined || most === undefined || !(most + least > 0)) return undefined;
  return (most - least) / (most + least);
}
