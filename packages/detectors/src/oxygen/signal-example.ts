/** Made-up saturation for the tests of this folder: nothing in it was measured on anybody. */
export interface Dip {
  /** Beginning of the fall and end of the return, s from the start. */
  fromS: number;
  toS: number;
  depthPercent: number;
}
export interface MadeSignal {
  seconds: number;
  dtMs: number;
  baselinePercent: number;
  dips: readonly Dip[];
  /** Added to each sample: at most this much, either way. */
  noisePercent?: number;
  seed?: number;
  /** Stretches, s, in which the sensor says what it has no right to: 0, 127 or a jump to 60. */
  artefacts?: readonly { fromS: number; toS: number; value: number }[];
}

/** Falls over the first half, stands at the bottom for a fifth, and comes back. 0 at both ends, 1 at the bottom. */
export function shapeOf({ fromS, toS }: Dip, s: number): number {
  const x = (s - fromS) / (toS - fromS);
  if (x <= 0 || x >= 1) return 0;
  if (x < 0.5) return x / 0.5;
  return x < 0.7 ? 1 : (1 - x) / 0.3;
}
export function samplesOf(signal: MadeSignal): Float64Array {
  const { seconds, dtMs, baselinePercent, dips, noisePercent = 0, seed = 1, artefacts = [] } = signal;
  let state = seed >>> 0;
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return noisePercent * ((2 * state) / 2 ** 32 - 1);
  };
  return Float64Array.from({ length: Math.floor((seconds * 1000) / dtMs) }, (_, i) => {
    const s = (i * dtMs) / 1000;
    const fall = dips.reduce((sum, dip) => sum + dip.depthPercent * shapeOf(dip, s), 0);
    const value = baselinePercent - fall + noise();
    return artefacts.find(({ fromS, toS }) => s >= fromS && s < toS)?.value ?? value;
  });
}
/** Seconds from where such a dip is first `ripple` below the baseline until it is back: what counts as its duration. */
export function durationOf(dip: Dip, ripple: number): number {
  const share = ripple / dip.depthPercent;
  return (dip.toS - dip.fromS) * (1 - 0.5 * share - 0.3 * share);
}
