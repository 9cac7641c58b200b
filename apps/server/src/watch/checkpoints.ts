import type { Database, Migration } from '@munan/runtime';

type CheckpointTables = {
  watch_state: { subject: string; state: string };
  watch_position: { id: number; position: number };
  watch_burden: { id: number; state: string };
};

export const checkpointMigrations: readonly Migration[] = [
  {
    name: 'watch-2-checkpoint',
    async up(query, types) {
      await query.schema
        .createTable('watch_state')
        .addColumn('subject', 'text', (column) => column.primaryKey())
        .addColumn('state', 'text', (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('watch_position')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('position', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
  {
    name: 'watch-3-burden',
    async up(query) {
      await query.schema
        .createTable('watch_burden')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('state', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

export interface Checkpoints {
  load(): Promise<{ position: number; states: { subject: string; state: string }[]; burden?: string | undefined }>;
  /** All or nothing. `burden`: what the budget has learned of all people's findings. */
  save(states: readonly { subject: string; state: string }[], position: number, burden: string): Promise<void>;
}

/** States written by one statement: enough to be quick, few enough for the parameter limit of both engines. */
const statesAtOnce = 200;

export function openCheckpoints(database: Database): Checkpoints {
  const query = database.query.withTables<CheckpointTables>();
  return {
    async load() {
      const states = await query.selectFrom('watch_state').selectAll().execute();
      const row = await query.selectFrom('watch_position').select('position').executeTakeFirst();
      const burden = await query.selectFrom('watch_burden').select('state').executeTakeFirst();
      return { position: row?.position ?? 0, states, burden: burden?.state };
    },
    async save(states, position, burden) {
      await database.transaction(async (transaction) => {
        const tables = transaction.withTables<CheckpointTables>();
        for (let from = 0; from < states.length; from += statesAtOnce) {
          await tables
            .insertInto('watch_state')
            .values(states.slice(from, from + statesAtOnce))
            .onConflict((conflict) =>
              conflict.column('subject').doUpdateSet((row) => ({ state: row.ref('excluded.state') })),
            )
            .execute();
        }
        await tables
          .insertInto('watch_position')
          .values({ id: 1, position })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ position }))
          .execute();
        await tables
          .insertInto('watch_burden')
          .values({ id: 1, state: burden })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ state: burden }))
          .execute();
      });
    },
  };
}
