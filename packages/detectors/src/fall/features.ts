/**
 * What an impact looks like in acceleration, whichever way the device is worn: only magnitudes and angles between
 * vectors of the same record are used, never an axis.
 */

/** Acceleration at an even rate, in g, with magnitudes. */
export interface Motion {
  /** Unix ms of the first sample. */
  t: number;
  dtMs: number;
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
  magnitude: Float64Array;
}

export interface ImpactFeatures {
  /** Highest magnitude, g, and its moment. */
  peakG: number;
  peakAt: number;
  /** Lowest magnitude (mean of 60 ms) in the 1.2 s before it, g: nearing 0 while falling freely. */
  dipG: number;
  /** Speed gained in the last second before it while lighter than 1 g, m/s: what a body falling freely would hit with. */
  dropMetresPerSecond: number;
  /** Mean of | |a| - 1 g | within 0.6 s of the peak, g: a clap is short, a body hits with all its parts. */
  energyG: number;
  /** Seconds above 1.6 g within 1.2 s of the peak. */
  loadedSeconds: number;
  /** Deviation of the acceleration vector, g: 4 s to 1 s before the peak, and the quietest 1.5 s from 1 s to 7 s after. */
  beforeG: number;
  quietestG: number;
  /** The same over the whole of 1 s to 5 s after the peak. */
  afterG: number;
  /** Angle between the mean acceleration before (4 s to 1.2 s) and in the quietest 1.5 s after, degrees. */
  turnDegrees: number;
  /** The same angle between 1.2 s to 0.4 s before and 1 s to 2.5 s after. */
  nearTurnDegrees: number;
  /** Other peaks at least 0.6 times as high, more than 1 s away and within 6 s: claps, steps and knocks repeat. */
  otherPeaks: number;
  /** Seconds of record after the peak. */
  secondsAfter: number;
  /** Seconds at the record's end in which nothing stirred (deviation below 0.1 g a second), counted back from its end. */
  stillSeconds: number;
}

/** Rates above 75 Hz are averaged down to about 50 Hz, so that a peak means the same at 50 Hz and at 200 Hz. */
const targetHz = 50;

/**
 * From interleaved x, y, z in milli-g. Missing samples (NaN, or beyond 32 g) hold the sample before them for at most
 * 200 ms; undefined when more than a tenth is missing, or when the rate is not within 10 to 200 Hz.
 */
export function motionFrom(values: Float64Array, t: number, dtMs: number): Motion | undefined {
  if (!(dtMs >= 4.9 && dtMs <= 100.5) || !Number.isFinite(t)) return undefined;
  const raw = Math.floor(values.length / 3);
  const block = Math.max(1, Math.round(1000 / dtMs / targetHz));
  const count = Math.floor(raw / block);
  const motion: Motion = {
    t,
    dtMs: dtMs * block,
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
    magnitude: new Float64Array(count),
  };
  let missing = 0;
  let [heldX, heldY, heldZ] = [Number.NaN, Number.NaN, Number.NaN];
  for (let i = 0; i < count; i++) {
    let [sumX, sumY, sumZ] = [0, 0, 0];
    for (let k = i * block; k < (i + 1) * block; k++) {
      const x = values[3 * k]!;
      const y = values[3 * k + 1]!;
      const z = values[3 * k + 2]!;
      const whole = Math.abs(x) <= 32_000 && Math.abs(y) <= 32_000 && Math.abs(z) <= 32_000;
      if (whole) [heldX, heldY, heldZ] = [x, y, z];
      else missing++;
      sumX += heldX;
      sumY += heldY;
      sumZ += heldZ;
    }
    const x = sumX / block / 1000;
    const y = sumY / block / 1000;
    const z = sumZ / block / 1000;
    motion.x[i] = x;
    motion.y[i] = y;
    motion.z[i] = z;
    motion.magnitude[i] = Math.sqrt(x * x + y * y + z * z);
  }
  // A record that begins with missing samples is NaN until the first whole one: begin there.
  return missing * 10 > raw || count * motion.dtMs < 2000 ? undefined : withoutLeadingGap(motion);
}

function withoutLeadingGap(motion: Motion): Motion {
  let first = 0;
  while (first < motion.magnitude.length && Number.isNaN(motion.magnitude[first]!)) first++;
  if (first === 0) return motion;
  return {
    t: motion.t + first * motion.dtMs,
    dtMs: motion.dtMs,
    x: motion.x.subarray(first),
    y: motion.y.subarray(first),
    z: motion.z.subarray(first),
    magnitude: motion.magnitude.subarray(first),
  };
}

interface Spread {
  x: number;
  y: number;
  z: number;
  deviationG: number;
  count: number;
}
/** Mean vector and its deviation (root of the mean squared distance from it) over [from, to). */
function spreadOf(motion: Motion, from: number, to: number): Spread {
  const first = Math.max(0, from);
  const last = Math.min(motion.x.length, to);
  const count = Math.max(0, last - first);
  let [x, y, z, squares] = [0, 0, 0, 0];
  for (let i = first; i < last; i++) {
    x += motion.x[i]!;
    y += motion.y[i]!;
    z += motion.z[i]!;
    squares += motion.magnitude[i]! ** 2;
  }
  if (count === 0) return { x: 0, y: 0, z: 0, deviationG: 0, count };
  x /= count;
  y /= count;
  z /= count;
  return { x, y, z, deviationG: Math.sqrt(Math.max(0, squares / count - (x * x + y * y + z * z))), count };
}
function degreesBetween(a: Spread, b: Spread): number {
  const lengths = Math.hypot(a.x, a.y, a.z) * Math.hypot(b.x, b.y, b.z);
  if (lengths === 0) return 0;
  const cosine = (a.x * b.x + a.y * b.y + a.z * b.z) / lengths;
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

/** Index of the highest magnitude within `withinMs` of `at`; undefined when the record does not reach there. */
export function findPeak(motion: Motion, at: number, withinMs: number): number | undefined {
  const first = Math.max(0, Math.ceil((at - withinMs - motion.t) / motion.dtMs));
  const last = Math.min(motion.magnitude.length - 1, Math.floor((at + withinMs - motion.t) / motion.dtMs));
  let peak: number | undefined;
  for (let i = first; i <= last; i++) {
    if (peak === undefined || motion.magnitude[i]! > motion.magnitude[peak]!) peak = i;
  }
  return peak;
}

/** Everything the judge looks at, for the impact at index `peak`. */
export function featuresAt(motion: Motion, peak: number): ImpactFeatures {
  const { magnitude } = motion;
  const count = magnitude.length;
  const samples = (seconds: number) => Math.max(1, Math.round((seconds * 1000) / motion.dtMs));
  const peakG = magnitude[peak]!;

  const smooth = samples(0.06);
  let dipG = peakG;
  for (let i = Math.max(0, peak - samples(1.2)); i + smooth <= peak; i++) {
    let sum = 0;
    for (let k = i; k < i + smooth; k++) sum += magnitude[k]!;
    dipG = Math.min(dipG, sum / smooth);
  }

  let lighter = 0;
  for (let i = Math.max(0, peak - samples(1)); i < peak; i++) lighter += Math.max(0, 1 - magnitude[i]!);

  let energy = 0;
  const energyFrom = Math.max(0, peak - samples(0.6));
  const energyTo = Math.min(count, peak + samples(0.6) + 1);
  for (let i = energyFrom; i < energyTo; i++) energy += Math.abs(magnitude[i]! - 1);

  let loaded = 0;
  for (let i = Math.max(0, peak - samples(1.2)); i < Math.min(count, peak + samples(1.2)); i++) {
    if (magnitude[i]! > 1.6) loaded++;
  }

  let quietest: Spread | undefined;
  const quietWindow = samples(1.5);
  for (let from = peak + samples(1); from + quietWindow <= Math.min(count, peak + samples(7)); from += samples(0.25)) {
    const spread = spreadOf(motion, from, from + quietWindow);
    if (!quietest || spread.deviationG < quietest.deviationG) quietest = spread;
  }
  const after = spreadOf(motion, peak + samples(1), peak + samples(5));
  const quiet = quietest ?? after;
  const before = spreadOf(motion, peak - samples(4), peak - samples(1));
  const nearBefore = spreadOf(motion, peak - samples(1.2), peak - samples(0.4));
  const nearAfter = spreadOf(motion, peak + samples(1), peak + samples(2.5));
  const upright = spreadOf(motion, peak - samples(4), peak - samples(1.2));

  let otherPeaks = 0;
  let lastPeak = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(1, peak - samples(6)); i < Math.min(count - 1, peak + samples(6)); i++) {
    if (Math.abs(i - peak) <= samples(1) || i - lastPeak < samples(0.2)) continue;
    const value = magnitude[i]!;
    if (value >= 0.6 * peakG && value >= magnitude[i - 1]! && value >= magnitude[i + 1]!) {
      otherPeaks++;
      lastPeak = i;
    }
  }

  let stillSeconds = 0;
  for (let to = count; to - samples(1) > peak; to -= samples(1)) {
    if (spreadOf(motion, to - samples(1), to).deviationG >= 0.1) break;
    stillSeconds++;
  }

  return {
    peakG,
    peakAt: motion.t + peak * motion.dtMs,
    dipG,
    dropMetresPerSecond: (lighter * motion.dtMs * 9.80665) / 1000,
    energyG: energy / Math.max(1, energyTo - energyFrom),
    loadedSeconds: (loaded * motion.dtMs) / 1000,
    beforeG: before.count < samples(1) ? 0 : before.deviationG,
    quietestG: quiet.count < samples(0.5) ? 1 : quiet.deviationG,
    afterG: after.count < samples(0.5) ? 1 : after.deviationG,
    turnDegrees: upright.count < samples(0.5) || quiet.count < samples(0.5) ? 0 : degreesBetween(upright, quiet),
    nearTurnDegrees:
      nearBefore.count < samples(0.4) || nearAfter.count < samples(0.5) ? 0 : degreesBetween(nearBefore, nearAfter),
    otherPeaks,
    secondsAfter: ((count - 1 - peak) * motion.dtMs) / 1000,
    stillSeconds,
  };
}
