import type { Migration } from '@munan/runtime';
import type { Door } from './needs.ts';

export interface IngestTables {
  device: {
    id: string;
    kind: 'ear' | 'wrist' | 'test';
    secret_hash: string;
    added: number;
    revoked: number | null;
  };
  /** One row: how far the server's own clock was set by hand in all. */
  ingest_clock: { id: number; set_ms: number };
  device_assignment: {
    device: string;
    since: number;
    /** When it was written down; of two for the same moment the later one holds. */
    recorded: number;
    /** null: worn by nobody from then on. */
    subject: string | null;
  };
  /** Figures written behind: a crash may lose a few seconds of them, never a packet. */
  device_status: {
    device: string;
    battery: number | null;
    worn: number | null;
    make: string | null;
    figures_at: number | null;
    last_contact: number | null;
    packets: number;
    quarantined: number;
    /** `DeviceClock` as JSON. */
    clock: string | null;
  };
  quarantine: {
    id: number;
    device: string;
    digest: string;
    door: Door;
    received: number;
    bytes: number;
    code: string;
    detail: string;
    payload: Uint8Array;
  };
}

export const ingestMigrations: readonly Migration[] = [
  {
    name: 'ingest-1-devices',
    async up(query, types) {
      await query.schema
        .createTable('device')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('secret_hash', 'text', (column) => column.notNull())
        .addColumn('added', types.bigint, (column) => column.notNull())
        .addColumn('revoked', types.bigint)
        .execute();
      await query.schema
        .createTable('device_assignment')
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('since', types.bigint, (column) => column.notNull())
        .addColumn('recorded', types.bigint, (column) => column.notNull())
        .addColumn('subject', 'text')
        .addPrimaryKeyConstraint('device_assignment_key', ['device', 'since', 'recorded'])
        .execute();
      await query.schema
        .createTable('device_status')
        .addColumn('device', 'text', (column) => column.primaryKey())
        .addColumn('battery', types.double)
        .addColumn('worn', types.bigint)
        .addColumn('figures_at', types.bigint)
        .addColumn('last_contact', types.bigint)
        .addColumn('packets', types.bigint, (column) => column.notNull())
        .addColumn('quarantined', types.bigint, (column) => column.notNull())
        .addColumn('clock', 'text')
        .execute();
    },
  },
  {
    name: 'ingest-2-quarantine',
    async up(query, types) {
      await query.schema
        .createTable('quarantine')
        .addColumn('id', types.bigint, (column) => column.notNull())
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('digest', 'text', (column) => column.notNull())
        .addColumn('door', 'text', (column) => column.notNull())
        .addColumn('received', types.bigint, (column) => column.notNull())
        .addColumn('bytes', types.bigint, (column) => column.notNull())
        .addColumn('code', 'text', (column) => column.notNull())
        .addColumn('detail', 'text', (column) => column.notNull())
        .addColumn('payload', types.bytes, (column) => column.notNull())
        .addPrimaryKeyConstraint('quarantine_key', ['device', 'digest'])
        .execute();
      await query.schema.createIndex('quarantine_newest').on('quarantine').columns(['received', 'id']).execute();
    },
  },
  {
    name: 'ingest-3-make',
    async up(query) {
      await query.schema.alterTable('device_status').addColumn('make', 'text').execute();
    },
  },
  {
    name: 'ingest-4-clock',
    async up(query, types) {
      await query.schema
        .createTable('ingest_clock')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('set_ms', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];
