import { type Reading, samplesWidth } from '@munan/flow';
import { evenMotion, peaksOf } from './even.ts';
import { featuresAt, findPeak, type ImpactFeatures, type Motion, motionFrom } from './features.ts';
import { figuresAt } from './figures.ts';
import { packedNet } from './generated/net.ts';
import { trees } from './generated/trees.ts';
import { netLogit, netOf } from './net.ts';
import { windowOf } from './net-inputs.ts';

/** From this score an impact is announced as a fall; how it was chosen: docs/clinical/fall-model-card.md. */
export const fallThreshold = 0.8;
/** Without this much record after the impact there is nothing to judge. */
export const leastSecondsAfter = 0.5;
/**
 * Where impacts are looked for around the moment of the event, ms. A device names the hardest blow of two seconds and then keeps quiet
 * for five: what hits later than that may be the fall, and comes with the same record.
 */
export const searched = { beforeMs: 1500, afterMs: 5000 } as const;

export interface Trees {
  base: number;
  figure: readonly number[];
  below: readonly number[];
  leaf: readonly number[];
}
/** Complete trees of depth 3; what is not a number goes left. Natural logarithm of how much more likely a fall is than none. */
export function treesLogit(figures: readonly number[], model: Trees = trees): number {
  let sum = model.base;
  for (let tree = 0; tree * 7 < model.figure.length; tree++) {
    let node = 0;
    while (node < 7) {
      const at = tree * 7 + node;
      node = figures[model.figure[at]!]! >= model.below[at]! ? 2 * node + 2 : 2 * node + 1;
    }
    sum += model.leaf[tree * 8 + node - 7]!;
  }
  return sum;
}

const net = netOf(packedNet);
/**
 * The trees and the net have an equal say: each is wrong in its own way. Where the trees are sure that it was none, the net
 * is not asked: most impacts of daily life are such, and the net costs more than all the rest. On the recordings this changes no
 * fall that is said at 0.5 or above (docs/evaluation/falls.md).
 */
export function judgedLogit(byTrees: number, askNet: () => number): number {
  return (byTrees + (byTrees < sureOfNone ? sureOfNone : askNet())) / 2;
}
const sureOfNone = -4;
/** 0..1, how much the impact looks like the falls of the sets against their daily life. */
export function scoreOfImpact(even: Motion, peak: number): number {
  const logit = judgedLogit(treesLogit(figuresAt(even, peak)), () => netLogit(net, windowOf(even, peak)));
  return 1 / (1 + Math.exp(-logit));
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
    if (!motion) continue;
    const even = evenMotion(motion);
    let score = 0;
    let impactAt = eventAt;
    for (const peak of peaksOf(even, eventAt - searched.beforeMs, eventAt + searched.afterMs)) {
      if ((even.magnitude.length - 1 - peak) * even.dtMs < leastSecondsAfter * 1000) continue;
      const next = scoreOfImpact(even, peak);
      if (next > score) [score, impactAt] = [next, even.t + peak * even.dtMs];
    }
    // Without any impact the hardest sample near the event is described.
    const peak = findPeak(motion, impactAt, score > 0 ? 60 : searched.beforeMs);
    if (peak === undefined || (best && best.score >= score)) continue;
    const to = reading.t + (reading.values.length / samplesWidth.acceleration) * reading.dt;
    best = {
      score,
      isFall: score >= fallThreshold,
      features: featuresAt(motion, peak),
      from: reading.t,
      to,
    };
  }
  return best;
}
