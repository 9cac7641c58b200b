import { type Kysely, sql } from '@munan/runtime';
import type { ResponseTables } from './tables.ts';

/** As in the rules: a deadline missed by more than this was missed by the loop that should have acted. */
export const graceMs = 30_000;
/** Rows that one question of a round reads and mends at most. */
export const atMost = 200;
const countAtMost = 10_000;

/** What the auditor asks the database; each is answered from an index, in bounded time. */
export function auditQueries(query: Kysely<ResponseTables>, at: number) {
  const open = query.selectFrom('alert').select('id').where('status', '=', 'open');
  return {
    // Two queries, because neither engine uses the index for "null or less than".
    missing: open.where('deadline', 'is', null).limit(atMost),
    missed: open
      .where('deadline', '<', at - graceMs)
      .select('deadline')
      .orderBy('deadline')
      .limit(atMost),
    count: query.selectFrom(open.limit(countAtMost).as('some')).select(({ fn }) => fn.countAll<number>().as('checked')),
    /** Begun, without an end, and not the present attempt of an open alert. */
    left: query
      .selectFrom('action')
      .leftJoin('alert', 'alert.id', 'action.alert')
      .select('action.id')
      // The index is of these alone; neither engine sees that from a parameter.
      .where(sql<boolean>`"action"."state" = 'requested'`)
      .where('action.at', '<', at - graceMs)
      .where(({ eb, or }) =>
        or([
          eb('alert.id', 'is', null),
          eb('alert.status', '=', 'closed'),
          eb('alert.action', '!=', eb.ref('action.id')),
        ]),
      )
      .orderBy('action.at')
      .limit(atMost),
    /** The message that has been ready to go out for the longest. */
    waiting: query.selectFrom('outbox').select('next_at').where('state', '=', 'waiting').orderBy('next_at').limit(1),
    /** Handed over so long ago that its end should be known. */
    handed: query.selectFrom('outbox').select('next_at').where('state', '=', 'sending').orderBy('next_at').limit(1),
  };
}
