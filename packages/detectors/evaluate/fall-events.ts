import type { Reading } from '@munan/flow';
import { evenHz, evenMotion, magnitudesOf, peaksOf } from '../src/fall/even.ts';
import { findPeak, type Motion, motionFrom } from '../src/fall/features.ts';
import { figuresAt } from '../src/fall/figures.ts';
import { searched } from '../src/fall/judge.ts';
import { windowOf } from '../src/fall/net-inputs.ts';
import { eventWindow, suspectFalls } from '../src/index.ts';
import type { Trial } from './fall-sets.ts';

/** A suspicion as a device would send it: its moment and the acceleration around it. */
export interface Suspicion {
  at: number;
  reading: Reading;
}
/** What a device would have sent during a trial, all day being this trial alone. */
export function suspicionsOf(trial: Trial): Suspicion[] {
  const count = trial.values.length / 3;
  const axis = (offset: number) => Float64Array.from({ length: count }, (_, i) => trial.values[3 * i + offset]!);
  const t = Float64Array.from({ length: count }, (_, i) => i * trial.dtMs);
  return suspectFalls(t, axis(0), axis(1), axis(2)).map((at) => {
    const first = Math.max(0, Math.round((at - eventWindow.beforeMs) / trial.dtMs));
    const last = Math.min(count, Math.round((at + eventWindow.afterMs) / trial.dtMs));
    const values = trial.values.slice(3 * first, 3 * last);
    return { at, reading: { channel: 'acceleration', t: first * trial.dtMs, dt: trial.dtMs, values } };
  });
}

/** One peak of a suspicion, as the judge would look at it. */
export interface Impact {
  /** Seconds from the trial's beginning; seconds of record after it. */
  atSeconds: number;
  secondsAfter: number;
  /** At the device's own rate. */
  peakG: number;
  figures: number[];
  /** What the net sees of it. */
  window: Float32Array;
  /** The same impact with its record cut short and its blow made softer or harder: for training only. */
  variants: number[][];
}
export interface TrialImpacts extends Omit<Trial, 'values' | 'dtMs'> {
  seconds: number;
  suspicions: number;
  impacts: Impact[];
}

/** Impacts that may be the fall: where the set says when it fell, only those. */
export function fallCandidates({ impacts, fallSeconds }: TrialImpacts): Impact[] {
  if (!fallSeconds) return impacts;
  const [from, to] = fallSeconds;
  const within = impacts.filter(({ atSeconds }) => atSeconds >= from - 0.3 && atSeconds <= to + 0.7);
  return within.length > 0 ? within : impacts;
}

/** Same numbers for the same trial, whatever was read before it. */
function drawing(name: string): () => number {
  let state = 7;
  for (const sign of name) state = (Math.imul(state, 31) + sign.charCodeAt(0)) >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const variantsEach = 2;

/** The movement around its own mean of one second, times `factor`: another mattress, another strap, another body. */
function softened(even: Motion, factor: number): Motion {
  const half = evenHz / 2;
  const soften = (axis: Float64Array): Float64Array => {
    const sums = new Float64Array(axis.length + 1);
    for (let i = 0; i < axis.length; i++) sums[i + 1] = sums[i]! + axis[i]!;
    return axis.map((value, i) => {
      const first = Math.max(0, i - half);
      const end = Math.min(axis.length, i + half + 1);
      const mean = (sums[end]! - sums[first]!) / (end - first);
      return mean + factor * (value - mean);
    });
  };
  const [x, y, z] = [soften(even.x), soften(even.y), soften(even.z)];
  return { ...even, x, y, z, magnitude: magnitudesOf(x, y, z) };
}
function variantsOf(even: Motion, peak: number, random: () => number): number[][] {
  return Array.from({ length: variantsEach }, () => {
    const soft = softened(even, 0.5 * Math.exp(random() * Math.log(2.6)));
    const there = findPeak(soft, soft.t + peak * soft.dtMs, 190) ?? peak;
    const count = soft.magnitude.length;
    const cut = () => Math.round(evenHz * (0.1 + 5 * random()));
    const to = random() < 0.5 ? Math.min(count, there + 1 + cut()) : count;
    const from = random() < 0.4 ? Math.max(0, there - cut()) : 0;
    return figuresAt(soft, there, from, to);
  });
}

/** Without `withVariants` they are left empty: for what is only judged. */
export function impactsOf(trial: Trial, withVariants = true): TrialImpacts {
  const { values, dtMs, ...named } = trial;
  const random = drawing(`${trial.set} ${trial.subject} ${trial.trial}`);
  const impacts: Impact[] = [];
  const suspicions = suspicionsOf(trial);
  for (const { at, reading } of suspicions) {
    const motion = motionFrom(reading.values, reading.t, reading.dt);
    if (!motion) continue;
    const even = evenMotion(motion);
    for (const peak of peaksOf(even, at - searched.beforeMs, at + searched.afterMs)) {
      const peakAt = even.t + peak * even.dtMs;
      const sharp = findPeak(motion, peakAt, 60);
      impacts.push({
        atSeconds: peakAt / 1000,
        secondsAfter: (even.magnitude.length - 1 - peak) / evenHz,
        peakG: sharp === undefined ? even.magnitude[peak]! : motion.magnitude[sharp]!,
        figures: figuresAt(even, peak),
        window: windowOf(even, peak),
        variants: withVariants ? variantsOf(even, peak, random) : [],
      });
    }
  }
  return { ...named, seconds: ((values.length / 3) * dtMs) / 1000, suspicions: suspicions.length, impacts };
}
