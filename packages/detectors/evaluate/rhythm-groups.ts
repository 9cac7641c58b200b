import { findMedian } from '../src/half-minutes.ts';
import { localTimeOf } from '../src/local-time.ts';
import {
  findInterdailyStability,
  findIntradailyVariability,
  findLeastActive5h,
  findMostActive10h,
  findRelativeAmplitude,
  type Means,
  profileOf,
} from '../src/rhythm/figures.ts';
import { startHours, stepHours } from '../src/rhythm/hours.ts';
import { areaUnderRoc, byPerson } from './intervals.ts';
import { type MovementPerson, settings } from './movement-sets.ts';
import { fixed, interval, type Report } from './report.ts';

/** Hourly means from the first midnight to the last; with `asRest` hours of a device on a table count as rest, as they do naively. */
export function hoursOfPerson({ counts, from }: MovementPerson, asRest: boolean): Means {
  const hourMs = 3_600_000;
  const first = Math.ceil(from / (24 * hourMs)) * 24;
  const last = Math.floor((from + counts.length * 60_000) / (24 * hourMs)) * 24;
  const means: (number | null)[] = new Array(Math.max(0, last - first)).fill(null);
  if (asRest) {
    for (let i = 0; i < means.length; i++) {
      const start = ((first + i) * hourMs - from) / 60_000;
      const known = counts.subarray(start, start + 60).filter(Number.isFinite);
      if (known.length > 0) means[i] = known.reduce((sum, value) => sum + value, 0) / known.length;
    }
    return means;
  }
  // As shipped: the ring of the last 14 days is read at the end of each day.
  const state = startHours();
  const read = (ended: number) => {
    for (let hour = Math.max(first, ended - 335); hour < ended; hour++) {
      const kept = state.means[hour % 336]!;
      if (hour - first < means.length) means[hour - first] = kept < 0 ? null : kept;
    }
  };
  for (let i = 0; i < counts.length; i++) {
    const at = from + i * 60_000;
    const minute = { from: at, covered: !Number.isNaN(counts[i]!), counts: counts[i]!, steps: 0, handled: false };
    const local = localTimeOf(at, settings);
    if (stepHours(state, { minute, local, doing: 'unknown' })) read(local.day * 24);
  }
  return means;
}

export const figureNames = ['IS', 'IV', 'RA', 'L5 per min', 'M10 per min', 'start of M10, h'] as const;
/** In that order; NaN where it cannot be said. */
export function figuresOf(hours: Means): number[] {
  const profile = profileOf(hours);
  const most = findMostActive10h(profile);
  const found = [
    findInterdailyStability(hours),
    findIntradailyVariability(hours),
    findRelativeAmplitude(profile),
    findLeastActive5h(profile)?.mean,
    most?.mean,
    most?.from,
  ];
  return found.map((value) => value ?? Number.NaN);
}

/** Logistic regression with a ridge, by Newton's steps; figures are brought to mean 0 and deviation 1 first. */
export function fitLogistic(rows: readonly (readonly number[])[], isPositive: readonly boolean[], ridge = 1) {
  const width = rows[0]!.length;
  const mean = Array.from({ length: width }, (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length);
  const deviation = mean.map(
    (middle, k) => Math.sqrt(rows.reduce((sum, row) => sum + (row[k]! - middle) ** 2, 0) / rows.length) || 1,
  );
  const scaled = (row: readonly number[]) => [1, ...row.map((value, k) => (value - mean[k]!) / deviation[k]!)];
  let weights = new Array<number>(width + 1).fill(0);
  const scoreOf = (row: readonly number[]) => scaled(row).reduce((sum, value, k) => sum + value * weights[k]!, 0);
  for (let round = 0; round < 25; round++) {
    const gradient = weights.map((weight, k) => (k === 0 ? 0 : -ridge * weight));
    const hessian = weights.map((_, j) => weights.map((_, k) => (j === k && j > 0 ? ridge : 0)));
    rows.forEach((row, i) => {
      const values = scaled(row);
      const p = 1 / (1 + Math.exp(-scoreOf(row)));
      values.forEach((value, j) => {
        gradient[j]! += value * ((isPositive[i] ? 1 : 0) - p);
        values.forEach((other, k) => {
          hessian[j]![k]! += value * other * p * (1 - p);
        });
      });
    });
    const step = solve(hessian, gradient);
    weights = weights.map((weight, k) => weight + step[k]!);
  }
  return (row: readonly number[]) => 1 / (1 + Math.exp(-scoreOf(row)));
}
/** Gaussian elimination with the largest pivot. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / (rows[column]![column]! || 1e-12);
      for (let k = column; k <= size; k++) rows[i]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / (row[i]! || 1e-12));
}

export function matthews(said: readonly boolean[], truth: readonly boolean[]) {
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  said.forEach((yes, i) => {
    if (yes) truth[i] ? tp++ : fp++;
    else truth[i] ? fn++ : tn++;
  });
  const root = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
  return { f1: (2 * tp) / (2 * tp + fp + fn), mcc: root > 0 ? (tp * tn - fp * fn) / root : 0 };
}

export function reportGroups(page: Report, people: readonly MovementPerson[]): void {
  page.say(
    '## Rhythm figures of the two groups',
    '',
    'Median over people. "Off as rest": the same days with the hours in which one value was repeated for three hours left in, as most code does.',
    '',
  );
  const shipped = people.map((person) => figuresOf(hoursOfPerson(person, false)));
  const asRest = people.map((person) => figuresOf(hoursOfPerson(person, true)));
  const group = (figures: number[][], k: number, isWell: boolean) =>
    findMedian(
      figures.filter((row, i) => people[i]!.isWell === isWell && Number.isFinite(row[k]!)).map((row) => row[k]!),
    ) ?? Number.NaN;
  page.table(
    [
      'figure',
      'healthy',
      'depressed',
      'area under ROC (95 % by person)',
      'healthy, off as rest',
      'depressed, off as rest',
    ],
    figureNames.map((name, k) => {
      const auc = (drawn: readonly number[]) => {
        const values = (isWell: boolean) =>
          drawn
            .filter((i) => people[i]!.isWell === isWell && Number.isFinite(shipped[i]![k]!))
            .map((i) => shipped[i]![k]!);
        return areaUnderRoc(values(false), values(true));
      };
      const all = people.map((_, i) => i);
      return [
        name,
        fixed(group(shipped, k, true)),
        fixed(group(shipped, k, false)),
        `${fixed(auc(all))} (${interval(byPerson(all, auc))})`,
        fixed(group(asRest, k, true)),
        fixed(group(asRest, k, false)),
      ];
    }),
  );
  function leaveOneOut(figures: number[][]) {
    const usable = people.map((_, i) => i).filter((i) => figures[i]!.every(Number.isFinite));
    const scores = usable.map((out) => {
      const rest = usable.filter((i) => i !== out);
      const logs = (row: number[]) => row.map((value, k) => (k === 3 || k === 4 ? Math.log(1 + value) : value));
      const judge = fitLogistic(
        rest.map((i) => logs(figures[i]!)),
        rest.map((i) => !people[i]!.isWell),
      );
      return judge(logs(figures[out]!));
    });
    const truth = usable.map((i) => !people[i]!.isWell);
    const auc = (drawn: readonly number[]) =>
      areaUnderRoc(
        drawn.filter((i) => truth[i]).map((i) => scores[i]!),
        drawn.filter((i) => !truth[i]).map((i) => scores[i]!),
      );
    const all = usable.map((_, i) => i);
    const prevalence = truth.filter(Boolean).length / truth.length;
    return {
      people: usable.length,
      auc: `${fixed(auc(all))} (${interval(byPerson(all, auc))})`,
      ...matthews(
        scores.map((score) => score >= prevalence),
        truth,
      ),
    };
  }
  {
    const ours = leaveOneOut(shipped);
    const rest = leaveOneOut(asRest);
    page.table(
      ['depressed or not, leaving one person out', 'people', 'area under ROC (95 %)', 'F1', 'MCC'],
      [
        ['rhythm figures, logistic regression', ours.people, ours.auc, fixed(ours.f1), fixed(ours.mcc)],
        ['the same, off as rest', rest.people, rest.auc, fixed(rest.f1), fixed(rest.mcc)],
        ['everybody depressed', people.length, '0.50', fixed((2 * 16) / (16 + 38)), '0.00'],
        ["data folder's baseline", '38', '0.64', '0.48', '0.17'],
        ['published [Garcia-Ceja 2018], by day and not by person', '', '', '0.73', '0.44'],
        ['published, later', '', '', '0.75', '0.57'],
      ],
    );
  }
  page.say(
    'The groups differ in how much they move (M10), hardly in its rhythm: the healthy work and the depressed mostly do not, and a figure that tells them apart tells that as well.',
    '',
  );
}
