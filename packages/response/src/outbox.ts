import type { ChannelName, OutgoingMessage, RecipientKind } from '@munan/flow';
import { type Database, insertMany } from '@munan/runtime';
import type { Kysely } from 'kysely';
import type { Addressed } from './needs.ts';
import type { OutboxTable } from './outbox-tables.ts';
import { inPieces } from './store.ts';
import type { ResponseTables } from './tables.ts';

type Query = Kysely<ResponseTables>;

const columns = [
  ...['id', 'action', 'alert', 'subject', 'step_kind', 'channel', 'to_kind', 'to_id', 'to_name', 'address'],
  ...['language', 'title', 'body', 'link', 'keys', 'urgency', 'needs', 'state', 'attempts', 'next_at', 'created'],
  ...['state_at', 'expires_at', 'answer', 'code', 'reference'],
] as (keyof OutboxTable)[];

export async function putMessages(
  query: Query,
  engine: Database['engine'],
  rows: readonly OutboxTable[],
): Promise<void> {
  await insertMany(
    query,
    engine,
    'outbox',
    columns,
    rows.map((row) => columns.map((name) => row[name])),
  );
}

/** The steps were left: what has not gone out is of no use any more. */
export async function expireMessages(query: Query, actions: readonly string[], now: number): Promise<void> {
  await inPieces(actions, async (some) => {
    await query
      .updateTable('outbox')
      .set({ state: 'expired', state_at: now, code: 'step-left' })
      .where('action', 'in', some)
      .where('state', '=', 'waiting')
      .execute();
    return [];
  });
}

/** What may go out by this channel now, urgent ones first, then the one that is ready longest. */
export function dueQuery(query: Query, channel: ChannelName, now: number, limit: number) {
  return query
    .selectFrom('outbox')
    .select('id')
    .where('state', '=', 'waiting')
    .where('channel', '=', channel)
    .where('next_at', '<=', now)
    .orderBy('urgency')
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit);
}

export const hopelessAtMost = 100;

/** What is ready and will not go: its channel is off, or its step is over. */
export function hopelessQuery(query: Query, on: readonly ChannelName[], now: number) {
  return query
    .selectFrom('outbox')
    .select(['id', 'channel', 'code'])
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .where(({ eb, or }) =>
      or([eb('expires_at', '<=', now), ...(on.length > 0 ? [eb('channel', 'not in', on)] : [eb.lit(true)])]),
    )
    .orderBy('next_at')
    .limit(hopelessAtMost);
}

export function nextMessageQuery(query: Query, after: number) {
  return query
    .selectFrom('outbox')
    .select(({ fn }) => fn.min('next_at').as('next'))
    .where('state', '=', 'waiting')
    .where('next_at', '>', after);
}

/**
 * Takes messages for sending, on disk before anything leaves the house: of two senders one gets each. Those that were
 * taken, with the attempt counted.
 */
export async function takeForSending(query: Query, ids: readonly string[], now: number): Promise<OutboxTable[]> {
  return query
    .updateTable('outbox')
    .set(({ eb }) => ({ state: 'sending', state_at: now, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', ids)
    .where('state', '=', 'waiting')
    .returningAll()
    .execute();
}

/** Not now, perhaps later; nothing where something was heard of it meanwhile. */
export async function putBack(query: Query, id: string, nextAt: number, code: string, now: number): Promise<void> {
  await query
    .updateTable('outbox')
    .set({ state: 'waiting', state_at: now, next_at: nextAt, code })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

export async function findMessage(query: Query, id: string): Promise<OutboxTable | undefined> {
  return query.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
}

export function addressedOf({ subject, to_kind, to_id }: OutboxTable): Addressed {
  return { subject, kind: to_kind as RecipientKind, ...(to_id !== null && { to: to_id }) };
}

export function outgoingOf(row: OutboxTable): OutgoingMessage {
  return {
    id: row.id,
    channel: row.channel as ChannelName,
    to: { name: row.to_name, address: row.address, language: row.language as 'ko' | 'en' },
    title: row.title,
    body: row.body,
    ...(row.link !== null && { link: row.link }),
    keys: JSON.parse(row.keys),
    urgent: row.urgency === 0,
    expiresAt: row.expires_at,
  };
}
