import { Worker } from 'node:worker_threads';
import type { SqlValue } from './database.ts';
import { constraintOfSqlite, DatabaseError } from './database-error.ts';
import { type PackedRows, packedBuffers, unpackRows } from './packed-rows.ts';
import type {
  SqliteAnswer,
  SqliteAppended,
  SqliteFailure,
  SqliteRequest,
  SqliteThreadData,
} from './sqlite-messages.ts';

type Unnumbered<T> = T extends { id: number } ? Omit<T, 'id'> : never;

export interface SqliteResult {
  rows: Record<string, SqlValue>[];
  changes: number;
  lastRowId: number;
}

export function errorOf({ message, sql, code }: SqliteFailure): DatabaseError {
  return new DatabaseError(message, sql, constraintOfSqlite(code));
}

/** The near side of a database thread. */
export class SqliteWorker {
  #worker: Worker;
  #waiting = new Map<number, { resolve: (answer: SqliteAnswer) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #ended: Error | undefined;

  constructor(data: SqliteThreadData) {
    this.#worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
      workerData: data,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (answer: SqliteAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('failure' in answer) waiting?.reject(errorOf(answer.failure));
      else waiting?.resolve(answer);
    });
    this.#worker.on('error', (error) => this.#end(error as Error));
    this.#worker.on('exit', () => this.#end(new Error('the database is closed')));
  }

  /** Requests not yet answered. */
  get load(): number {
    return this.#waiting.size;
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<SqliteResult> {
    const answer = await this.#ask({ does: 'run', sql, parameters: parameters.map(separate) });
    if (!('rows' in answer)) throw new Error('the database thread answered something else');
    const values = 'packed' in answer.rows ? unpackRows(answer.rows.packed) : answer.rows.plain;
    const { columns, changes, lastRowId } = answer;
    const rows = values.map((row) => {
      const object: Record<string, SqlValue> = {};
      for (let at = 0; at < columns.length; at += 1) object[columns[at]!] = row[at]!;
      return object;
    });
    return { rows, changes, lastRowId };
  }

  async runMany(sql: string, rows: PackedRows): Promise<SqliteResult> {
    const answer = await this.#ask({ does: 'run-many', sql, rows }, packedBuffers(rows));
    if (!('rows' in answer)) throw new Error('the database thread answered something else');
    return { rows: [], changes: answer.changes, lastRowId: answer.lastRowId };
  }

  async append(
    appends: (SqliteRequest & { does: 'append' })['appends'],
    transfer: ArrayBuffer[],
  ): Promise<SqliteAppended[]> {
    const answer = await this.#ask({ does: 'append', appends }, transfer);
    if (!('appended' in answer)) throw new Error('the database thread answered something else');
    return answer.appended;
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    if (this.#ended) return;
    await this.#ask({ does: 'close' });
    await exited;
  }

  #ask(request: Unnumbered<SqliteRequest>, transfer: ArrayBuffer[] = []): Promise<SqliteAnswer> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#worker.postMessage({ ...request, id }, transfer);
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** A view into a big buffer would be sent with all of that buffer. */
function separate(value: SqlValue): SqlValue {
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}
