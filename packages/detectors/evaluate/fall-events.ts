import type { Reading } from '@munan/flow';
import { featuresAt, findPeak, type ImpactFeatures, motionFrom } from '../src/fall/features.ts';
import { figuresOf } from '../src/fall/judge.ts';
import { eventWindow, suspectFalls } from '../src/index.ts';
import type { Example } from './boost.ts';
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
export interface TrialImpacts {
  set: string;
  subject: string;
  elderly: boolean;
  activity: string;
  isFall: boolean;
  seconds: number;
  impacts: ImpactFeatures[];
}
export function impactsOf(trial: Trial): TrialImpacts {
  const impacts: ImpactFeatures[] = [];
  for (const { at, reading } of suspicionsOf(trial)) {
    const motion = motionFrom(reading.values, reading.t, reading.dt);
    const peak = motion && findPeak(motion, at, 2500);
    if (motion && peak !== undefined) impacts.push(featuresAt(motion, peak));
  }
  const { set, subject, elderly, activity, isFall } = trial;
  return { set, subject, elderly, activity, isFall, seconds: (trial.values.length / 3) * (trial.dtMs / 1000), impacts };
}

/**
 * Wrist sets weigh more than the waist set, which is saturated; the daily life of the old weighs threefold; trials with
 * many impacts (jogging) must not drown the others. Of a fall trial only the hardest impact is called the fall.
 */
const setWeight: Record<string, number> = { weda: 2, 'smartfallmm watch': 1, sisfall: 0.4 };
export const trainingSets = Object.keys(setWeight);
export function examplesOf(trials: readonly TrialImpacts[]): Example[] {
  return trials.flatMap((trial): Example[] => {
    if (trial.impacts.length === 0) return [];
    const weight = setWeight[trial.set]!;
    if (trial.isFall) {
      const hardest = trial.impacts.reduce((a, b) => (b.peakG > a.peakG ? b : a));
      return [{ figures: figuresOf(hardest), isFall: true, weight }];
    }
    const each = (weight * (trial.elderly ? 3 : 1)) / Math.sqrt(trial.impacts.length);
    return trial.impacts.map((impact) => ({ figures: figuresOf(impact), isFall: false, weight: each }));
  });
}
