import type { Migration } from '@munan/runtime';

export type DeskTables = {
  shift: {
    id: string;
    user_id: string;
    role: string;
    from_at: number;
    to_at: number;
    by_user: string;
    made_at: number;
  };
  user_reach: { user_id: string; phone: string | null; mail: string | null; by_user: string; at: number };
  /** When somebody at the desk last moved, at most a minute old. */
  desk_active: { user_id: string; at: number };
  handover: {
    id: string;
    by_user: string;
    at: number;
    to_user: string | null;
    text: string;
    /** What was open, as it stood: HandoverLine[], JSON. */
    open: string;
    accepted_by: string | null;
    accepted_at: number | null;
  };
};

export const deskMigrations: readonly Migration[] = [
  {
    name: 'desk-1',
    async up(query, types) {
      await query.schema
        .createTable('shift')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('from_at', types.bigint, (column) => column.notNull())
        .addColumn('to_at', types.bigint, (column) => column.notNull())
        .addColumn('by_user', 'text', (column) => column.notNull())
        .addColumn('made_at', types.bigint, (column) => column.notNull())
        .execute();
      await query.schema.createIndex('shift_from').on('shift').columns(['from_at', 'id']).execute();
      await query.schema
        .createTable('user_reach')
        .addColumn('user_id', 'text', (column) => column.primaryKey())
        .addColumn('phone', 'text')
        .addColumn('mail', 'text')
        .addColumn('by_user', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('desk_active')
        .addColumn('user_id', 'text', (column) => column.primaryKey())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('handover')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('by_user', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('to_user', 'text')
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('open', 'text', (column) => column.notNull())
        .addColumn('accepted_by', 'text')
        .addColumn('accepted_at', types.bigint)
        .execute();
      await query.schema.createIndex('handover_at').on('handover').columns(['at', 'id']).execute();
    },
  },
];
