import { CompiledQuery, type Kysely } from 'kysely';
import type { Database, SqlValue } from './database.ts';
import { type PackedRows, packRows } from './packed-rows.ts';

/** In place of a statement's parameters: the statement is run once for each row. Only the embedded database knows it. */
export class ManyRows {
  readonly packed: PackedRows;

  constructor(packed: PackedRows) {
    this.packed = packed;
  }
}

/** PostgreSQL allows 65,535 values in a statement. */
const mostValues = 60_000;

/**
 * Many rows into one table, in the transaction (or the turn) of `query`. On SQLite one prepared statement is run for each
 * row on the database's thread: a statement of as many values as rows would be another text at each call, and parsing it
 * cost more than running it (measured: half the time of storing a visit).
 */
export async function insertMany(
  // biome-ignore lint/suspicious/noExplicitAny: whichever tables the caller knows.
  query: Kysely<any>,
  engine: Database['engine'],
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  if (engine === 'sqlite') {
    const sql = `insert into "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`;
    await query.executeQuery(CompiledQuery.raw(sql, [new ManyRows(packRows(rows, columns.length))]));
    return;
  }
  const atOnce = Math.max(1, Math.floor(mostValues / columns.length));
  for (let from = 0; from < rows.length; from += atOnce) {
    const values = rows
      .slice(from, from + atOnce)
      .map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
    await query.insertInto(table).values(values).execute();
  }
}
