import type { SqlValue } from './database.ts';
import type { PackedRows } from './packed-rows.ts';

/** What a database thread is started with. */
export interface SqliteThreadData {
  file: string;
  role: 'writer' | 'reader';
}

export type SqliteRequest =
  | { id: number; does: 'run'; sql: string; parameters: readonly SqlValue[] }
  /** One statement, once for each row, in whatever transaction is open. */
  | { id: number; does: 'run-many'; sql: string; rows: PackedRows }
  /** Several appends, committed together; one that fails leaves the others in. */
  | { id: number; does: 'append'; appends: { sql: string; rows: PackedRows }[] }
  | { id: number; does: 'close' };

export interface SqliteFailure {
  message: string;
  sql: string;
  /** SQLite's extended result code. */
  code: number | undefined;
}

/** Few rows come as they are, many packed. */
export type SqliteRows = { plain: SqlValue[][] } | { packed: PackedRows };

export type SqliteAppended = { stored: Uint8Array } | { failure: SqliteFailure };

export type SqliteAnswer =
  | { id: number; columns: string[]; rows: SqliteRows; changes: number; lastRowId: number }
  | { id: number; appended: SqliteAppended[] }
  | { id: number; closed: true }
  | { id: number; failure: SqliteFailure };
