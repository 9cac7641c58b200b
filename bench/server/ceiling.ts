import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase, type SqlValue } from '@munan/runtime';
import { seriesMigrations } from '@munan/series';
import pg from 'pg';

const rowsAtOnce = 2000;
const columns = 'device, seq, subject, received, clock_offset, format, span_from, span_to, payload';
const types = ['text', 'bigint', 'text', 'bigint', 'double precision', 'text', 'bigint', 'bigint', 'bytea'];

/**
 * Packets a second when nothing is done but the commit: rows that the server stored, put again into an empty table with
 * the same indexes, 2,000 to a durable transaction.
 */
export interface Ceiling {
  rows: number;
  packetsPerSecond: number;
  how: string;
}

/** @param from the server's database file @param into a file that does not exist yet */
export async function sqliteCeiling(from: string, into: string, mostRows: number): Promise<Ceiling> {
  const source = new DatabaseSync(from, { readOnly: true });
  const select = source.prepare(`select ${columns} from packet order by position desc limit ?`);
  select.setReturnArrays(true);
  select.setReadBigInts(true);
  const rows = select.all(mostRows) as unknown as SqlValue[][];
  source.close();
  rows.reverse();
  const empty = await openDatabase(`sqlite:${into}`);
  await empty.migrate(seriesMigrations);
  await empty.close();
  const target = new DatabaseSync(into);
  target.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32000');
  target.exec('pragma wal_autocheckpoint = 4000');
  const insert = target.prepare(`insert into packet (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const begun = performance.now();
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    target.exec('begin immediate');
    for (let row = at; row < Math.min(at + rowsAtOnce, rows.length); row += 1) insert.run(...rows[row]!);
    target.exec('commit');
  }
  const seconds = (performance.now() - begun) / 1000;
  target.close();
  return { rows: rows.length, packetsPerSecond: rows.length / seconds, how: 'prepared insert, 2,000 rows a commit' };
}

/** In a table of its own beside the server's, which is removed again. */
export async function postgresCeiling(url: string, mostRows: number): Promise<Ceiling> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const select = `select ${columns} from packet order by position desc limit $1`;
    const { rows } = await client.query<SqlValue[]>({ text: select, values: [mostRows], rowMode: 'array' });
    rows.reverse();
    await client.query('drop table if exists bench_ceiling');
    await client.query('create table bench_ceiling (like packet including all)');
    const arrays = types.map((type, at) => `$${at + 1}::${type}[]`).join(', ');
    const text = `insert into bench_ceiling (${columns}) select * from unnest(${arrays})`;
    const begun = performance.now();
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at, at + rowsAtOnce);
      await client.query({ name: 'ceiling', text, values: types.map((_, column) => some.map((row) => row[column])) });
    }
    const seconds = (performance.now() - begun) / 1000;
    await client.query('drop table bench_ceiling');
    return {
      rows: rows.length,
      packetsPerSecond: rows.length / seconds,
      how: 'insert from unnest, 2,000 rows a commit',
    };
  } finally {
    await client.end();
  }
}
