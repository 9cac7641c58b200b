import { type Migration, sql } from '@munan/runtime';

export const auditorMigrations: readonly Migration[] = [
  {
    name: 'response-3-audited',
    async up(query) {
      // Which of an alert's actions is the present attempt: asked for all open alerts at once, without reading them.
      await query.schema.alterTable('alert').addColumn('action', 'text').execute();
      await query.schema
        .createIndex('action_requested')
        .on('action')
        .columns(['at', 'id', 'alert'])
        .where(sql<boolean>`state = 'requested'`)
        .execute();
    },
  },
];
