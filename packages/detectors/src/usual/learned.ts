import { bins, cells, type Population, states } from './population.ts';

/**
 * What is learned of one channel of one person. A visit to a cell (one state in one 4-hour bin of one day) is one
 * observation: the thousand minutes of one night are not a thousand, they share that night. Numbers are kept flat and
 * rounded, so that a state is small as text.
 */
export interface Learned {
  /** Of each cell: visits (weights, decayed), their mean, and their squared distances from it. */
  cells: number[];
  /** Of each state: visits, variance of ten-minute means within a visit, and of minutes within ten minutes. */
  within: number[];
  /** Local day up to which the past was made to count less. */
  day: number;
}
export function startLearned(): Learned {
  return { cells: new Array(3 * cells).fill(0), within: new Array(3 * states.length).fill(0), day: 0 };
}
/** A day counts half after this many: seasons are followed, a fortnight's illness is not. */
const halfLifeDays = 28;
/** How much the population's spread weighs, in visits. */
const spreadWeight = { day: 5, within: 6 } as const;
/** What is far out counts less, so that a spread comes out too small: of normal values by about this, as variance. */
const robustFactor = 1.25;
/**
 * Enrolled unwell: what she shows differs from her usual by an illness that is twice as large as people differ from each other. At
 * most a fifth of how she differs is then taken for her own.
 */
const unwellFactor = 2;

/** What is believed of each cell, on the channel's scale. */
export interface Belief {
  middle: number[];
  /** Variance of what is not known of the middle. */
  unsure: number[];
  /** How much of the middle is hers and not the population's, 0..1. */
  own: number[];
  /** Of each state: variances between days, between ten minutes, between minutes, and the degrees of freedom of the first. */
  day: number[];
  stretch: number[];
  minute: number[];
  dof: number[];
}

/**
 * Cell = population + person + state + time of day, each normal: the posterior in closed form, from the cells up and down again.
 * Exact for the variances given; those are pooled over the bins of a state, and shrunk to the population's.
 */
export function believe(learned: Learned, population: Population, isUnwell: boolean): Belief {
  const personVar = population.personSd ** 2;
  const stateVar = population.stateSd ** 2;
  const binVar = population.binSd ** 2;
  const belief: Belief = { middle: [], unsure: [], own: [], day: [], stretch: [], minute: [], dof: [] };
  const stateMean: number[] = [];
  const statePrecision: number[] = [];
  let sum = 0;
  let precision = 0;
  for (let state = 0; state < states.length; state++) {
    let count = spreadWeight.day;
    let squares = spreadWeight.day * population.daySd[state]! ** 2;
    for (let cell = state * bins; cell < (state + 1) * bins; cell++) {
      count += Math.max(0, learned.cells[3 * cell]! - 1);
      squares += robustFactor * learned.cells[3 * cell + 2]!;
    }
    const dayVar = squares / count;
    belief.day.push(dayVar);
    belief.dof.push(Math.min(30, count));
    const visits = learned.within[3 * state]!;
    const shrunk = (prior: number, own: number) =>
      (spreadWeight.within * prior ** 2 + visits * own) / (spreadWeight.within + visits);
    belief.stretch.push(shrunk(population.stretchSd[state]!, learned.within[3 * state + 1]!));
    belief.minute.push(shrunk(population.minuteSd[state]!, learned.within[3 * state + 2]!));
    let cellSum = 0;
    let cellPrecision = 0;
    for (let cell = state * bins; cell < (state + 1) * bins; cell++) {
      const n = learned.cells[3 * cell]!;
      if (n <= 0) continue;
      const weight = 1 / (binVar + dayVar / n);
      cellSum += weight * (learned.cells[3 * cell + 1]! - population.middle[cell]!);
      cellPrecision += weight;
    }
    stateMean.push(cellPrecision > 0 ? cellSum / cellPrecision : 0);
    statePrecision.push(cellPrecision);
    const weight = cellPrecision > 0 ? 1 / (stateVar + 1 / cellPrecision) : 0;
    sum += weight * stateMean[state]!;
    precision += weight;
  }
  // How she differs from people, and how much of that is her usual: all of it, unless she was unwell.
  const illnessVar = isUnwell ? unwellFactor ** 2 * personVar : 0;
  const share = personVar / (personVar + illnessVar);
  const shownVar = personVar + illnessVar;
  const shown = sum / (precision + 1 / shownVar);
  const shownUnsure = 1 / (precision + 1 / shownVar);
  const person = share * shown;
  const personUnsure = share * illnessVar + share ** 2 * shownUnsure;
  const priorVar = personVar + stateVar + binVar;
  for (let state = 0; state < states.length; state++) {
    // States and bins differ from each other by what they show, whatever she is believed to be.
    const toState = (stateVar * statePrecision[state]!) / (1 + stateVar * statePrecision[state]!);
    const ofState = toState * (stateMean[state]! - shown);
    const stateUnsure = stateVar * (1 - toState);
    for (let bin = 0; bin < bins; bin++) {
      const cell = state * bins + bin;
      const n = learned.cells[3 * cell]!;
      const dayVar = belief.day[state]!;
      const toBin = n > 0 ? binVar / (binVar + dayVar / n) : 0;
      const difference = n > 0 ? learned.cells[3 * cell + 1]! - population.middle[cell]! : 0;
      belief.middle.push(population.middle[cell]! + person + ofState + toBin * (difference - shown - ofState));
      const unsure =
        binVar * (1 - toBin) + (1 - toBin) ** 2 * (stateUnsure + (1 - toState) ** 2 * (isUnwell ? 0 : shownUnsure));
      const total = unsure + (isUnwell ? personUnsure : 0);
      belief.unsure.push(total);
      belief.own.push(Math.max(0, Math.min(1, 1 - total / priorVar)));
    }
  }
  return belief;
}

const round = (value: number, decimals: number) => Math.round(value * 10 ** decimals) / 10 ** decimals;

/** Lets the past count less, once a day; days on which nothing was measured pass as well. */
export function forget(learned: Learned, localDay: number): void {
  const passed = learned.day > 0 ? localDay - learned.day : 0;
  learned.day = localDay;
  if (!(passed > 0)) return;
  const kept = 2 ** (-passed / halfLifeDays);
  for (let cell = 0; cell < cells; cell++) {
    learned.cells[3 * cell] = round(learned.cells[3 * cell]! * kept, 3);
    learned.cells[3 * cell + 2] = round(learned.cells[3 * cell + 2]! * kept, 5);
  }
  for (let state = 0; state < states.length; state++)
    learned.within[3 * state] = round(learned.within[3 * state]! * kept, 3);
}

/** One visit to a cell, on the channel's scale. */
export interface Visit {
  cell: number;
  stretches: number;
  mean: number;
  /** Variance of its ten-minute means, undefined of a single one, and of minutes within them. */
  stretchVar: number | undefined;
  minuteVar: number;
}

/** Variance of a visit's mean about her usual: the day's, and of a short visit the stretches', of which neighbours are alike. */
export function visitVar(belief: Belief, visit: Visit): number {
  const state = Math.floor(visit.cell / bins);
  return belief.day[state]! + belief.stretch[state]! / Math.max(1, visit.stretches / 2);
}

/** Student's weight with 4 degrees of freedom [Lange 1989]: what lies far out is learned little of, and never not at all. */
const weightAt = (squared: number) => Math.min(1, 5 / (4 + squared));

/** Takes in one visit; `belief` is of before. Surprising for her, or for anybody: learned less. */
export function learn(learned: Learned, visit: Visit, belief: Belief, population: Population, isUnwell: boolean): void {
  const { cell, mean } = visit;
  const state = Math.floor(cell / bins);
  const variance = visitVar(belief, visit);
  const known = belief.day[state]! / variance;
  const forHer = (mean - belief.middle[cell]!) ** 2 / (variance + belief.unsure[cell]!);
  const { personSd, stateSd, binSd, middle } = population;
  const forAnybody = (mean - middle[cell]!) ** 2 / (variance + personSd ** 2 + stateSd ** 2 + binSd ** 2);
  // Of well people one in twenty lies beyond two: they are learned in full.
  const odd = weightAt(Math.max(0, forAnybody - 4));
  const weight = known * weightAt(forHer) * odd * (isUnwell ? 0.25 : 1);
  const at = 3 * cell;
  const n = learned.cells[at]! + weight;
  const step = mean - learned.cells[at + 1]!;
  const moved = learned.cells[at]! > 0 ? learned.cells[at + 1]! + (weight / n) * step : mean;
  // A first visit says nothing of how visits differ.
  if (learned.cells[at]! > 0) learned.cells[at + 2] = round(learned.cells[at + 2]! + weight * step * (mean - moved), 5);
  learned.cells[at] = round(n, 3);
  learned.cells[at + 1] = round(moved, 4);
  const w = learned.within[3 * state]! + known;
  const follow = (offset: number, seen: number | undefined, prior: number) => {
    if (seen === undefined) return;
    const before = learned.within[3 * state]! > 0 ? learned.within[3 * state + offset]! : prior;
    const kept = Math.min(seen, 9 * prior);
    learned.within[3 * state + offset] = round(before + (known / w) * (kept - before), 5);
  };
  follow(1, visit.stretchVar, belief.stretch[state]!);
  follow(2, visit.minuteVar, belief.minute[state]!);
  learned.within[3 * state] = round(w, 3);
}
