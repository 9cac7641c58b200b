import type pg from 'pg';
import type { SqlValue } from './database.ts';
import { constraintOfPostgres, DatabaseError } from './database-error.ts';

/** Rows to one statement: one array to a column, so the statement is the same for any number of rows. */
const chunkRows = 2000;

interface WaitingAppend {
  table: string;
  columns: readonly string[];
  rows: readonly (readonly SqlValue[])[];
  key: readonly string[];
  resolve: (stored: boolean[]) => void;
  reject: (error: Error) => void;
}

/**
 * Appends of one process follow one another, and the advisory lock keeps the order among processes, so numbers that a
 * table gives its rows become visible in their order: who reads "after position N" misses nothing.
 */
export class PostgresAppender {
  #pool: pg.Pool;
  #waiting: WaitingAppend[] = [];
  #working: Promise<void> | undefined;
  #busy = false;
  #columnTypes = new Map<string, Map<string, string>>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  append(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    key: readonly string[],
  ): Promise<boolean[]> {
    for (const row of rows) {
      if (row.length !== columns.length) {
        const message = `a row of ${row.length} values where ${columns.length} columns are named`;
        return Promise.reject(new TypeError(message));
      }
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ table, columns, rows, key, resolve, reject });
      if (!this.#busy) this.#working = this.#work();
    });
  }

  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        await this.#commit(group);
      } catch (error) {
        // Which of several was at fault is not known: each by itself, so that one does not take the others with it.
        if (group.length === 1) group[0]!.reject(error as Error);
        else for (const one of group) await this.#commit([one]).catch((own: Error) => one.reject(own));
      }
    }
    this.#busy = false;
  }

  async #commit(group: readonly WaitingAppend[]): Promise<void> {
    const client = await this.#pool.connect();
    let statement = 'begin';
    let broken: Error | undefined;
    try {
      await client.query(statement);
      const tables = [...new Set(group.map(({ table }) => table))].sort();
      for (const table of tables) {
        await client.query('select pg_advisory_xact_lock(hashtext($1))', [`munan append ${table}`]);
      }
      const stored: boolean[][] = [];
      for (const { table, columns, rows, key } of group) {
        const types = await this.#typesOf(client, table);
        statement = insertStatement(table, columns, key, types);
        const flags: boolean[] = [];
        for (let at = 0; at < rows.length; at += chunkRows) {
          flags.push(...(await insert(client, statement, columns, rows.slice(at, at + chunkRows), key)));
        }
        stored.push(flags);
      }
      statement = 'commit';
      await client.query(statement);
      for (const [at, flags] of stored.entries()) group[at]!.resolve(flags);
    } catch (error) {
      // A table that was altered since is looked up again.
      this.#columnTypes.clear();
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      const { message, code } = error as Error & { code?: string };
      throw new DatabaseError(message, statement, constraintOfPostgres(code));
    } finally {
      client.release(broken);
    }
  }

  async #typesOf(client: pg.PoolClient, table: string): Promise<Map<string, string>> {
    let types = this.#columnTypes.get(table);
    if (!types) {
      const { rows } = await client.query<{ name: string; type: string }>(
        `select attname as name, format_type(atttypid, null) as type from pg_attribute
         where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
        [quoted(table)],
      );
      if (rows.length === 0) throw new Error(`relation "${table}" does not exist`);
      types = new Map(rows.map(({ name, type }) => [name, type]));
      this.#columnTypes.set(table, types);
    }
    return types;
  }
}

function insertStatement(
  table: string,
  columns: readonly string[],
  key: readonly string[],
  types: Map<string, string>,
): string {
  const names = columns.map(quoted).join(', ');
  const arrays = columns.map((column, at) => {
    const type = types.get(column);
    if (!type) throw new Error(`column "${column}" of relation "${table}" does not exist`);
    return `$${at + 1}::${type}[]`;
  });
  const keys = key.map(quoted).join(', ');
  return (
    `insert into ${quoted(table)} (${names}) select ${names} from unnest(${arrays.join(', ')})` +
    ` with ordinality as rows (${names}, "row number") order by "row number"` +
    ` on conflict (${keys}) do nothing returning ${keys}`
  );
}

async function insert(
  client: pg.PoolClient,
  statement: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
  key: readonly string[],
): Promise<boolean[]> {
  const arrays = columns.map((_, column) => rows.map((row) => row[column]));
  const returned = await client.query<Record<string, SqlValue>>(statement, arrays);
  if (returned.rows.length === rows.length) return rows.map(() => true);
  const inserted = new Set(returned.rows.map((row) => keyText(key.map((column) => row[column]!))));
  const places = key.map((column) => columns.indexOf(column));
  // Of two equal keys in one call the first was stored: delete() answers true once.
  return rows.map((row) => inserted.delete(keyText(places.map((place) => row[place] ?? null))));
}

function keyText(values: readonly SqlValue[]): string {
  return values
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)))
    .join('\u0000');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
