import type { Kysely } from 'kysely';
import type { ResponseTables } from './tables.ts';

export interface MessageCounts {
  /** Of each alert that has any. */
  byAlert: Map<string, number>;
  /** Those that went, or were to go, by anything that leads out of the house. */
  outside: number;
}

const atOnce = 500;

/** How many messages there are of these alerts, whatever became of them. */
export async function countMessages(query: Kysely<ResponseTables>, alerts: readonly string[]): Promise<MessageCounts> {
  const counts: MessageCounts = { byAlert: new Map(), outside: 0 };
  for (let from = 0; from < alerts.length; from += atOnce) {
    const rows = await query
      .selectFrom('outbox')
      .select(['alert', 'channel'])
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('alert', 'in', alerts.slice(from, from + atOnce))
      .groupBy(['alert', 'channel'])
      .execute();
    for (const { alert, channel, count } of rows) {
      counts.byAlert.set(alert, (counts.byAlert.get(alert) ?? 0) + Number(count));
      if (channel !== 'console') counts.outside += Number(count);
    }
  }
  return counts;
}
