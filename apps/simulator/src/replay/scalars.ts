import type { Channel } from '@munan/flow';
import type { RecordedRun } from './recording.ts';
import { ReplayError } from './replay-error.ts';

const longestMs = 400 * 86_400_000;

/** The middle one; NaNs do not count; NaN of nothing. */
export function median(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (known.length === 0) return Number.NaN;
  const middle = known.length >> 1;
  return known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2;
}

/** @throws ReplayError naming the line when it is no ISO 8601 time. */
export function instantMs(path: string, line: number, text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new ReplayError('bad-cell', `${path} line ${line}: "${text.slice(0, 30)}" is not a time`);
  return at;
}

export interface StampedRows {
  count: number;
  /** Ms from the beginning of the recording. */
  at(row: number): number;
  path: string;
}

/**
 * Rows with times to even samples: those that fall into one period become their median, a period without rows is missing.
 * @throws ReplayError when a row lies before the first one or absurdly far after it.
 */
export function evenRun(channel: Channel, dt: number, rows: StampedRows, value: (row: number) => number): RecordedRun {
  const buckets: number[][] = [];
  const start = rows.at(0);
  for (let row = 0; row < rows.count; row++) {
    const since = rows.at(row) - start;
    if (!(since >= 0 && since < longestMs)) {
      throw new ReplayError('bad-cell', `${rows.path} line ${row + 2}: its time is not after that of the first row`);
    }
    const bucket = Math.floor(since / dt);
    const list = buckets[bucket];
    if (list) list.push(value(row));
    else buckets[bucket] = [value(row)];
  }
  return { channel, fromMs: 0, dt, values: Float64Array.from(buckets, (list) => (list ? median(list) : Number.NaN)) };
}
