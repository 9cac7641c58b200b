import type { Generated, Migration } from '@munan/runtime';
import { auditorMigrations } from './auditor-tables.ts';
import { type CallLockTable, type OutboxTable, outboxMigrations } from './outbox-tables.ts';

export type AlertTable = {
  id: string;
  subject: string;
  family: string;
  status: string;
  priority: string;
  /** 0 high, 1 medium, 2 low: what the queue is ordered by. */
  urgency: number;
  /** Null only where something is broken: the auditor looks for it. */
  deadline: number | null;
  version: number;
  opened_at: number;
  closed_at: number | null;
  /** When the last line of its history was written. */
  changed_at: number;
  /** Its present attempt, for the auditor. */
  action: Generated<string | null>;
  /** The whole alert, JSON; the other columns are for finding it. */
  state: string;
};

export type ActionTable = {
  id: string;
  alert: string;
  subject: string;
  step_kind: string;
  by: string;
  at: number;
  state: string;
  note: string | null;
};

export type ResponseTables = {
  alert: AlertTable;
  /** The latest alert of an episode: an episode has one, or one after the other. */
  alert_episode: { episode: string; alert: string };
  /** What was taken in before, so that a replay after a crash changes nothing. */
  alert_taken: { id: string; alert: string };
  action: ActionTable;
  outbox: OutboxTable;
  call_lock: CallLockTable;
};

export const responseMigrations: Migration[] = [
  {
    name: 'response-1-alerts',
    async up(query, types) {
      await query.schema
        .createTable('alert')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('family', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('urgency', 'integer', (column) => column.notNull())
        .addColumn('deadline', types.bigint)
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('opened_at', types.bigint, (column) => column.notNull())
        .addColumn('closed_at', types.bigint)
        .addColumn('state', 'text', (column) => column.notNull())
        .execute();
      // Two processes that open at once: the second is refused here and merges instead.
      await query.schema
        .createIndex('alert_one_open')
        .unique()
        .on('alert')
        .columns(['subject', 'family'])
        .where('status' as never, '=', 'open')
        .execute();
      const indexes: [string, string[]][] = [
        ['alert_due', ['status', 'deadline', 'id']],
        ['alert_queue', ['status', 'urgency', 'deadline', 'id']],
        ['alert_closed', ['status', 'closed_at']],
        ['alert_subject', ['subject', 'status', 'closed_at']],
      ];
      for (const [name, columns] of indexes)
        await query.schema.createIndex(name).on('alert').columns(columns).execute();
      await query.schema
        .createTable('alert_episode')
        .addColumn('episode', 'text', (column) => column.primaryKey())
        .addColumn('alert', 'text', (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('alert_taken')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('alert', 'text', (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('action')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('alert', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('step_kind', 'text', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('note', 'text')
        .execute();
      await query.schema.createIndex('action_alert').on('action').columns(['alert', 'at']).execute();
      await query.schema.createIndex('action_subject').on('action').columns(['subject', 'at']).execute();
    },
  },
  {
    // What happened while somebody was away from the desk.
    name: 'response-2-changed',
    async up(query, types) {
      await query.schema
        .alterTable('alert')
        .addColumn('changed_at', types.bigint, (column) => column.notNull().defaultTo(0))
        .execute();
      await query.schema.createIndex('alert_changed').on('alert').columns(['changed_at', 'id']).execute();
    },
  },
  ...outboxMigrations,
  ...auditorMigrations,
];
