import type { Kysely } from '@munan/runtime';
import type { OpenQuery, Stored } from '../fhir-record.ts';
import type { RecordTables } from '../tables.ts';
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

/** Resources whose correction is one of what they belong to: the reference, and the type that is told of. */
const belonging = { type: 'Observation', to: 'Encounter' } as const;

/**
 * Writes the events of these versions into the outbox, in the transaction that writes the versions: whoever commits the
 * one commits the other. Answers whether there was any.
 * @param before the text of the version before a deletion
 */
export async function addEvents(query: OpenQuery, written: readonly Stored[], before?: string): Promise<boolean> {
  const events = written.flatMap((stored) => {
    const { type, id, version, lastUpdated: at, deleted } = stored;
    if (!focusTypes.has(type)) return [];
    const method = deleted ? ('DELETE' as const) : version === 1 ? ('POST' as const) : ('PUT' as const);
    return topicsOf(type, deleted ? (before ?? '{}') : stored.text).map((topic) => ({
      topic,
      type,
      id,
      version,
      method,
      at,
    }));
  });
  events.push(...(await correctedWith(query, written, before)));
  if (events.length === 0) return false;
  await query.withTables<SubscriptionTables>().insertInto('subscription_event').values(events).execute();
  return true;
}

function topicsOf(type: string, text: string): string[] {
  const resource = JSON.parse(text) as Record<string, unknown>;
  return topics.filter(({ focus, fires }) => focus === type && fires(resource)).map(({ url }) => url);
}

/** A visit that stays the same while something that was found at it is put right: its receiver has the old value. */
async function correctedWith(query: OpenQuery, written: readonly Stored[], before?: string) {
  const { type, to } = belonging;
  const own = new Set(written.filter((each) => each.type === to).map(({ id }) => id));
  const changed = new Map<string, number>();
  for (const { type: of, version, text, deleted, lastUpdated } of written) {
    if (of !== type || version === 1) continue;
    const { encounter } = JSON.parse(deleted ? (before ?? '{}') : text) as { encounter?: { reference?: string } };
    const [, id] = /^Encounter\/([A-Za-z0-9.-]{1,64})$/.exec(encounter?.reference ?? '') ?? [];
    if (id !== undefined && !own.has(id)) changed.set(id, lastUpdated);
  }
  if (changed.size === 0) return [];
  const rows = await query
    .withTables<RecordTables>()
    .selectFrom('resource as r')
    .innerJoin('resource_version as v', (join) =>
      join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
    )
    .select(['r.id', 'r.version', 'v.json'])
    .where('r.type', '=', to)
    .where('r.id', 'in', [...changed.keys()])
    .where('r.deleted', '=', 0)
    .orderBy('r.key')
    .execute();
  return rows.flatMap(({ id, version, json }) =>
    topicsOf(to, json).map((topic) => ({
      ...{ topic, type: to, id, version },
      method: 'PUT' as const,
      at: changed.get(id) as number,
    })),
  );
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
