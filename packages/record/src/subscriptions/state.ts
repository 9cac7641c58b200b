import type { Kysely, Selectable } from '@munan/runtime';
import type { OpenQuery } from '../fhir-record.ts';
import { type Event, readEvents } from './outbox.ts';
import type { SubscriptionTables } from './tables.ts';
import { findTopic, type Topic } from './topics.ts';

export type State = Selectable<SubscriptionTables['subscription_state']>;

/** So many events are looked at in one go. */
const eventsAtOnce = 200;

const tables = (query: OpenQuery): Kysely<SubscriptionTables> => query.withTables<SubscriptionTables>();

export async function findState(query: OpenQuery, id: string): Promise<State | undefined> {
  return tables(query).selectFrom('subscription_state').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Subscriptions that something is to be sent to. */
export async function findLiving(query: OpenQuery): Promise<string[]> {
  const rows = await tables(query)
    .selectFrom('subscription_state')
    .select('id')
    .where('status', 'in', ['requested', 'active'])
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function addState(query: OpenQuery, state: State): Promise<void> {
  const { id, ...rest } = state;
  await tables(query)
    .insertInto('subscription_state')
    .values(state)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

export async function changeState(query: OpenQuery, id: string, change: Partial<State>): Promise<void> {
  await tables(query).updateTable('subscription_state').set(change).where('id', '=', id).execute();
}

export async function countOfSubscriber(query: OpenQuery, subscriber: string): Promise<number> {
  const { count } = await tables(query)
    .selectFrom('subscription_state')
    .select((expression) => expression.fn.countAll().as('count'))
    .where('subscriber', '=', subscriber)
    .where('status', '!=', 'off')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Events of the outbox that this subscription has not looked at yet; `looked` is where it then is. */
export async function eventsAfter(
  query: OpenQuery,
  topic: string,
  scanned: number,
): Promise<{ events: Event[]; more: boolean }> {
  const events = await readEvents(tables(query), { topic, after: scanned, limit: eventsAtOnce });
  return { events, more: events.length === eventsAtOnce };
}

/**
 * Gives the events that are the subscription's the next numbers, and remembers that all up to `looked` were looked at.
 * False when somebody else did so in between: read again.
 */
export async function giveNumbers(
  query: OpenQuery,
  { id, scanned, numbered }: State,
  events: readonly Event[],
  looked: number,
): Promise<boolean> {
  const open = tables(query);
  const taken = await open
    .updateTable('subscription_state')
    .set({ scanned: looked, numbered: numbered + events.length })
    .where('id', '=', id)
    .where('scanned', '=', scanned)
    .where('numbered', '=', numbered)
    .returning('id')
    .executeTakeFirst();
  if (!taken) return false;
  const rows = events.map(({ number: event }, at) => ({ subscription: id, number: numbered + at + 1, event }));
  if (rows.length > 0) await open.insertInto('subscription_numbered').values(rows).execute();
  return true;
}

/** Events with a number of this subscription, both ends included. */
export async function numberedEvents(
  query: OpenQuery,
  id: string,
  { from, to, limit }: { from: number; to?: number; limit: number },
): Promise<{ number: number; event: Event }[]> {
  let select = tables(query)
    .selectFrom('subscription_numbered as n')
    .innerJoin('subscription_event as e', 'e.number', 'n.event')
    .select(['n.number as own', 'e.number', 'e.topic', 'e.type', 'e.id', 'e.version', 'e.method', 'e.at'])
    .where('n.subscription', '=', id)
    .where('n.number', '>=', from);
  if (to !== undefined) select = select.where('n.number', '<=', to);
  const rows = await select.orderBy('n.number').limit(limit).execute();
  return rows.map(({ own, ...event }) => ({
    number: own,
    event: { ...event, type: (findTopic(event.topic) as Topic).focus },
  }));
}
