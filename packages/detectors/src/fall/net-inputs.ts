/**
 * What the net sees of an impact: 4 s before its peak to 6 s after it, at 32 Hz, as seven rows that are the same however the
 * device is turned. tools/train/falls/train.py computes the same rows; net.test.ts holds the two together.
 */
import { evenHz } from './even.ts';
import type { Motion } from './features.ts';

export const netRows = 7;
export const netLength = 10 * evenHz;
const before = 4 * evenHz;
/** Half a second more on either side, for the means. */
const margin = evenHz / 2;
export const windowLength = netLength + 2 * margin;
const peakAt = before + margin;

/** x, y, z one after the other, g, NaN where the record does not reach; what training is given. */
export function windowOf(even: Motion, peak: number): Float32Array {
  const window = new Float32Array(3 * windowLength).fill(Number.NaN);
  const first = peak - peakAt;
  const from = Math.max(0, -first);
  const to = Math.min(windowLength, even.magnitude.length - first);
  for (let i = from; i < to; i++) {
    window[i] = even.x[first + i]!;
    window[windowLength + i] = even.y[first + i]!;
    window[2 * windowLength + i] = even.z[first + i]!;
  }
  return window;
}

const signedLog = (value: number) => (value < 0 ? -Math.log1p(-value) : Math.log1p(value));
/** Half the width of the mean by which gravity is followed, samples. */
const half = 8;
/** Shorter than this a vector (g) has no direction. */
const leastLengthG = 0.05;

interface Direction {
  x: number;
  y: number;
  z: number;
}
/** Direction of the mean over [from, to) of the window; undefined with fewer than `least` samples recorded. */
function directionOf(window: Float32Array, from: number, to: number, least: number): Direction | undefined {
  let [x, y, z, count] = [0, 0, 0, 0];
  for (let i = peakAt + from; i < peakAt + to; i++) {
    if (Number.isNaN(window[i]!)) continue;
    x += window[i]!;
    y += window[windowLength + i]!;
    z += window[2 * windowLength + i]!;
    count++;
  }
  if (count < least) return undefined;
  const length = Math.max(leastLengthG, Math.sqrt(x * x + y * y + z * z) / count) * count;
  return { x: x / length, y: y / length, z: z / length };
}

/** Row after row, each `netLength` long; zero where nothing is recorded. */
export function netInputs(window: Float32Array): Float64Array {
  const inputs = new Float64Array(netRows * netLength);
  const earlier = directionOf(window, -before, -Math.floor(0.8 * evenHz), 8);
  const later = directionOf(window, evenHz, 6 * evenHz, 16);
  const sums = new Float64Array(4);
  let recorded = 0;
  const take = (i: number, sign: 1 | -1) => {
    const x = window[i]!;
    if (Number.isNaN(x)) return;
    const [y, z] = [window[windowLength + i]!, window[2 * windowLength + i]!];
    recorded += sign;
    sums[0]! += sign * x;
    sums[1]! += sign * y;
    sums[2]! += sign * z;
    sums[3]! += sign * Math.abs(Math.sqrt(x * x + y * y + z * z) - 1);
  };
  for (let i = margin - half; i < margin + half; i++) take(i, 1);
  for (let at = 0; at < netLength; at++) {
    const i = at + margin;
    take(i + half, 1);
    if (at > 0) take(i - half - 1, -1);
    const x = window[i]!;
    if (Number.isNaN(x)) continue;
    const [y, z] = [window[windowLength + i]!, window[2 * windowLength + i]!];
    const put = (row: number, value: number) => {
      inputs[row * netLength + at] = value;
    };
    put(0, signedLog(Math.sqrt(x * x + y * y + z * z) - 1));
    const [px, py, pz] = [window[i - 1]!, window[windowLength + i - 1]!, window[2 * windowLength + i - 1]!];
    if (!Number.isNaN(px)) put(1, Math.log1p(Math.sqrt((x - px) ** 2 + (y - py) ** 2 + (z - pz) ** 2)));
    const [mx, my, mz] = [sums[0]! / recorded, sums[1]! / recorded, sums[2]! / recorded];
    const length = Math.max(leastLengthG, Math.sqrt(mx * mx + my * my + mz * mz));
    const awayFrom = (d: Direction) => 1 - (mx * d.x + my * d.y + mz * d.z) / length;
    if (earlier) put(2, awayFrom(earlier));
    if (later) put(3, awayFrom(later));
    if (earlier) put(4, signedLog(x * earlier.x + y * earlier.y + z * earlier.z - 1));
    put(5, Math.log(Math.max(0, sums[3]! / recorded) + 0.02) / 2);
    put(6, 1);
  }
  return inputs;
}
