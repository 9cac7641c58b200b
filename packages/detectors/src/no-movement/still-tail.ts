/**
 * How often a person lies or sits still for so long, by the time of day at which it begins: stretches of stillness beyond half an
 * hour are Pareto (peaks over a threshold [Pickands 1975]), their number and mean length hers, shrunk towards other people's.
 */
export const tailRule = {
  /** Stillness is looked at from here, minutes. */
  fromMinutes: 30,
  /** What an older day weighs, a day. */
  weightADay: 0.95,
  /** What lies beyond is learned as this: one odd day must not teach that days are long. */
  mostExcessMinutes: 150,
  priorDays: 6,
  priorStretches: 5,
} as const;
/**
 * Of four quarters of the day from midnight: stretches of at least 30 min a day, their mean excess in minutes, and the shape. From the
 * 22 healthy and 16 depressed people of Depresjon, docs/evaluation/rhythm.md.
 */
export const stillPrior = [
  { perDay: 2.3, excess: 17, shape: 0.1 },
  { perDay: 1.1, excess: 17, shape: 0.15 },
  { perDay: 0.36, excess: 18, shape: 0.15 },
  { perDay: 0.33, excess: 18, shape: 0.15 },
] as const;

export interface TailState {
  /** Weight of the days seen, and of each quarter the weighed number of stretches and sum of their excess. */
  days: number;
  counts: number[];
  excess: number[];
}
export function startTail(): TailState {
  return { days: 0, counts: [0, 0, 0, 0], excess: [0, 0, 0, 0] };
}
export const quarterOf = (minuteOfDay: number) => Math.floor(minuteOfDay / 360);
const kept = (value: number) => Math.round(value * 1000) / 1000;

/** A day is over: `share` of it was covered by a worn device. */
export function passDay(state: TailState, share: number): void {
  const { weightADay } = tailRule;
  state.days = kept(state.days * weightADay + share);
  state.counts = state.counts.map((count) => kept(count * weightADay));
  state.excess = state.excess.map((sum) => kept(sum * weightADay));
}
export function learnStretch(state: TailState, quarter: number, minutes: number): void {
  const excess = Math.min(minutes - tailRule.fromMinutes, tailRule.mostExcessMinutes);
  if (!(excess >= 0)) return;
  state.counts[quarter] = kept(state.counts[quarter]! + 1);
  state.excess[quarter] = kept(state.excess[quarter]! + excess);
}

function tailOf({ days, counts, excess }: TailState, quarter: number) {
  const prior = stillPrior[quarter]!;
  const { priorDays, priorStretches } = tailRule;
  const perDay = (prior.perDay * priorDays + counts[quarter]!) / (priorDays + days);
  const mean = (prior.excess * priorStretches + excess[quarter]!) / (priorStretches + counts[quarter]!);
  // The mean of a Pareto excess is scale / (1 - shape).
  return { perDay, scale: mean * (1 - prior.shape), shape: prior.shape };
}
/** Stretches a day of at least so many minutes that begin in this quarter of the day; at least half an hour is asked of it. */
export function expectedPerDay(state: TailState, quarter: number, minutes: number): number {
  const { perDay, scale, shape } = tailOf(state, quarter);
  const beyond = Math.max(0, minutes - tailRule.fromMinutes);
  return perDay * (1 + (shape * beyond) / scale) ** (-1 / shape);
}
/** Minutes that a stretch exceeds so often a day; half an hour where even that is rarer. */
export function minutesExceeded(state: TailState, quarter: number, perDayWanted: number): number {
  const { perDay, scale, shape } = tailOf(state, quarter);
  if (perDay <= perDayWanted) return tailRule.fromMinutes;
  return Math.round(tailRule.fromMinutes + (scale / shape) * ((perDay / perDayWanted) ** shape - 1));
}
