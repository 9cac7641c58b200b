import type { Kysely } from '@munan/runtime';
import type { OpenQuery, Stored } from '../fhir-record.ts';
import type { SubscriptionTables } from './tables.ts';
import { findTopic, type Topic, topics } from './topics.ts';

/** An event of the outbox. */
export interface Event {
  number: number;
  topic: string;
  /** Type and id of what was written, and the version that the write made. */
  type: Topic['focus'];
  id: string;
  version: number;
  method: 'POST' | 'PUT' | 'DELETE';
  /** Unix ms. */
  at: number;
}

const focusTypes: ReadonlySet<string> = new Set(topics.map(({ focus }) => focus));

/**
 * Writes the events of these versions into the outbox, in the transaction that writes the versions: whoever commits the
 * one commits the other. Answers whether there was any.
 * @param before the text of the version before a deletion
 */
export async function addEvents(query: OpenQuery, written: readonly Stored[], before?: string): Promise<boolean> {
  const events = written.flatMap((stored) => {
    const { type, id, version, lastUpdated: at, deleted } = stored;
    if (!focusTypes.has(type)) return [];
    const resource = JSON.parse(deleted ? (before ?? '{}') : stored.text) as Record<string, unknown>;
    const method = deleted ? ('DELETE' as const) : version === 1 ? ('POST' as const) : ('PUT' as const);
    return topics
      .filter(({ focus, fires }) => focus === type && fires(resource))
      .map((topic) => ({ topic: topic.url, type, id, version, method, at }));
  });
  if (events.length === 0) return false;
  await query.withTables<SubscriptionTables>().insertInto('subscription_event').values(events).execute();
  return true;
}

/** Events after a number, oldest first. */
export async function readEvents(
  query: Kysely<SubscriptionTables>,
  { topic, after, limit }: { topic: string; after: number; limit: number },
): Promise<Event[]> {
  const rows = await query
    .selectFrom('subscription_event')
    .selectAll()
    .where('number', '>', after)
    .where('topic', '=', topic)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, type: (findTopic(row.topic) as Topic).focus }));
}

export async function lastEventNumber(query: Kysely<SubscriptionTables>): Promise<number> {
  const { last } = await query
    .selectFrom('subscription_event')
    .select((expression) => expression.fn.max('number').as('last'))
    .executeTakeFirstOrThrow();
  return Number(last ?? 0);
}
