import type { ChannelName } from '@munan/flow';
import type { Database, Migration } from '@munan/runtime';

/** What of the server's options the auditor beside it goes by, so that nobody has to give them twice. */
export interface ServerSetup {
  /** By which ways somebody can be told. */
  channels: readonly ChannelName[];
  asleepAfterMs: number;
}

type SetupTables = { server_setup: { id: number; setup: string } };

export const serverSetupMigrations: readonly Migration[] = [
  {
    name: 'trouble-3-server-setup',
    async up(query) {
      await query.schema
        .createTable('server_setup')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('setup', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

/** As the last server wrote it down; undefined where none has run yet. */
export async function findServerSetup(database: Database): Promise<ServerSetup | undefined> {
  const query = database.query.withTables<SetupTables>();
  const row = await query.selectFrom('server_setup').select('setup').executeTakeFirst();
  return row && JSON.parse(row.setup);
}

/** Writes it down; nothing is written while it is the same. */
export function openServerSetup(database: Database): (setup: ServerSetup) => Promise<void> {
  let kept: string | undefined;
  return async (given) => {
    const setup = JSON.stringify(given);
    if (setup === kept) return;
    await database.query
      .withTables<SetupTables>()
      .insertInto('server_setup')
      .values({ id: 1, setup })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ setup }))
      .execute();
    kept = setup;
  };
}
