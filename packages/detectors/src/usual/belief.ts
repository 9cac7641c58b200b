import type { Learned } from './learned.ts';
import { bins, type Population, states } from './population.ts';

/** How much the population's spread weighs, in visits. */
const spreadWeight = { day: 5, within: 6 } as const;
/** What is far out counts less, so that a spread comes out too small: of normal values by about this, as variance. */
const robustFactor = 1.25;
/** How much of what one day differs by is common to all its hours: they are not observations of their own. */
const sharedByDay = 0.5;
/**
 * She may have been ill when she was first measured, and then what she shows is not her usual. Beforehand one in twenty is, and
 * differs by an illness four times as large as people differ from each other; each week in which she goes on as she is halves
 * that. Enrolled unwell: it is taken for nearly certain for as long as that is said of her.
 */
const illness = { beforehand: 0.05, halvesInDays: 7, factor: 4, unwell: 0.98 } as const;

/** What is believed of each cell, on the channel's scale. */
export interface Belief {
  /** Of her usual. */
  middle: number[];
  /** Variance of what is not known of the middle. */
  unsure: number[];
  /** What she goes on showing, an illness that she brought along included: what surprises is measured against that. */
  shown: number[];
  /** How much of the middle is hers and not the population's, 0..1. */
  own: number[];
  /** Of each state: variances between days, between ten minutes, between minutes, and the degrees of freedom of the first. */
  day: number[];
  stretch: number[];
  minute: number[];
  dof: number[];
}
interface Sums {
  /** Of each state: how it differs from the population's middle, and how precisely that is known. */
  mean: number[];
  precision: number[];
  /** Of all states together. */
  level: number;
  levelPrecision: number;
  /** Days on which she was measured, as far as they count. */
  days: number;
}

function sumUp(learned: Learned, population: Population, belief: Belief): Sums {
  const binVar = population.binSd ** 2;
  const sums: Sums = { mean: [], precision: [], level: 0, levelPrecision: 0, days: 0 };
  let sum = 0;
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
    let precision = 0;
    for (let cell = state * bins; cell < (state + 1) * bins; cell++) {
      const n = learned.cells[3 * cell]!;
      if (n <= 0) continue;
      sums.days = Math.max(sums.days, n);
      const weight = 1 / (binVar + dayVar / n);
      cellSum += weight * (learned.cells[3 * cell + 1]! - population.middle[cell]!);
      precision += weight;
    }
    sums.mean.push(precision > 0 ? cellSum / precision : 0);
    sums.precision.push(precision);
    const weight = precision > 0 ? 1 / (population.stateSd ** 2 + 1 / precision) : 0;
    sum += weight * sums.mean[state]!;
    sums.levelPrecision += weight;
  }
  sums.level = sums.levelPrecision > 0 ? sum / sums.levelPrecision : 0;
  return sums;
}

/** Adds, `share` of it, what is believed when an illness (or a few alike days) of this variance lies over all that she shows. */
function addPosterior(
  belief: Belief,
  learned: Learned,
  population: Population,
  sums: Sums,
  illnessVar: number,
  share: number,
  squares: number[],
): void {
  const personVar = population.personSd ** 2;
  const stateVar = population.stateSd ** 2;
  const binVar = population.binSd ** 2;
  // What she shows is she and the illness; of it her own is the share of her variance.
  const shownVar = personVar + illnessVar;
  const shownUnsure = 1 / (sums.levelPrecision + 1 / shownVar);
  const shown = sums.level * sums.levelPrecision * shownUnsure;
  const own = personVar / shownVar;
  for (let state = 0; state < states.length; state++) {
    const precision = sums.precision[state]!;
    const toState = (stateVar * precision) / (1 + stateVar * precision);
    const ofState = toState * (sums.mean[state]! - shown);
    for (let cell = state * bins; cell < (state + 1) * bins; cell++) {
      const n = learned.cells[3 * cell]!;
      const toBin = n > 0 ? binVar / (binVar + belief.day[state]! / n) : 0;
      const difference = n > 0 ? learned.cells[3 * cell + 1]! - population.middle[cell]! : 0;
      const ofHours = ofState + toBin * (difference - shown - ofState);
      const middle = own * shown + ofHours;
      const left = own - 1 + (1 - toBin) * (1 - toState);
      const unsure =
        binVar * (1 - toBin) + (1 - toBin) ** 2 * stateVar * (1 - toState) + own * illnessVar + left ** 2 * shownUnsure;
      belief.middle[cell] = belief.middle[cell]! + share * middle;
      belief.shown[cell] = belief.shown[cell]! + share * (shown + ofHours);
      squares[cell] = squares[cell]! + share * (unsure + middle * middle);
    }
  }
}

/** Odds of her being ill to being well, by how far what she shows lies from people; well people have heavy tails, too. */
function oddsOfIllness(sums: Sums, personVar: number, illVar: number, beforehand: number): number {
  const { level, levelPrecision } = sums;
  const unsure = 1 / levelPrecision;
  const well = personVar + unsure;
  const ill = personVar + illVar + unsure;
  // Student's t of 4 degrees of freedom, and a normal.
  const ofWell = (0.375 / Math.sqrt(well)) * (1 + level ** 2 / well / 4) ** -2.5;
  const ofIll = (0.3989 / Math.sqrt(ill)) * Math.exp(-(level ** 2) / ill / 2);
  return ((beforehand / (1 - beforehand)) * ofIll) / ofWell;
}

const empty = (population: Population): Belief => ({
  middle: population.middle.map(() => 0),
  unsure: [],
  shown: population.middle.map(() => 0),
  own: [],
  day: [],
  stretch: [],
  minute: [],
  dof: [],
});
/** From how much she differs, and its square, to what stands in a belief. */
function finish(belief: Belief, squares: readonly number[], population: Population): Belief {
  const priorVar = population.personSd ** 2 + population.stateSd ** 2 + population.binSd ** 2;
  for (let cell = 0; cell < squares.length; cell++) {
    const unsure = Math.max(0, squares[cell]! - belief.middle[cell]! ** 2);
    belief.unsure.push(unsure);
    belief.own.push(Math.max(0, Math.min(1, 1 - unsure / priorVar)));
    belief.middle[cell] = belief.middle[cell]! + population.middle[cell]!;
    belief.shown[cell] = belief.shown[cell]! + population.middle[cell]!;
  }
  return belief;
}

/**
 * Cell = population + person + state + time of day, each normal, and what is seen of it has an illness of the given variance over
 * all: the posterior in closed form, from the cells up and down again. Exact for the variances given; those are pooled over
 * the bins of a state, and shrunk to the population's.
 */
export function believeUnder(learned: Learned, population: Population, illnessVar: number): Belief {
  const belief = empty(population);
  const squares = population.middle.map(() => 0);
  const sums = sumUp(learned, population, belief);
  addPosterior(belief, learned, population, sums, illnessVar, 1, squares);
  return finish(belief, squares, population);
}

/** What is believed of her: as if she was well when it was learned, and as if she was ill, by the odds of that. */
export function believe(learned: Learned, population: Population, isUnwell: boolean): Belief {
  const belief = empty(population);
  const squares = population.middle.map(() => 0);
  const sums = sumUp(learned, population, belief);
  const personVar = population.personSd ** 2;
  const illVar = illness.factor ** 2 * personVar;
  const dayVar = sums.days > 0 ? (sharedByDay * (belief.day[0]! + belief.day[1]!)) / 2 / Math.max(1, sums.days) : 0;
  let ill = 0;
  if (sums.levelPrecision > 0) {
    const beforehand = isUnwell ? illness.unwell : illness.beforehand * 2 ** (-sums.days / illness.halvesInDays);
    const odds = oddsOfIllness(sums, personVar, illVar, beforehand);
    ill = odds / (1 + odds);
  }
  addPosterior(belief, learned, population, sums, dayVar, 1 - ill, squares);
  if (ill > 0.005) addPosterior(belief, learned, population, sums, dayVar + illVar, ill, squares);
  return finish(belief, squares, population);
}
