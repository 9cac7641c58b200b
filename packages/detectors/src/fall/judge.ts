import { type Reading, samplesWidth } from '@munan/flow';
import { featuresAt, findPeak, type ImpactFeatures, motionFrom } from './features.ts';
import { trees } from './generated/trees.ts';

/** The figures that the trees were trained on, in their order; `packages/detectors/evaluate/train-falls.ts` writes the trees. */
export const judgedFigures = [
  'peakG',
  'dipG',
  'dropMetresPerSecond',
  'energyG',
  'loadedSeconds',
  'beforeG',
  'quietestG',
  'afterG',
  'turnDegrees',
  'nearTurnDegrees',
  'otherPeaks',
] as const satisfies readonly (keyof ImpactFeatures)[];

/** Beyond eight, more peaks say nothing more. */
export function figuresOf(features: ImpactFeatures): number[] {
  return judgedFigures.map((name) => (name === 'otherPeaks' ? Math.min(8, features[name]) : features[name]));
}

/**
 * From this score an impact is announced as a fall. Chosen for at most one false alarm in the 80 daily-life trials of
 * people over 80 when their own data are held out; see docs/evaluation/first-set.md.
 */
export const fallThreshold = 0.7;
/** Without this much record after the impact there is no stillness to judge. */
const leastSecondsAfter = 1.5;
/** How far from the stated moment of the event its impact may lie, ms. */
const searchMs = 2500;

export interface Trees {
  base: number;
  figure: readonly number[];
  below: readonly number[];
  leaf: readonly number[];
}
/** 0..1, how much the impact looks like the falls of the sets against their daily life. Complete trees of depth 3. */
export function scoreOfFigures(figures: readonly number[], model: Trees = trees): number {
  let sum = model.base;
  for (let tree = 0; tree * 7 < model.figure.length; tree++) {
    let node = 0;
    while (node < 7) {
      const at = tree * 7 + node;
      node = figures[model.figure[at]!]! < model.below[at]! ? 2 * node + 1 : 2 * node + 2;
    }
    sum += model.leaf[tree * 8 + node - 7]!;
  }
  return 1 / (1 + Math.exp(-sum));
}

export interface FallJudgement {
  /** 0..1; a fall from `fallThreshold`. */
  score: number;
  isFall: boolean;
  features: ImpactFeatures;
  /** Of the record that was judged, Unix ms. */
  from: number;
  to: number;
}
/** Judges the acceleration that came with a suspected fall. Undefined when there is none that can be judged. */
export function judgeFall(eventAt: number, readings: readonly Reading[]): FallJudgement | undefined {
  let best: FallJudgement | undefined;
  for (const reading of readings) {
    if (reading.channel !== 'acceleration') continue;
    const motion = motionFrom(reading.values, reading.t, reading.dt);
    const peak = motion && findPeak(motion, eventAt, searchMs);
    if (!motion || peak === undefined) continue;
    const features = featuresAt(motion, peak);
    const score = features.secondsAfter < leastSecondsAfter ? 0 : scoreOfFigures(figuresOf(features));
    if (best && best.score >= score) continue;
    const to = reading.t + (reading.values.length / samplesWidth.acceleration) * reading.dt;
    best = { score, isFall: score >= fallThreshold, features, from: reading.t, to };
  }
  return best;
}
