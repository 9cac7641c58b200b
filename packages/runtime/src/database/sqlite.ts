import { Kysely, type Transaction } from 'kysely';
import type { ColumnTypes, Database, Migration, SqlValue } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { applyMigrations } from './migrate.ts';
import { type PackedRows, packedBuffers, packRows } from './packed-rows.ts';
import { Queue } from './queue.ts';
import { SqliteThreadsDialect } from './sqlite-dialect.ts';
import { lockSqliteFile } from './sqlite-lock.ts';
import { errorOf, SqliteWorker } from './sqlite-worker.ts';

const readers = 2;
/** Appends that wait are committed together, up to about this many values, so that none waits for a giant. */
const groupValues = 400_000;

interface WaitingAppend {
  sql: string;
  rows: PackedRows;
  resolve: (stored: boolean[]) => void;
  reject: (error: Error) => void;
}

/** The embedded database: SQLite in threads of this process. */
export class SqliteDatabase implements Database {
  readonly engine = 'sqlite';
  readonly types: ColumnTypes = { bytes: 'blob', bigint: 'integer', double: 'real' };
  readonly query: Kysely<unknown>;
  #writer: SqliteWorker;
  #readers: SqliteWorker[];
  #queue = new Queue();
  #appends: WaitingAppend[] = [];
  #appending = false;
  #unlock: () => void;
  #closing: Promise<void> | undefined;

  private constructor(writer: SqliteWorker, readers: SqliteWorker[], unlock: () => void) {
    this.#writer = writer;
    this.#readers = readers;
    this.#unlock = unlock;
    this.query = new Kysely<unknown>({ dialect: new SqliteThreadsDialect({ writer, readers, queue: this.#queue }) });
  }

  /** @throws Error in one line: in use by another process, not writable, not a database */
  static async open(file: string): Promise<SqliteDatabase> {
    const unlock = lockSqliteFile(file);
    const threads: SqliteWorker[] = [];
    try {
      const writer = new SqliteWorker({ file, role: 'writer' });
      threads.push(writer);
      // The writer first: it makes the file and its journal, which a reader cannot.
      await writer.run('select 1');
      for (let made = 0; made < readers; made += 1) threads.push(new SqliteWorker({ file, role: 'reader' }));
      await Promise.all(threads.map((thread) => thread.run('select count(*) from sqlite_schema')));
      return new SqliteDatabase(writer, threads.slice(1), unlock);
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.close().catch(() => {})));
      unlock();
      throw new Error(`the database ${file} cannot be opened: ${(error as Error).message}`);
    }
  }

  async transaction<R>(work: (query: Transaction<unknown>) => Promise<R>): Promise<R> {
    this.#queue.refuseWithin();
    return this.query.transaction().execute((query) => this.#queue.enter(() => work(query)));
  }

  async append(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    key: readonly string[],
  ): Promise<boolean[]> {
    this.#queue.refuseWithin();
    if (rows.length === 0) return [];
    const sql =
      `insert into ${quoted(table)} (${columns.map(quoted).join(', ')})` +
      ` values (${columns.map(() => '?').join(', ')}) on conflict (${key.map(quoted).join(', ')}) do nothing`;
    const packed = packRows(rows, columns.length);
    const stored = new Promise<boolean[]>((resolve, reject) => {
      this.#appends.push({ sql, rows: packed, resolve, reject });
    });
    if (!this.#appending) void this.#commitAppends();
    return stored;
  }

  async migrate(migrations: readonly Migration[]): Promise<void> {
    // The lock on the file already keeps every other process out.
    await applyMigrations(this, migrations, async () => {});
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Takes turns until no append waits; those that arrive during a commit go together into the next. */
  async #commitAppends(): Promise<void> {
    this.#appending = true;
    while (this.#appends.length > 0) {
      const endTurn = await this.#queue.turn();
      let values = 0;
      let taken = 0;
      while (taken < this.#appends.length && (taken === 0 || values < groupValues)) {
        values += this.#appends[taken]!.rows.kinds.length;
        taken += 1;
      }
      const group = this.#appends.splice(0, taken);
      try {
        const appended = await this.#writer.append(
          group.map(({ sql, rows }) => ({ sql, rows })),
          group.flatMap(({ rows }) => packedBuffers(rows)),
        );
        for (const [at, one] of appended.entries()) {
          if ('failure' in one) group[at]!.reject(errorOf(one.failure));
          else group[at]!.resolve(Array.from(one.stored, (stored) => stored === 1));
        }
      } catch (error) {
        for (const { reject, sql } of group) {
          reject(error instanceof DatabaseError ? error : new DatabaseError((error as Error).message, sql));
        }
      } finally {
        endTurn();
      }
    }
    this.#appending = false;
  }

  async #close(): Promise<void> {
    const endTurn = await this.#queue.turn();
    try {
      await Promise.all(this.#readers.map((reader) => reader.close()));
      await this.#writer.close();
    } finally {
      this.#unlock();
      endTurn();
    }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
