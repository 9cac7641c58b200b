/** What the scorecard is held against: trees on the same figures, published scores, single vital signs, and the two that know nothing. */
import { news2 } from '@munan/vitals';
import { boost, type Trees } from './boost.ts';
import type { HospitalChannel, Stay } from './deterioration-sets.ts';
import { foldOf, folds, type Hours, learningRows } from './deterioration-table.ts';
import { type Fitted, scoreRows } from './fit-scorecard.ts';

/** Scores of every row, each by what was fitted without its stay's part. */
export function heldOut(hours: Hours, fit: (keep: (stay: Stay) => boolean) => Fitted): Float64Array {
  const scores = new Float64Array(hours.rows);
  for (const fold of folds) {
    const fitted = fit((stay) => foldOf(stay) !== fold);
    const all = scoreRows(fitted, hours.figures, hours.rows);
    for (let row = 0; row < hours.rows; row++)
      if (foldOf(hours.stays[hours.stay[row]!]!) === fold) scores[row] = all[row]!;
  }
  return scores;
}

/** Seven splits and eight leaves a tree; what is not a number goes left. */
function treePoints(figures: readonly number[], { base, figure, below, leaf }: Trees): number {
  let points = base;
  for (let tree = 0; tree < leaf.length / 8; tree++) {
    let node = 0;
    while (node < 7) node = 2 * node + (figures[figure[7 * tree + node]!]! >= below[7 * tree + node]! ? 2 : 1);
    points += leaf[8 * tree + node - 7]!;
  }
  return points;
}

/** Trees of depth 3, held out; `alike` as the scorecard: the same directions, and a missing figure is the mean of the others. */
export function treesHeldOut(hours: Hours, alike: boolean): Float64Array {
  const width = hours.names.length;
  const means = Array.from({ length: width }, (_, figure) => {
    let [sum, count] = [0, 0];
    for (let at = figure; at < hours.figures.length; at += width) {
      if (Number.isNaN(hours.figures[at]!)) continue;
      sum += hours.figures[at]!;
      count++;
    }
    return sum / count;
  });
  const figuresAt = (from: Float32Array, row: number) =>
    Array.from(from.subarray(row * width, (row + 1) * width), (value, figure) =>
      alike && Number.isNaN(value) ? means[figure]! : value,
    );
  const scores = new Float64Array(hours.rows);
  for (const fold of folds) {
    const rows = learningRows(hours, (stay) => foldOf(stay) !== fold, 32);
    const examples = Array.from({ length: rows.rows }, (_, row) => ({
      figures: figuresAt(rows.figures, row),
      isFall: rows.label[row] === 1,
      weight: rows.weight[row]!,
    }));
    const trees = boost(
      examples,
      hours.directions.map((direction) => (alike ? direction : 0)),
    );
    for (let row = 0; row < hours.rows; row++) {
      if (foldOf(hours.stays[hours.stay[row]!]!) === fold)
        scores[row] = treePoints(figuresAt(hours.figures, row), trees);
    }
  }
  return scores;
}

/** A value stands for the hours after it, so many at most. */
const standsHours = 8;
/** The lowest NEWS2 that is certain, of the last known values; with a shade for the single parameter at 3. */
export function news2Rows(hours: Hours, channels: readonly HospitalChannel[]): Float64Array {
  const names = {
    pulse: 'pulsePerMin',
    spo2: 'spo2Percent',
    temperature: 'temperatureCel',
    respiration: 'respirationPerMin',
    systolic: 'systolicMmHg',
  } as const;
  return Float64Array.from({ length: hours.rows }, (_, row) => {
    const stay = hours.stays[hours.stay[row]!]!;
    const measured: Record<string, number> = {};
    for (const channel of channels) {
      for (let hour = hours.hour[row]!; hour > hours.hour[row]! - standsHours && hour >= 0; hour--) {
        const value = stay.means[channel][hour]!;
        if (Number.isNaN(value)) continue;
        measured[names[channel]] = value;
        break;
      }
    }
    const { least, parts } = news2(measured);
    return least + (Object.values(parts).includes(3) ? 0.5 : 0);
  });
}
/** One figure alone, from small to large; missing is the middle. */
export function figureRows(hours: Hours, name: string, sign: 1 | -1): Float64Array {
  const figure = hours.names.indexOf(name);
  const width = hours.names.length;
  const scores = Float64Array.from({ length: hours.rows }, (_, row) => sign * hours.figures[row * width + figure]!);
  const known = scores.filter((score) => !Number.isNaN(score)).sort();
  const middle = known[known.length >> 1] ?? 0;
  return scores.map((score) => (Number.isNaN(score) ? middle : score));
}
