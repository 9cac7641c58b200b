import { type ColumnTypes, type Generated, identity, type Kysely } from '@munan/runtime';

/** The outbox: one row an event, written with the version that it tells of, never changed and never removed. */
interface EventTable {
  /** Grows in the order of commits, for writing transactions of a server run one after another. */
  number: Generated<number>;
  topic: string;
  type: string;
  id: string;
  version: number;
  method: 'POST' | 'PUT' | 'DELETE';
  /** Unix ms. */
  at: number;
}

/** How far a subscription is; its settings are in the resource of the same id. */
interface SubscriptionTable {
  id: string;
  status: SubscriptionState;
  /** Who made it, as the house wrote it down. */
  subscriber: string;
  /** The FHIR base by which the subscriber reached us. */
  base: string;
  /** JSON list of the channel's headers with their secrets, which the resource does not show. */
  headers: string;
  /** The last event of the outbox that was looked at. */
  scanned: number;
  /** The number given to the last event that is this subscription's. */
  numbered: number;
  /** The number of the last event that was taken by the receiver. */
  delivered: number;
  /** Tries since the last that went well. */
  failures: number;
  /** When the first of these was, Unix ms. */
  failing_since: number | null;
  /** Not to be tried before this, Unix ms. */
  next_at: number;
  /** When the receiver last took something, Unix ms. */
  sent_at: number;
}

/** `off` also stands for a subscription that was deleted. */
export type SubscriptionState = 'requested' | 'active' | 'error' | 'off';

/** Which number an event of the outbox has for a subscription. */
interface NumberedTable {
  subscription: string;
  number: number;
  event: number;
}

export type SubscriptionTables = {
  subscription_event: EventTable;
  subscription_state: SubscriptionTable;
  subscription_numbered: NumberedTable;
};

export async function createSubscriptionTables(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await query.schema
    .createTable('subscription_event')
    .addColumn('number', identity(types))
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('at', types.bigint, (column) => column.notNull())
    .execute();
  let state = query.schema.createTable('subscription_state').addColumn('id', 'text', (column) => column.primaryKey());
  for (const name of ['status', 'subscriber', 'base', 'headers']) {
    state = state.addColumn(name, 'text', (column) => column.notNull());
  }
  for (const name of ['scanned', 'numbered', 'delivered', 'failures', 'next_at', 'sent_at']) {
    state = state.addColumn(name, types.bigint, (column) => column.notNull());
  }
  await state.addColumn('failing_since', types.bigint).execute();
  await query.schema
    .createTable('subscription_numbered')
    .addColumn('subscription', 'text', (column) => column.notNull())
    .addColumn('number', types.bigint, (column) => column.notNull())
    .addColumn('event', types.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('subscription_numbered_key', ['subscription', 'number'])
    .execute();
}
