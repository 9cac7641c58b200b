/** Reads the Numenta Anomaly Benchmark in the form described by the data folder's README. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRows } from './fall-sets.ts';
import type { Scored } from './nab-scoring.ts';

export interface MachineSeries extends Scored {
  name: string;
  category: string;
  isReal: boolean;
  /** Usual distance of rows, ms. */
  intervalMs: number;
  /** Unix ms, not falling; clock times taken for UTC. */
  times: Float64Array;
  values: Float64Array;
}

/** The series of the index whose files are there. */
export function readMachines(folder: string): MachineSeries[] {
  const limits = readRows(join(folder, 'nab/nab_windows.csv.gz'));
  const moment = (text: string | undefined) => Date.parse(`${text}Z`);
  return readRows(join(folder, 'nab/nab_series.csv.gz')).flatMap((row) => {
    const path = join(folder, 'nab', `${row.series}.csv.gz`);
    if (!existsSync(path)) return [];
    const rows = readRows(path);
    const times = Float64Array.from(rows, ({ time }) => moment(time));
    // A row twice the same moment: a window begins with the first and ends with the first, as in the benchmark.
    const windows = limits
      .filter(({ series }) => series === row.series)
      .map(
        ({ window_start, window_end }) =>
          [times.indexOf(moment(window_start)), times.indexOf(moment(window_end))] as const,
      )
      .filter(([first, last]) => first >= 0 && last > first)
      .sort((a, b) => a[0] - b[0]);
    return [
      {
        name: row.series!,
        category: row.category!,
        isReal: row.is_real === '1',
        intervalMs: 1000 * Number(row.median_interval_s),
        rows: rows.length,
        times,
        values: Float64Array.from(rows, ({ value }) => (value === '' ? Number.NaN : Number(value))),
        windows,
      },
    ];
  });
}
