import type { Migration } from '@munan/runtime';

export type SyncTables = {
  /** One row for each user of each device. */
  sync_device: {
    id: string;
    user_id: string;
    name: string;
    /** 32 bytes, base64: what the device's data are sealed with. Never logged, never shown on a screen. */
    key: string;
    enrolled: number;
    last_contact: number;
    clock_error_ms: number;
    wipe_at: number | null;
    wipe_by: string | null;
    wipe_done: number | null;
  };
  /** What was applied, in the transaction that applied it. */
  sync_message: {
    id: string;
    user_id: string;
    device: string;
    kind: string;
    /** SHA-256 of the message, so that other content under the same id is noticed. */
    hash: string;
    at: number;
    received: number;
    /** SyncResult without what can be read again. */
    outcome: string;
  };
  /** Only grows: who set which fact of a person, when and where. */
  fact_change: {
    id: string;
    person: string;
    field: string;
    value: string;
    by_user: string;
    by_name: string;
    at: number;
    received: number;
    place: string;
    message: string | null;
  };
  visit_seen: { user_id: string; visit: string; at: number };
  day_order: { user_id: string; day: string; people: string; at: number };
};

export const syncMigrations: readonly Migration[] = [
  {
    name: 'sync-1-devices-and-messages',
    async up(query, types) {
      await query.schema
        .createTable('sync_device')
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('enrolled', types.bigint, (column) => column.notNull())
        .addColumn('last_contact', types.bigint, (column) => column.notNull())
        .addColumn('clock_error_ms', types.bigint, (column) => column.notNull())
        .addColumn('wipe_at', types.bigint)
        .addColumn('wipe_by', 'text')
        .addColumn('wipe_done', types.bigint)
        .addPrimaryKeyConstraint('sync_device_key', ['id', 'user_id'])
        .execute();
      await query.schema
        .createTable('sync_message')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('received', types.bigint, (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .execute();
    },
  },
  {
    name: 'sync-2-facts-and-looks',
    async up(query, types) {
      await query.schema
        .createTable('fact_change')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('person', 'text', (column) => column.notNull())
        .addColumn('field', 'text', (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addColumn('by_user', 'text', (column) => column.notNull())
        .addColumn('by_name', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('received', types.bigint, (column) => column.notNull())
        .addColumn('place', 'text', (column) => column.notNull())
        .addColumn('message', 'text')
        .execute();
      await query.schema
        .createIndex('fact_change_person')
        .on('fact_change')
        .columns(['person', 'field', 'received'])
        .execute();
      await query.schema
        .createTable('visit_seen')
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('visit', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addPrimaryKeyConstraint('visit_seen_key', ['user_id', 'visit'])
        .execute();
      await query.schema
        .createTable('day_order')
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('day', 'text', (column) => column.notNull())
        .addColumn('people', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addPrimaryKeyConstraint('day_order_key', ['user_id', 'day'])
        .execute();
    },
  },
];
