import { leastSecondsAfter, scoreOfFigures } from '../src/fall/judge.ts';
import type { Trees } from './boost.ts';
import type { Impact, TrialImpacts } from './fall-events.ts';
import { fitFalls } from './fit-falls.ts';

/** Highest score of a trial, on the logit scale; -Infinity where nothing was suspected or nothing could be judged. */
export interface Scored {
  trial: TrialImpacts;
  score: number;
}
export type ImpactScore = (impact: Impact, trial: TrialImpacts) => number;

export function scoredBy(trials: readonly TrialImpacts[], score: ImpactScore): Scored[] {
  return trials.map((trial) => {
    const judged = trial.impacts.filter(({ secondsAfter }) => secondsAfter >= leastSecondsAfter);
    return { trial, score: Math.max(Number.NEGATIVE_INFINITY, ...judged.map((impact) => score(impact, trial))) };
  });
}
export const logit = (score: number) => Math.log(score / (1 - score));
export const byTrees =
  (model?: Trees): ImpactScore =>
  ({ figures }) =>
    logit(scoreOfFigures(figures, model));

/** The watch and the phone of one person are one person. */
export const personOf = ({ set, subject }: TrialImpacts) => `${set.split(' ')[0]} ${subject}`;

/** Each person of `of` is scored by trees trained on nobody of her fold; `training` may hold other sets besides. */
export function heldOut(of: readonly TrialImpacts[], training: readonly TrialImpacts[], folds = 5): Scored[] {
  const people = [...new Set(of.map(personOf))];
  return Array.from({ length: folds }, (_, fold) => {
    const out = new Set(people.filter((_, index) => index % folds === fold));
    const trees = fitFalls(training.filter((trial) => !out.has(personOf(trial))));
    return scoredBy(
      of.filter((trial) => out.has(personOf(trial))),
      byTrees(trees),
    );
  }).flat();
}

/** The least score above which at most 1 - `specificity` of the daily-life trials lie. */
export function limitAt(scored: readonly Scored[], specificity: number): number {
  const daily = scored.filter(({ trial }) => !trial.isFall).map(({ score }) => score);
  daily.sort((a, b) => b - a);
  return daily[Math.floor(daily.length * (1 - specificity) + 1e-9)]!;
}
export interface Share {
  said: number;
  of: number;
}
export function saidAbove(scored: readonly Scored[], limit: number, keep: (trial: TrialImpacts) => boolean): Share {
  const kept = scored.filter(({ trial }) => keep(trial));
  return { said: kept.filter(({ score }) => score > limit).length, of: kept.length };
}
export function areaUnderRoc(scored: readonly Scored[]): number {
  const falls = scored.filter(({ trial }) => trial.isFall);
  const daily = scored.filter(({ trial }) => !trial.isFall);
  let above = 0;
  for (const fall of falls) {
    for (const other of daily) above += fall.score > other.score ? 1 : fall.score === other.score ? 0.5 : 0;
  }
  return above / falls.length / daily.length;
}
/** Sensitivity's 95 % interval when the people with falls are drawn anew, 2,000 times; a fixed generator. */
export function personInterval(scored: readonly Scored[], limit: number): [number, number] {
  const people = new Map<string, Share>();
  for (const { trial, score } of scored) {
    if (!trial.isFall) continue;
    const share = people.get(personOf(trial)) ?? { said: 0, of: 0 };
    people.set(personOf(trial), { said: share.said + (score > limit ? 1 : 0), of: share.of + 1 });
  }
  const shares = [...people.values()];
  let state = 11;
  const drawn = Array.from({ length: 2000 }, () => {
    let [said, of] = [0, 0];
    for (let i = 0; i < shares.length; i++) {
      state = (state * 1_664_525 + 1_013_904_223) >>> 0;
      const share = shares[Math.floor((state / 2 ** 32) * shares.length)]!;
      said += share.said;
      of += share.of;
    }
    return said / of;
  }).sort((a, b) => a - b);
  return [drawn[50]!, drawn[1949]!];
}

/**
 * False alerts in 30 days of one person, from daily-life trials of the old: the share of trials above a limit times the trials in an
 * hour, times `activeHours` a day that are as full of movement as the trials are. The share beyond the highest scores
 * seen is taken from an exponential tail fitted to the highest tenth of the scores.
 */
export function falseIn30Days(scored: readonly Scored[], limit: number, activeHours: number) {
  const old = scored.filter(({ trial }) => trial.elderly && !trial.isFall);
  const hours = old.reduce((sum, { trial }) => sum + trial.seconds, 0) / 3600;
  const scores = old.map(({ score }) => score).sort((a, b) => b - a);
  const top = Math.floor(scores.length / 10);
  const from = scores[top]!;
  const mean = scores.slice(0, top).reduce((sum, score) => sum + score - from, 0) / top;
  const tail = (top / scores.length) * Math.exp(-Math.max(0, limit - from) / mean);
  const counted = scores.filter((score) => score > limit).length;
  const scale = (30 * activeHours) / hours;
  return { hours, trials: old.length, counted, direct: counted * scale, tail: tail * scores.length * scale };
}
