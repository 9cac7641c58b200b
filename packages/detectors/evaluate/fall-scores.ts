import { leastSecondsAfter } from '../src/fall/judge.ts';
import type { Impact, TrialImpacts } from './fall-events.ts';
import { areaUnderRoc, byPerson } from './intervals.ts';

/** Highest score of a trial, on the logit scale; -Infinity where nothing was suspected or nothing could be judged. */
export interface Scored {
  trial: TrialImpacts;
  score: number;
}
export type ImpactScore = (impact: Impact, index: number) => number;

export function scoreOf(trial: TrialImpacts, score: ImpactScore): number {
  let highest = Number.NEGATIVE_INFINITY;
  trial.impacts.forEach((impact, index) => {
    if (impact.secondsAfter >= leastSecondsAfter) highest = Math.max(highest, score(impact, index));
  });
  return highest;
}
export function scoredBy(trials: readonly TrialImpacts[], score: ImpactScore): Scored[] {
  return trials.map((trial) => ({ trial, score: scoreOf(trial, score) }));
}
export const logit = (score: number) => Math.log(score / (1 - score));

/** The watch and the phone of one person are one person. */
export const personOf = ({ set, subject }: TrialImpacts) => `${set.split(' ')[0]} ${subject}`;

export const foldCount = 5;
/**
 * By the name alone, so that people whom nobody here has seen fall into a fold as well: FNV-1a from a start that spreads the
 * people with falls evenly, chosen by counting them and nothing else.
 */
export function foldOf(trial: TrialImpacts): number {
  let hash = 6183;
  for (const sign of personOf(trial)) hash = Math.imul(hash ^ sign.charCodeAt(0), 0x01000193) >>> 0;
  return (hash >>> 8) % foldCount;
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
export function areaOf(scored: readonly Scored[]): number {
  const of = (isFall: boolean) => scored.filter(({ trial }) => trial.isFall === isFall).map(({ score }) => score);
  return areaUnderRoc(of(true), of(false));
}
/** Sensitivity's 95 % interval when the people with falls are drawn anew. */
export function personInterval(scored: readonly Scored[], limit: number): [number, number] {
  const people = new Map<string, Share>();
  for (const { trial, score } of scored) {
    if (!trial.isFall) continue;
    const share = people.get(personOf(trial)) ?? { said: 0, of: 0 };
    people.set(personOf(trial), { said: share.said + (score > limit ? 1 : 0), of: share.of + 1 });
  }
  const sum = (drawn: readonly Share[], of: keyof Share) => drawn.reduce((total, share) => total + share[of], 0);
  return byPerson([...people.values()], (drawn) => sum(drawn, 'said') / sum(drawn, 'of'));
}

export const isFall = (trial: TrialImpacts) => trial.isFall;
export const isDaily = (trial: TrialImpacts) => !trial.isFall;
export const isOld = (trial: TrialImpacts) => !trial.isFall && trial.elderly;
export const share = ({ said, of }: Share) => (of ? `${(said / of).toFixed(3)} (${said}/${of})` : '-');
export const count = ({ said, of }: Share) => (of ? `${said}/${of}` : '-');

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
