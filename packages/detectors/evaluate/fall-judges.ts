import { judgedLogit, type Trees, treesLogit } from '../src/fall/judge.ts';
import { type Net, netLogit, netOf } from '../src/fall/net.ts';
import type { TrialImpacts } from './fall-events.ts';
import { foldCount, foldOf, type Scored, scoreOf } from './fall-scores.ts';
import { fitFalls } from './fit-falls.ts';
import { packedFallNets } from './generated/fall-nets.ts';

export interface FallJudge {
  trees: Trees;
  net: Net;
}
/** What each half of a judge says of every impact of a trial, natural logarithms. */
export interface Judged {
  trial: TrialImpacts;
  trees: number[];
  net: number[];
}
export type Half = 'trees' | 'net' | 'both';

export function judgedBy(trials: readonly TrialImpacts[], { trees, net }: FallJudge): Judged[] {
  return trials.map((trial) => ({
    trial,
    trees: trial.impacts.map(({ figures }) => treesLogit(figures, trees)),
    net: trial.impacts.map(({ window }) => netLogit(net, window)),
  }));
}
export function scoredAs(judged: readonly Judged[], half: Half): Scored[] {
  return judged.map(({ trial, trees, net }) => ({
    trial,
    score: scoreOf(trial, (_, i) =>
      half === 'both' ? judgedLogit(trees[i]!, () => net[i]!) : { trees, net }[half][i]!,
    ),
  }));
}

/** The judge of each fold: trees trained here on everybody else, and the net that was trained on everybody else. */
export function judgesOfFolds(training: readonly TrialImpacts[]): FallJudge[] {
  return Array.from({ length: foldCount }, (_, fold) => ({
    trees: fitFalls(training.filter((trial) => foldOf(trial) !== fold)),
    net: netOf(packedFallNets[`fold${fold as 0 | 1 | 2 | 3 | 4}`]),
  }));
}
/** Each person by the judge that has not seen her. */
export function heldOut(trials: readonly TrialImpacts[], judges: readonly FallJudge[]): Judged[] {
  return judges.flatMap((judge, fold) =>
    judgedBy(
      trials.filter((trial) => foldOf(trial) === fold),
      judge,
    ),
  );
}

/** Whole sets left out. The nets were trained on the same sets by tools/train/falls. */
export const acrossSets = [
  { training: ['smartfallmm watch'], tested: 'weda', net: packedFallNets.watch },
  {
    training: ['smartfallmm watch', 'smartfallmm phone', 'sisfall', 'mobifall'],
    tested: 'weda',
    net: packedFallNets.withoutWeda,
  },
  { training: ['weda'], tested: 'smartfallmm watch', net: packedFallNets.weda },
  { training: ['weda', 'sisfall', 'mobifall'], tested: 'smartfallmm watch', net: packedFallNets.withoutSmartfallmm },
];
