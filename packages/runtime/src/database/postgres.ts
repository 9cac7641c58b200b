import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { ColumnTypes, Database, Migration, SqlValue } from './database.ts';
import { constraintOfPostgres, DatabaseError } from './database-error.ts';
import { applyMigrations } from './migrate.ts';
import { PostgresAppender } from './postgres-append.ts';
import { Queue } from './queue.ts';

const connections = 10;
/** The key of the lock under which migrations run; any number that nobody else on the server uses. */
const migrationLock = 0x6d756e616e; // "munan"

/** Opens PostgreSQL; says in one line what is wrong when it cannot. */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: connections, types: { getTypeParser: parserOf } });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // One that breaks while it is in use fails what was asked over it; said a second time with nobody there to hear, that
  // would end the process, and a database that restarts would take every watcher with it.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    const { rows } = await pool.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    const version = rows[0]!.version;
    if (version < 150000) throw new Error(`its version is ${Math.floor(version / 10000)}, 15 or later is needed`);
  } catch (error) {
    await pool.end();
    throw new Error(`the database ${withoutPassword(url)} cannot be opened: ${messageOf(error)}`);
  }
  return new PostgresDatabase(pool);
}

class PostgresDatabase implements Database {
  readonly engine = 'postgresql';
  readonly types: ColumnTypes = { bytes: 'bytea', bigint: 'bigint', double: 'double precision' };
  readonly query: Kysely<unknown>;
  #pool: pg.Pool;
  #queue = new Queue();
  #appender: PostgresAppender;
  #closing: Promise<void> | undefined;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#appender = new PostgresAppender(pool);
    this.query = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: explained(pool) }) });
  }

  /** One at a time in this process, as on SQLite: what a transaction reads stays true until it ends. */
  async transaction<R>(work: (query: Transaction<unknown>) => Promise<R>): Promise<R> {
    const endTurn = await this.#queue.turn();
    try {
      return await this.query.transaction().execute((query) => this.#queue.enter(() => work(query)));
    } finally {
      endTurn();
    }
  }

  async append(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    key: readonly string[],
  ): Promise<boolean[]> {
    this.#queue.refuseWithin();
    return rows.length === 0 ? [] : this.#appender.append(table, columns, rows, key);
  }

  async migrate(migrations: readonly Migration[]): Promise<void> {
    await applyMigrations(this, migrations, async (query) => {
      await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(query);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const endTurn = await this.#queue.turn();
    await this.#appender.idle();
    await this.query.destroy();
    // Kysely ends the pool only when it was ever used through Kysely.
    if (!this.#pool.ended) await this.#pool.end();
    endTurn();
  }
}

/** The pool as Kysely sees it: errors carry their SQL. */
function explained(pool: pg.Pool) {
  const clients = new WeakMap<pg.PoolClient, { query: never; release(): void }>();
  return {
    async connect() {
      const client = await pool.connect();
      let wrapped = clients.get(client);
      if (!wrapped) {
        const query = async (text: string, parameters: readonly unknown[]) => {
          try {
            return await client.query(text, [...parameters]);
          } catch (error) {
            throw new DatabaseError(messageOf(error), text, constraintOfPostgres((error as { code?: string }).code));
          }
        };
        wrapped = { query: query as never, release: () => client.release() };
        clients.set(client, wrapped);
      }
      return wrapped;
    },
    end: () => pool.end(),
  };
}

/** https://www.postgresql.org/docs/15/catalog-pg-type.html */
const typeInt8 = 20;
const typeBytea = 17;
const typeNumeric = 1700;

function parserOf(type: number, format?: 'text' | 'binary') {
  if (type === typeInt8) return wholeNumber;
  // What sum() and avg() of whole numbers give.
  if (type === typeNumeric) return (text: string) => (text.includes('.') ? Number(text) : wholeNumber(text));
  const parse = pg.types.getTypeParser(type, format);
  if (type !== typeBytea) return parse;
  return (text: string) => {
    const buffer = parse(text) as unknown as Buffer;
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`Value is too large to be represented as a JavaScript number: ${text}`);
  }
  return number;
}

/** A refused connection to a name with several addresses comes as an AggregateError with an empty message. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((one) => (one as Error).message).join('; ');
  return (error as Error).message;
}

export function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*):[^@]*@/, '//$1@');
}
