import type { Database, Migration } from '@munan/runtime';

type SnapshotTables = {
  watch_state: { subject: string; state: string };
  watch_position: { id: number; position: number };
  watch_burden: { id: number; state: string };
  watch_snapshot: { day: number; at: number; position: number; burden: string };
  watch_snapshot_state: { day: number; subject: string; state: string };
  watch_listening: { since: number; until: number };
};

export const snapshotMigrations: readonly Migration[] = [
  {
    name: 'whatif-1',
    async up(query, types) {
      await query.schema
        .createTable('watch_snapshot')
        .addColumn('day', 'integer', (column) => column.primaryKey())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('position', types.bigint, (column) => column.notNull())
        .addColumn('burden', 'text', (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('watch_snapshot_state')
        .addColumn('day', 'integer', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('watch_snapshot_state_key', ['day', 'subject'])
        .execute();
      await query.schema
        .createTable('watch_listening')
        .addColumn('since', types.bigint, (column) => column.primaryKey())
        .addColumn('until', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];

const dayMs = 86_400_000;
/** The log is kept for seven days: of what lies before it nothing can be replayed. */
const keptDays = 8;

export interface Snapshot {
  at: number;
  /** Of the log: what came after it is replayed on these states. */
  position: number;
  burden: string;
  states: ReadonlyMap<string, string>;
}
/** When this server listened, Unix ms. */
export interface Listening {
  since: number;
  until: number;
}

/** How everybody's watch stood once a day, so that other rules can be tried on the days since; and when the server listened. */
export class Snapshots {
  #database: Database;
  #takenDay = -1;
  #since = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  #tables() {
    return this.#database.query.withTables<SnapshotTables>();
  }

  /** The server begins to listen. */
  async begin(now: number): Promise<void> {
    this.#since = now;
    await this.#tables()
      .insertInto('watch_listening')
      .values({ since: now, until: now })
      .onConflict((conflict) => conflict.column('since').doNothing())
      .execute();
  }

  /** After each checkpoint: that the server still listens, and the first of each day is kept. */
  async checkpointed(now: number): Promise<void> {
    const day = Math.floor(now / dayMs);
    await this.#database.transaction(async (transaction) => {
      const tables = transaction.withTables<SnapshotTables>();
      if (this.#since > 0)
        await tables.updateTable('watch_listening').set({ until: now }).where('since', '=', this.#since).execute();
      if (day === this.#takenDay) return;
      const known = await tables.selectFrom('watch_snapshot').select('day').where('day', '=', day).executeTakeFirst();
      if (known) return;
      const position = await tables.selectFrom('watch_position').select('position').executeTakeFirst();
      const burden = await tables.selectFrom('watch_burden').select('state').executeTakeFirst();
      if (!position || !burden) return;
      await tables
        .insertInto('watch_snapshot')
        .values({ day, at: now, position: position.position, burden: burden.state })
        .execute();
      // Copied inside the database: a snapshot of ten thousand people does not pass through here.
      await tables
        .insertInto('watch_snapshot_state')
        .columns(['day', 'subject', 'state'])
        .expression((select) =>
          select.selectFrom('watch_state').select((row) => [row.lit(day).as('day'), 'subject', 'state']),
        )
        .execute();
      await tables
        .deleteFrom('watch_snapshot')
        .where('day', '<', day - keptDays)
        .execute();
      await tables
        .deleteFrom('watch_snapshot_state')
        .where('day', '<', day - keptDays)
        .execute();
      await tables
        .deleteFrom('watch_listening')
        .where('until', '<', now - (keptDays + 1) * dayMs)
        .execute();
    });
    this.#takenDay = day;
  }

  /**
   * The newest at or before a moment, or else the oldest; undefined while there is none. `logFrom`: of what was received before, the
   * log may hold nothing any more, and a replay would take that for silence; one that is older is chosen only where all are.
   */
  async find(at: number, logFrom: number): Promise<Snapshot | undefined> {
    const all = await this.#tables().selectFrom('watch_snapshot').selectAll().orderBy('day').execute();
    const whole = all.filter((one) => one.at >= logFrom);
    const chosen = whole.findLast((one) => one.at <= at) ?? whole[0] ?? all.at(-1);
    if (!chosen) return undefined;
    const rows = await this.#tables()
      .selectFrom('watch_snapshot_state')
      .select(['subject', 'state'])
      .where('day', '=', chosen.day)
      .execute();
    const { position, burden } = chosen;
    return { at: chosen.at, position, burden, states: new Map(rows.map(({ subject, state }) => [subject, state])) };
  }

  async listening(): Promise<Listening[]> {
    return this.#tables().selectFrom('watch_listening').selectAll().orderBy('since').execute();
  }
}
