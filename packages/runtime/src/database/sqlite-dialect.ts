import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqlValue } from './database.ts';
import { ManyRows } from './insert-many.ts';
import type { Queue } from './queue.ts';
import type { SqliteWorker } from './sqlite-worker.ts';

export interface SqliteThreads {
  writer: SqliteWorker;
  readers: readonly SqliteWorker[];
  /** Turns on the writer. */
  queue: Queue;
}

/** Kysely over the database threads: selects go to a reader, all else and every transaction to the writer. */
export class SqliteThreadsDialect implements Dialect {
  #threads: SqliteThreads;

  constructor(threads: SqliteThreads) {
    this.#threads = threads;
  }

  createAdapter(): DialectAdapter {
    return new SqliteAdapter();
  }

  createDriver(): Driver {
    return new SqliteThreadsDriver(this.#threads);
  }

  createIntrospector(query: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(query);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }
}

class SqliteThreadsDriver implements Driver {
  #threads: SqliteThreads;

  constructor(threads: SqliteThreads) {
    this.#threads = threads;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#threads);
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: SqliteConnection): Promise<void> {
    connection.release();
  }

  /** The threads are closed by who started them. */
  async destroy(): Promise<void> {}
}

class SqliteConnection implements DatabaseConnection {
  #threads: SqliteThreads;
  #endTurn: (() => void) | undefined;

  constructor(threads: SqliteThreads) {
    this.#threads = threads;
  }

  async begin(): Promise<void> {
    this.#endTurn = await this.#threads.queue.turn();
    await this.#threads.writer.run('begin immediate');
  }

  async commit(): Promise<void> {
    await this.#threads.writer.run('commit');
    this.release();
  }

  async rollback(): Promise<void> {
    try {
      await this.#threads.writer.run('rollback');
    } finally {
      this.release();
    }
  }

  release(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { writer, readers, queue } = this.#threads;
    const parameters = query.parameters as readonly SqlValue[];
    if (!this.#endTurn && SelectQueryNode.is(query.query)) {
      const reader = readers.reduce((idlest, other) => (other.load < idlest.load ? other : idlest));
      return { rows: (await reader.run(query.sql, parameters)).rows as R[] };
    }
    const endTurn = this.#endTurn ? undefined : await queue.turn();
    const [many] = query.parameters;
    try {
      const { rows, changes, lastRowId } =
        many instanceof ManyRows
          ? await writer.runMany(query.sql, many.packed)
          : await writer.run(query.sql, parameters);
      return { rows: rows as R[], numAffectedRows: BigInt(changes), insertId: BigInt(lastRowId) };
    } finally {
      endTurn?.();
    }
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for an iterator; there is nothing to yield.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('this database does not stream; read in pages by key');
  }
}
