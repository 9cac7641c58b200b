import type { Kysely, Transaction } from 'kysely';

export type SqlValue = string | number | bigint | Uint8Array | null;

/** Column types that differ between the engines; everything else in a migration is the portable subset. */
export interface ColumnTypes {
  /** SQLite `blob`, PostgreSQL `bytea`. Read back as Uint8Array. */
  readonly bytes: 'blob' | 'bytea';
  /** 64-bit whole number. SQLite `integer`, PostgreSQL `bigint`. Read back as number: times in ms fit. */
  readonly bigint: 'integer' | 'bigint';
  /** Double. SQLite `real`, PostgreSQL `double precision`. */
  readonly double: 'real' | 'double precision';
}

/** One forward step of one room's tables; `name` is unique in the house, e.g. `series-1-packets`. */
export interface Migration {
  name: string;
  up(query: Kysely<unknown>, types: ColumnTypes): Promise<void>;
}

/**
 * The one database of a server: embedded SQLite or PostgreSQL, the same SQL, the same suites.
 * `T` are the tables that the caller knows; rooms widen it with `query.withTables<RoomTables>()`.
 */
export interface Database<T = unknown> {
  readonly engine: 'sqlite' | 'postgresql';
  readonly types: ColumnTypes;
  /** Typed SQL. On SQLite, selects run on reader threads (they see everything committed), the rest on the writer. */
  readonly query: Kysely<T>;
  /** All or nothing; commits are durable (synchronous=FULL, WAL). Nested calls are an error. */
  transaction<R>(work: (query: Transaction<T>) => Promise<R>): Promise<R>;
  /**
   * The fast path: many rows into one table in one durable transaction. A row whose unique `key` exists is skipped.
   * @returns for each row, in order, whether it was stored (of two equal keys in one call the first is).
   */
  append(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    key: readonly string[],
  ): Promise<boolean[]>;
  /** Applies what is missing, in the order given; safe to call by two processes at once. */
  migrate(migrations: readonly Migration[]): Promise<void>;
  close(): Promise<void>;
}
