import { figureDirections, figureNames } from '../src/fall/figures.ts';
import { treesLogit } from '../src/fall/judge.ts';
import { boost, type Example, type Trees } from './boost.ts';
import { fallCandidates, type Impact, type TrialImpacts } from './fall-events.ts';

/**
 * What a trial of a set weighs. The wrist is where the device is; the waist and the pocket show more kinds of falls and of daily
 * life, but SisFall is saturated and long; the watch of SmartFallMM has the hardest falls. Chosen among three settings on held-out people.
 */
export const setWeights: Record<string, number> = {
  weda: 1,
  'smartfallmm watch': 2,
  'smartfallmm phone': 0.5,
  sisfall: 0.15,
  mobifall: 0.15,
};
const elderlyWeight = 1.5;
/** Of the long waist and pocket recordings only the hardest impacts of a trial are learned from. */
const mostImpacts: Record<string, number> = { sisfall: 3, mobifall: 3 };

const highestOf = (impacts: Impact[], score: (impact: Impact) => number) =>
  impacts.reduce((a, b) => (score(b) > score(a) ? b : a));

function examplesOf(trials: readonly TrialImpacts[], score: (impact: Impact) => number): Example[] {
  const split = (impact: Impact, isFall: boolean, weight: number): Example[] => {
    const all = [impact.figures, ...impact.variants];
    return all.map((figures) => ({ figures, isFall, weight: weight / all.length }));
  };
  return trials.flatMap((trial) => {
    if (trial.impacts.length === 0) return [];
    const weight = setWeights[trial.set]!;
    if (trial.isFall) return split(highestOf(fallCandidates(trial), score), true, weight);
    const each = (weight * (trial.elderly ? elderlyWeight : 1)) / Math.sqrt(trial.impacts.length);
    const hardest = [...trial.impacts].sort((a, b) => b.figures[0]! - a.figures[0]!);
    return hardest.slice(0, mostImpacts[trial.set]).flatMap((impact) => split(impact, false, each));
  });
}

/** Which impact of a fall trial is the fall is not written: first the hardest is taken, then the one the first trees choose. */
export function fitFalls(trials: readonly TrialImpacts[]): Trees {
  const directions = figureNames.map((name) => figureDirections[name]);
  const first = boost(
    examplesOf(trials, ({ figures }) => figures[0]!),
    directions,
  );
  return boost(
    examplesOf(trials, ({ figures }) => treesLogit(figures, first)),
    directions,
  );
}
