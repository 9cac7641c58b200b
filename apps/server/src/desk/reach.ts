import type { UserReachBody } from '@munan/flow';
import type { Clock, Database } from '@munan/runtime';
import type { DeskTables } from './tables.ts';

export type Reaches = Awaited<ReturnType<typeof openReaches>>;

/** How each of those who work here is told when she does not look; in memory and on disk. */
export async function openReaches({ database, clock }: { database: Database; clock: Clock }) {
  const query = database.query.withTables<DeskTables>();
  const known = new Map<string, UserReachBody>();
  for (const row of await query.selectFrom('user_reach').select(['user_id', 'phone', 'mail']).execute())
    known.set(row.user_id, bodyOf(row));
  return {
    of: (user: string): UserReachBody => known.get(user) ?? {},
    async set(user: string, reach: UserReachBody, by: string): Promise<void> {
      const row = {
        ...{ phone: reach.phone?.trim() || null, mail: reach.mail?.trim() || null },
        ...{ by_user: by, at: clock.now() },
      };
      await query
        .insertInto('user_reach')
        .values({ user_id: user, ...row })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
        .execute();
      known.set(user, bodyOf(row));
    },
  };
}

function bodyOf({ phone, mail }: { phone: string | null; mail: string | null }): UserReachBody {
  return { ...(phone !== null && { phone }), ...(mail !== null && { mail }) };
}
