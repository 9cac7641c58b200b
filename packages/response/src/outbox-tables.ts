import type { Migration } from '@munan/runtime';

/** A message, from the moment its step began to what was heard of it last. Times Unix ms. */
export type OutboxTable = {
  /** `<action>.<n>`. */
  id: string;
  action: string;
  alert: string;
  subject: string;
  step_kind: string;
  channel: string;
  /** RecipientKind. */
  to_kind: string;
  /** User id, or the person's own for `self`; contacts without an account have none. */
  to_id: string | null;
  to_name: string;
  address: string;
  language: string;
  title: string;
  body: string;
  link: string | null;
  /** JSON: `OutgoingMessage.keys`. */
  keys: string;
  /** 0 urgent, 1 not: the order of sending. */
  urgency: number;
  /** `delivered` or `answered`. */
  needs: string;
  /** MessageState, or `sending`: handed over, its end not known yet. */
  state: string;
  attempts: number;
  next_at: number;
  created: number;
  state_at: number;
  expires_at: number;
  /** What the pressed key meant. */
  answer: string | null;
  /** Why not. */
  code: string | null;
  /** The provider's own id. */
  reference: string | null;
};

/** Who phones anybody about a person now: one at a time, whichever alert it is for. */
export type CallLockTable = {
  subject: string;
  alert: string;
  /** User id. */
  by: string;
  until: number;
};

export const outboxMigrations: Migration[] = [
  {
    name: 'response-2-outbox',
    async up(query, types) {
      await query.schema
        .createTable('outbox')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('alert', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('step_kind', 'text', (column) => column.notNull())
        .addColumn('channel', 'text', (column) => column.notNull())
        .addColumn('to_kind', 'text', (column) => column.notNull())
        .addColumn('to_id', 'text')
        .addColumn('to_name', 'text', (column) => column.notNull())
        .addColumn('address', 'text', (column) => column.notNull())
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('link', 'text')
        .addColumn('keys', 'text', (column) => column.notNull())
        .addColumn('urgency', 'integer', (column) => column.notNull())
        .addColumn('needs', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('next_at', types.bigint, (column) => column.notNull())
        .addColumn('created', types.bigint, (column) => column.notNull())
        .addColumn('state_at', types.bigint, (column) => column.notNull())
        .addColumn('expires_at', types.bigint, (column) => column.notNull())
        .addColumn('answer', 'text')
        .addColumn('code', 'text')
        .addColumn('reference', 'text')
        .execute();
      // Nobody is told the same thing twice for one step, whatever list of recipients comes.
      await query.schema.createIndex('outbox_once').unique().on('outbox').columns(['action', 'address']).execute();
      const indexes: [string, string[]][] = [
        ['outbox_due', ['state', 'channel', 'urgency', 'next_at', 'id']],
        ['outbox_next', ['state', 'next_at']],
        ['outbox_alert', ['alert', 'created']],
        ['outbox_subject', ['subject', 'created']],
        ['outbox_created', ['created', 'channel', 'state']],
      ];
      for (const [name, columns] of indexes)
        await query.schema.createIndex(name).on('outbox').columns(columns).execute();
      await query.schema
        .createTable('call_lock')
        .addColumn('subject', 'text', (column) => column.primaryKey())
        .addColumn('alert', 'text', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('until', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];
