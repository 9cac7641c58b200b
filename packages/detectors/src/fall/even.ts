import { findPeak, type Motion } from './features.ts';

/** The rate at which impacts are compared: what the slowest wrist device of the sets can still show. */
export const evenHz = 32;

/**
 * The same motion at 32 Hz, each sample the mean over its 1/32 s of the straight lines between the given samples: a blow looks the
 * same whether it was sampled at 32 or at 200 Hz. `scale` multiplies the acceleration.
 */
export function evenMotion(motion: Motion, scale = 1): Motion {
  const given = motion.magnitude.length;
  const step = 1000 / evenHz / motion.dtMs;
  const count = Math.max(0, Math.floor((given - 1) / step));
  const axisOf = (axis: Float64Array): Float64Array => {
    const sums = new Float64Array(given);
    for (let i = 1; i < given; i++) sums[i] = sums[i - 1]! + (axis[i - 1]! + axis[i]!) / 2;
    const areaUntil = (at: number): number => {
      if (at <= 0) return axis[0]! * at;
      if (at >= given - 1) return sums[given - 1]! + axis[given - 1]! * (at - given + 1);
      const i = Math.floor(at);
      const part = at - i;
      return sums[i]! + part * axis[i]! + ((part * part) / 2) * (axis[i + 1]! - axis[i]!);
    };
    return Float64Array.from(
      { length: count },
      (_, i) => ((areaUntil((i + 0.5) * step) - areaUntil((i - 0.5) * step)) / step) * scale,
    );
  };
  const [x, y, z] = [axisOf(motion.x), axisOf(motion.y), axisOf(motion.z)];
  return { t: motion.t, dtMs: 1000 / evenHz, x, y, z, magnitude: magnitudesOf(x, y, z) };
}
export function magnitudesOf(x: Float64Array, y: Float64Array, z: Float64Array): Float64Array {
  return Float64Array.from(x, (_, i) => Math.sqrt(x[i]! ** 2 + y[i]! ** 2 + z[i]! ** 2));
}

/** Below this an even peak (g) is not an impact worth judging. */
export const leastPeakG = 1.35;
/** Indexes of the peaks in [fromMs, toMs] (as in `t`) that nothing within a second exceeds. */
export function peaksOf(even: Motion, fromMs: number, toMs: number): number[] {
  const near = evenHz;
  const { magnitude } = even;
  const first = Math.max(0, Math.ceil((fromMs - even.t) / even.dtMs));
  const last = Math.min(magnitude.length - 1, Math.floor((toMs - even.t) / even.dtMs));
  const peaks: number[] = [];
  for (let i = first; i <= last; i++) {
    if (!(magnitude[i]! >= leastPeakG)) continue;
    // Of equal neighbours the first is the peak.
    if (findPeak(even, even.t + i * even.dtMs, near * even.dtMs) === i) peaks.push(i);
  }
  return peaks;
}
