import { evenHz } from './even.ts';
import type { Motion } from './features.ts';

/** Mean vector, its length, and the deviation (root of the mean squared distance from it), g. */
export interface Spread {
  x: number;
  y: number;
  z: number;
  deviationG: number;
}
/** Over [first, end), which must lie in the record and not be empty. */
export function spreadOf(motion: Motion, first: number, end: number): Spread {
  let [x, y, z, squares] = [0, 0, 0, 0];
  for (let i = first; i < end; i++) {
    x += motion.x[i]!;
    y += motion.y[i]!;
    z += motion.z[i]!;
    squares += motion.magnitude[i]! ** 2;
  }
  const count = end - first;
  x /= count;
  y /= count;
  z /= count;
  return { x, y, z, deviationG: Math.sqrt(Math.max(0, squares / count - (x * x + y * y + z * z))) };
}
export function degreesBetween(a: Spread, b: Spread): number {
  const lengths = Math.sqrt((a.x * a.x + a.y * a.y + a.z * a.z) * (b.x * b.x + b.y * b.y + b.z * b.z));
  const cosine = (a.x * b.x + a.y * b.y + a.z * b.z) / (lengths || 1);
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}
/** The quietest stretch of `length` samples within [from, to), looked for every eighth of a second. */
export function quietest(
  motion: Motion,
  length: number,
  from: number,
  to: number,
): { from: number; spread: Spread } | undefined {
  let best: { from: number; spread: Spread } | undefined;
  for (let i = from; i + length <= to; i += 4) {
    const spread = spreadOf(motion, i, i + length);
    if (!best || spread.deviationG < best.spread.deviationG) best = { from: i, spread };
  }
  return best;
}

/** Sums over stretches of even motion that are told in seconds from one peak and never leave [from, to). */
export class Stretch {
  readonly #motion: Motion;
  readonly #peak: number;
  readonly #from: number;
  readonly #to: number;

  constructor(motion: Motion, peak: number, from: number, to: number) {
    this.#motion = motion;
    this.#peak = peak;
    this.#from = from;
    this.#to = to;
  }
  #bounds(fromSeconds: number, toSeconds: number): [number, number] {
    return [
      Math.max(this.#from, this.#peak + Math.round(fromSeconds * evenHz)),
      Math.min(this.#to, this.#peak + Math.round(toSeconds * evenHz)),
    ];
  }
  /** Undefined where less than `leastSeconds` of it is recorded. */
  spread(fromSeconds: number, toSeconds: number, leastSeconds = 0.4): Spread | undefined {
    const [first, end] = this.#bounds(fromSeconds, toSeconds);
    return end - first < Math.round(leastSeconds * evenHz) ? undefined : spreadOf(this.#motion, first, end);
  }
  /** NaN where less than 0.3 s of it is recorded. */
  mean(fromSeconds: number, toSeconds: number, value: (i: number) => number): number {
    const [first, end] = this.#bounds(fromSeconds, toSeconds);
    if (end - first < Math.round(0.3 * evenHz)) return Number.NaN;
    let sum = 0;
    for (let i = first; i < end; i++) sum += value(i);
    return sum / (end - first);
  }
  /** Mean magnitude over `half` samples to either side. */
  smooth(i: number, half: number): number {
    const first = Math.max(this.#from, i - half);
    const last = Math.min(this.#to - 1, i + half);
    let sum = 0;
    for (let k = first; k <= last; k++) sum += this.#motion.magnitude[k]!;
    return sum / (last - first + 1);
  }
  /** Length of the change of the vector over the last `back` samples, g. */
  change(i: number, back: number): number {
    const { x, y, z } = this.#motion;
    return Math.sqrt((x[i]! - x[i - back]!) ** 2 + (y[i]! - y[i - back]!) ** 2 + (z[i]! - z[i - back]!) ** 2);
  }
  isTop(i: number): boolean {
    const { magnitude } = this.#motion;
    return magnitude[i]! >= magnitude[i - 1]! && magnitude[i]! >= magnitude[i + 1]!;
  }
  coherence(first: number, end: number): number {
    let [x, y, z, lengths] = [0, 0, 0, 0];
    for (let i = first; i < end; i++) {
      x += this.#motion.x[i]!;
      y += this.#motion.y[i]!;
      z += this.#motion.z[i]!;
      lengths += this.#motion.magnitude[i]!;
    }
    return Math.sqrt(x * x + y * y + z * z) / lengths;
  }
  /** Greatest autocorrelation of the magnitude at lags of 0.3 to 1.2 s; NaN where 2 s or less are recorded. */
  rhythm(fromSeconds: number, toSeconds: number): number {
    const [first, end] = this.#bounds(fromSeconds, toSeconds);
    if (end - first <= 2 * evenHz) return Number.NaN;
    const { magnitude } = this.#motion;
    let mean = 0;
    for (let i = first; i < end; i++) mean += magnitude[i]!;
    mean /= end - first;
    let all = 1e-4;
    for (let i = first; i < end; i++) all += (magnitude[i]! - mean) ** 2;
    let best = 0;
    for (let lag = Math.round(0.3 * evenHz); lag <= Math.round(1.2 * evenHz); lag++) {
      let sum = 0;
      for (let i = first + lag; i < end; i++) sum += (magnitude[i]! - mean) * (magnitude[i - lag]! - mean);
      best = Math.max(best, sum / all);
    }
    return best;
  }
}
