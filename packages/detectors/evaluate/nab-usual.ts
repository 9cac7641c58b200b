/**
 * The personal baseline on a machine: the parts of src/usual that learn and judge one channel, as they are, with a prior that
 * knows nothing but the spread of the series' first 15 %. The rule of temperature is asked, whose scale is straight: a robust
 * standard deviation is taken for 0.3 °C, so that what must be 0.6 °C apart must be two of them. A machine has one state, `unknown`.
 */

import { believe } from '../src/usual/belief.ts';
import { forget, learn, startLearned } from '../src/usual/learned.ts';
import { binMinutes, bins, cells, type Population, states } from '../src/usual/population.ts';
import {
  endStretch,
  endVisits,
  gather,
  leastJudgedMinutes,
  startGathered,
  stretchMinutes,
} from '../src/usual/stretches.ts';
import { distanceOf, judgeSudden, rarityOf, startSudden, suddenRule } from '../src/usual/sudden.ts';
import { probationOf } from './nab-scoring.ts';
import type { MachineSeries } from './nab-series.ts';

const minuteMs = 60_000;
/** What stands for a standard deviation, °C. */
const sd = 0.3;
/** A quarter of the variance each between times of day, between days, between stretches of ten minutes, and within them. */
const quarter = sd / 2;
const perState = (value: number) => states.map(() => value);
const prior: Population = {
  middle: new Array<number>(cells).fill(0),
  personSd: sd,
  stateSd: 0.08,
  binSd: quarter,
  daySd: perState(quarter),
  stretchSd: perState(quarter),
  minuteSd: perState(quarter),
};
const unknown = states.indexOf('unknown');

/** Straight, or as shares where values are counts or times, which cannot be below 0. */
export type MachineScale = 'straight' | 'shares';
const quantile = (sorted: readonly number[], share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
/** On a scale on which the first 15 % have the middle 0 and the spread above. */
function standardised({ values, rows }: MachineSeries, scale: MachineScale): Float64Array {
  const first = [...values.slice(0, probationOf(rows))].filter(Number.isFinite);
  const soft =
    quantile(
      first.map(Math.abs).sort((a, b) => a - b),
      0.5,
    ) || 1;
  const to = (value: number) =>
    scale === 'straight' ? value : Math.sign(value) * Math.log(1 + Math.abs(value) / soft);
  const sorted = first.map(to).sort((a, b) => a - b);
  const middle = quantile(sorted, 0.5);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length;
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349 || Math.sqrt(variance) || 1;
  return values.map((value) => (sd * (to(value) - middle)) / spread);
}

export interface MachineJudged {
  /** Rows at which a finding began, as shipped. */
  began: number[];
  /** Of each row: how rare the stretch is that ended there by itself, and the run that it goes on with; 0 where nothing was judged. */
  single: Float64Array;
  run: Float64Array;
  /** Whether a stretch ended there that counts as back. */
  isBack: Uint8Array;
}
/** Each row is known when it comes: what is said at a row rests on it and those before. */
export function judgeMachine(series: MachineSeries, scale: MachineScale): MachineJudged {
  const { times, intervalMs, rows } = series;
  const values = standardised(series, scale);
  const learned = startLearned();
  const gathered = startGathered();
  const sudden = startSudden();
  const judged: MachineJudged = {
    began: [],
    single: new Float64Array(rows),
    run: new Float64Array(rows),
    isBack: new Uint8Array(rows),
  };
  const spanMinutes = Math.max(1, Math.min(60, Math.round(intervalMs / minuteMs)));
  let last = -1;
  let first = 0;
  let bin = 0;

  function endTen(row: number): void {
    const over = endStretch(gathered, unknown);
    if (!over || over.minutes < leastJudgedMinutes) return;
    const belief = believe(learned, prior, false);
    const cell = unknown * bins + (bin % bins);
    const stretch = { ...over, from: first * minuteMs, to: (last + 1) * minuteMs };
    const t = distanceOf(stretch, belief, cell);
    judged.single[row] = Math.max(judged.single[row]!, rarityOf(t, belief.dof[unknown]!));
    if (Math.abs(t) < suddenRule.backBelow) judged.isBack[row] = 1;
    for (const { phase } of judgeSudden(sudden, 'temperature', stretch, belief, cell, { subject: 'machine' }))
      if (phase === 'began') judged.began.push(row);
    if (sudden.side !== 0)
      judged.run[row] = Math.max(judged.run[row]!, rarityOf(sudden.sum / sudden.minutes, belief.dof[unknown]!));
  }
  function endBin(day: number): void {
    for (const visit of endVisits(gathered, bin % bins)) {
      forget(learned, day);
      learn(learned, visit, believe(learned, prior, false), false);
    }
  }
  for (let row = 0; row < rows; row++) {
    // A row speaks of the minutes from its own on, as many as rows lie apart.
    const from = Math.max(last + 1, Math.floor(times[row]! / minuteMs));
    const to = Math.floor(times[row]! / minuteMs) + spanMinutes;
    for (let number = from; number < to; number++) {
      if (Math.floor(number / stretchMinutes) !== Math.floor(last / stretchMinutes)) {
        if (last >= 0) endTen(row);
        first = number;
      }
      const next = Math.floor(number / binMinutes);
      if (next !== bin) {
        if (bin > 0) endBin(Math.floor(bin / bins));
        bin = next;
      }
      last = number;
      gather(
        gathered,
        'temperature',
        { from: number * minuteMs, covered: false, counts: 0, steps: 0, handled: false, temperature: values[row]! },
        number,
      );
    }
  }
  return judged;
}

/** The rows at which the same run would be said at another limit: once, until three stretches are back. */
export function beganAt({ run, single, isBack }: MachineJudged, limit: number): number[] {
  const rows: number[] = [];
  let isOpen = false;
  let back = 0;
  for (let row = 0; row < run.length; row++) {
    if (single[row] === 0 && run[row] === 0 && !isBack[row]) continue;
    back = isBack[row] ? back + 1 : 0;
    if (isOpen && back >= suddenRule.backStretches) isOpen = false;
    if (!isOpen && run[row]! >= limit) {
      rows.push(row);
      isOpen = true;
    }
  }
  return rows;
}
