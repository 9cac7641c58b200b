import type { PushSubscriptionBody } from '@munan/flow';
import type { Clock, Database, Migration, PushSubscriber } from '@munan/runtime';

type PushTables = {
  push_subscription: { endpoint: string; user_id: string; p256dh: string; auth: string; at: number };
};

export const pushMigrations: readonly Migration[] = [
  {
    name: 'push-1',
    async up(query, types) {
      await query.schema
        .createTable('push_subscription')
        .addColumn('endpoint', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('p256dh', 'text', (column) => column.notNull())
        .addColumn('auth', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];

/** More browsers than anybody reads notices on; the oldest goes. */
const mostOfUser = 10;

export type PushSubscriptions = Awaited<ReturnType<typeof openPushSubscriptions>>;

/** Which browsers of whom allowed notices; in memory and on disk. A browser belongs to whoever allowed them last. */
export async function openPushSubscriptions({ database, clock }: { database: Database; clock: Clock }) {
  const query = database.query.withTables<PushTables>();
  /** By endpoint, the oldest first. */
  const known = new Map<string, PushSubscriber & { user: string; at: number }>();
  for (const row of await query.selectFrom('push_subscription').selectAll().orderBy('at').orderBy('endpoint').execute())
    known.set(row.endpoint, {
      ...{ endpoint: row.endpoint, user: row.user_id, at: row.at },
      keys: { p256dh: row.p256dh, auth: row.auth },
    });
  const of = (user: string): PushSubscriber[] => [...known.values()].filter((one) => one.user === user);
  const remove = async (endpoint: string): Promise<void> => {
    known.delete(endpoint);
    await query.deleteFrom('push_subscription').where('endpoint', '=', endpoint).execute();
  };
  return {
    of,
    async add(user: string, { endpoint, keys: { p256dh, auth } }: PushSubscriptionBody): Promise<void> {
      const row = { user_id: user, p256dh, auth, at: clock.now() };
      await query
        .insertInto('push_subscription')
        .values({ endpoint, ...row })
        .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(row))
        .execute();
      known.delete(endpoint);
      known.set(endpoint, { endpoint, user, keys: { p256dh, auth }, at: row.at });
      const mine = of(user);
      for (const old of mine.slice(0, Math.max(0, mine.length - mostOfUser))) await remove(old.endpoint);
    },
    /** Nothing happens where it is not hers. */
    async removeOf(user: string, endpoint: string): Promise<void> {
      if (known.get(endpoint)?.user === user) await remove(endpoint);
    },
    /** Every browser of hers, as when her telephone was lost. */
    async removeAllOf(user: string): Promise<void> {
      await query.deleteFrom('push_subscription').where('user_id', '=', user).execute();
      for (const { endpoint } of of(user)) known.delete(endpoint);
    },
    /** User id -> on how many browsers, and when she allowed them last, Unix ms. */
    byUser(): Map<string, { devices: number; lastAllowed: number }> {
      const counted = new Map<string, { devices: number; lastAllowed: number }>();
      for (const { user, at } of known.values()) {
        const { devices, lastAllowed } = counted.get(user) ?? { devices: 0, lastAllowed: 0 };
        counted.set(user, { devices: devices + 1, lastAllowed: Math.max(lastAllowed, at) });
      }
      return counted;
    },
    /** The push service knows it no more. */
    gone: remove,
  };
}
