import { parse } from 'csv-parse/sync';
import { ReplayError } from './replay-error.ts';
import type { Source } from './source.ts';

/** A CSV with a header line, its cells read by name; every complaint names the file, the line and the column. */
export interface Table {
  rows: number;
  text(row: number, column: string): string;
  /** NaN for an empty cell. */
  number(row: number, column: string): number;
  has(column: string): boolean;
  columns: string[];
}

/** @throws ReplayError when the header lacks one of `needed`, a line has too few or many cells, or there are no rows. */
export function readTable({ path, text, kind }: Source, needed: readonly string[]): Table {
  if (kind === 'folder')
    throw new ReplayError('wrong-format', `${path} is a folder; this format is read from one file`);
  let records: string[][];
  try {
    records = parse(text, { skip_empty_lines: true, relax_quotes: true });
  } catch (error) {
    throw new ReplayError('bad-cell', `${path}: ${(error as Error).message}`);
  }
  const columns = records[0]!.map((name) => name.trim());
  const lacking = needed.filter((column) => !columns.includes(column));
  if (lacking.length > 0) {
    throw new ReplayError(
      'missing-column',
      `${path} has no column ${lacking.join(', ')}; its columns are ${columns.slice(0, 12).join(', ')}`,
    );
  }
  if (records.length === 1) throw new ReplayError('no-rows', `${path} has a header and no rows`);
  const at = new Map(columns.map((name, index) => [name, index]));
  return {
    rows: records.length - 1,
    columns,
    has: (column) => at.has(column),
    text: (row, column) => records[row + 1]![at.get(column)!]!,
    number(row, column) {
      const cell = records[row + 1]![at.get(column)!]!.trim();
      if (cell === '') return Number.NaN;
      const value = Number(cell);
      if (!Number.isFinite(value)) {
        const shown = cell.slice(0, 20);
        throw new ReplayError('bad-cell', `${path} line ${row + 2}, column ${column}: "${shown}" is not a number`);
      }
      return value;
    },
  };
}
