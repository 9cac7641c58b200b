/** A database thread: owns one SQLite connection and answers one request after another. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqlValue } from './database.ts';
import { type PackedRows, packedBuffers, packRows, unpackRows } from './packed-rows.ts';
import type {
  SqliteAnswer,
  SqliteAppended,
  SqliteFailure,
  SqliteRequest,
  SqliteThreadData,
} from './sqlite-messages.ts';

const { file, role } = workerData as SqliteThreadData;
const port = parentPort!;
const statementsKept = 500;
/** Results of more values than this are packed. */
const plainValues = 64;

const connection = new DatabaseSync(file, { readOnly: role === 'reader', timeout: 10_000 });
if (role === 'writer') {
  connection.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  connection.exec('pragma cache_size = -32000; pragma wal_autocheckpoint = 4000; pragma temp_store = memory');
} else {
  connection.exec('pragma cache_size = -16000; pragma temp_store = memory');
}

interface Prepared {
  statement: StatementSync;
  columns: string[];
}
const statements = new Map<string, Prepared>();

function prepare(sql: string): Prepared {
  let prepared = statements.get(sql);
  if (prepared) {
    statements.delete(sql);
  } else {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    const oldest = statements.size >= statementsKept ? statements.keys().next().value : undefined;
    if (oldest !== undefined) statements.delete(oldest);
  }
  statements.set(sql, prepared);
  return prepared;
}

/** node:sqlite binds every number as a double: 5 would become '5.0' in a text column and 5/2 be 2.5. */
function bound(value: SqlValue): SqlValue {
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
}

function failureOf(error: unknown, sql: string): SqliteFailure {
  const { message, errcode } = error as Error & { errcode?: number };
  return { message: message ?? String(error), sql, code: errcode };
}

const changesTables = /^\s*(create|alter|drop|vacuum|reindex)\b/i;

function run(id: number, sql: string, parameters: readonly SqlValue[]): void {
  const { statement, columns } = prepare(sql);
  const values = parameters.map(bound);
  if (columns.length === 0) {
    const { changes, lastInsertRowid } = statement.run(...values);
    // A kept `select *` would go on naming the columns of before.
    if (changesTables.test(sql)) statements.clear();
    answer({ id, columns, rows: { plain: [] }, changes: Number(changes), lastRowId: Number(lastInsertRowid) });
    return;
  }
  const rows = statement.all(...values) as unknown as SqlValue[][];
  const base = { id, columns, changes: rows.length, lastRowId: 0 };
  if (rows.length * columns.length <= plainValues) {
    answer({ ...base, rows: { plain: rows } });
  } else {
    const packed = packRows(rows, columns.length);
    answer({ ...base, rows: { packed } }, packedBuffers(packed));
  }
}

function runMany(id: number, sql: string, rows: PackedRows): void {
  const { statement } = prepare(sql);
  let changes = 0;
  for (const row of unpackRows(rows)) changes += Number(statement.run(...row.map(bound)).changes);
  answer({ id, columns: [], rows: { plain: [] }, changes, lastRowId: 0 });
}

function append(id: number, appends: (SqliteRequest & { does: 'append' })['appends']): void {
  const appended: SqliteAppended[] = [];
  connection.exec('begin immediate');
  try {
    for (const { sql, rows } of appends) {
      connection.exec('savepoint one');
      try {
        const { statement } = prepare(sql);
        const values = unpackRows(rows);
        const stored = new Uint8Array(values.length);
        for (let at = 0; at < values.length; at += 1) {
          stored[at] = Number(statement.run(...values[at]!.map(bound)).changes);
        }
        appended.push({ stored });
      } catch (error) {
        // A full disk rolls the whole transaction back by itself; then nothing of this group may be reported stored.
        if (!connection.isTransaction) throw error;
        connection.exec('rollback to one');
        appended.push({ failure: failureOf(error, sql) });
      }
      connection.exec('release one');
    }
    connection.exec('commit');
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback');
    throw error;
  }
  answer({ id, appended });
}

function answer(message: SqliteAnswer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

port.on('message', (request: SqliteRequest) => {
  try {
    if (request.does === 'run') {
      run(request.id, request.sql, request.parameters);
    } else if (request.does === 'run-many') {
      runMany(request.id, request.sql, request.rows);
    } else if (request.does === 'append') {
      append(request.id, request.appends);
    } else {
      connection.close();
      answer({ id: request.id, closed: true });
      port.close();
    }
  } catch (error) {
    const sql = 'sql' in request ? request.sql : request.does === 'append' ? request.appends[0]!.sql : '';
    answer({ id: request.id, failure: failureOf(error, sql) });
  }
});
