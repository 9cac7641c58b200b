import type { Alert } from '@munan/flow';
import type { Kysely } from 'kysely';
import { alertOf } from './store.ts';
import type { ResponseTables } from './tables.ts';

/** How many open alerts are counted at most: the count itself must stay cheap. */
export const countAtMost = 10_000;

/** Where a page of the queue ended. */
export interface QueuePlace {
  urgency: number;
  deadline: number;
  id: string;
}

export interface QueuePage {
  alerts: Alert[];
  /** Give it as `after` for the next page; absent at the end. */
  next?: QueuePlace;
  /** All that are open; `countAtMost` means that or more. */
  open: number;
}

/** From the index `alert_queue`, without sorting. What has no deadline is the auditor's, and comes in its next round. */
export function queueQuery(query: Kysely<ResponseTables>, after: QueuePlace | undefined, limit: number) {
  const open = query
    .selectFrom('alert')
    .select(['state', 'deadline', 'urgency', 'id'])
    .where('status', '=', 'open')
    .where('deadline', 'is not', null)
    .orderBy('urgency')
    .orderBy('deadline')
    .orderBy('id')
    .limit(limit);
  if (!after) return open;
  const { urgency, deadline, id } = after;
  return open
    .where('urgency', '>=', urgency)
    .where(({ eb, and, or }) =>
      or([
        eb('urgency', '>', urgency),
        eb('deadline', '>', deadline),
        and([eb('deadline', '=', deadline), eb('id', '>', id)]),
      ]),
    );
}

/** One page of the queue: by priority, then what is due first. */
export async function queuePage(
  query: Kysely<ResponseTables>,
  after: QueuePlace | undefined,
  limit: number,
): Promise<QueuePage> {
  const rows = await queueQuery(query, after, limit).execute();
  const { open } = await query
    .selectFrom(query.selectFrom('alert').select('id').where('status', '=', 'open').limit(countAtMost).as('some'))
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow();
  const last = rows.at(-1);
  return {
    alerts: rows.map(alertOf),
    ...(last && rows.length === limit && { next: { urgency: last.urgency, deadline: last.deadline!, id: last.id } }),
    open: Number(open),
  };
}
