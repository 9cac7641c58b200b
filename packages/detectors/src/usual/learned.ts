import type { Belief } from './belief.ts';
import { bins, cells, states } from './population.ts';

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
/** What is learned of somebody enrolled unwell: when she is well again, it is soon outweighed. */
const unwellWeight = 0.1;

const tens = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
const round = (value: number, decimals: number) => Math.round(value * tens[decimals]!) / tens[decimals]!;

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

/** Takes in one visit; `belief` is of before. What is surprising for her is learned less. */
export function learn(learned: Learned, visit: Visit, belief: Belief, isUnwell: boolean): void {
  const { cell, mean } = visit;
  const state = Math.floor(cell / bins);
  const variance = visitVar(belief, visit);
  const known = belief.day[state]! / variance;
  const forHer = (mean - belief.shown[cell]!) ** 2 / (variance + belief.unsure[cell]!);
  const weight = known * weightAt(forHer) * (isUnwell ? unwellWeight : 1);
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
