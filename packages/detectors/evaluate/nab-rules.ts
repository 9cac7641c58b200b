/** What the personal baseline stands beside on machines: rules that anybody can write down in a line. */
import type { MachineSeries } from './nab-series.ts';

/**
 * The benchmark's own simplest model ("windowed Gaussian"): how many standard deviations each value is from the mean of the 6,400
 * before it, taken anew every 100. Above 8.3 its probability cannot be told from 0, so that such rows are alike.
 */
export function movingZ({ values, rows }: MachineSeries): Float64Array {
  const size = 6400;
  const step = 100;
  const scores = new Float64Array(rows);
  let from = 0;
  let mean = 0;
  let sd = 1;
  for (let row = 0; row < rows; row++) {
    if (row > 0) scores[row] = Math.min(8.3, Math.abs(values[row]! - mean) / sd);
    if (row >= size && (row - size + 1) % step === 0) from += step;
    else if (row >= size) continue;
    const to = row + 1;
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i]!;
    mean = sum / (to - from);
    let squares = 0;
    for (let i = from; i < to; i++) squares += (values[i]! - mean) ** 2;
    sd = Math.sqrt(squares / (to - from)) || 1e-6;
  }
  return scores;
}

/** Says it once, and again only after three rows in a row within two standard deviations: as a person would want to be told. */
export function saidOnce(scores: Float64Array, limit: number): number[] {
  const rows: number[] = [];
  let back = 3;
  for (let row = 0; row < scores.length; row++) {
    if (scores[row]! >= limit) {
      if (back >= 3) rows.push(row);
      back = 0;
    } else if (back < 3) back = scores[row]! < 2 ? back + 1 : 0;
  }
  return rows;
}

/** An alarm whenever so many hours have passed, whatever comes. */
export function clock({ times, rows }: MachineSeries, hours: number): number[] {
  const said: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++)
    if (times[row]! - last >= hours * 3_600_000) {
      said.push(row);
      last = times[row]!;
    }
  return said;
}
