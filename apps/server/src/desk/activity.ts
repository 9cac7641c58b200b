import type { Clock, Database } from '@munan/runtime';
import type { DeskTables } from './tables.ts';

/** After a restart nobody is believed awake for longer than this beyond what is true. */
const writeEveryMs = 60_000;

export type Activity = Awaited<ReturnType<typeof openActivity>>;

/** When each operator last did something. An open page alone is nothing: whoever sleeps before it does nothing. */
export async function openActivity({
  database,
  clock,
  asleepAfterMs,
}: {
  database: Database;
  clock: Clock;
  asleepAfterMs: number;
}) {
  const query = database.query.withTables<DeskTables>();
  const last = new Map<string, number>();
  const written = new Map<string, number>();
  for (const { user_id, at } of await query.selectFrom('desk_active').selectAll().execute()) {
    last.set(user_id, at);
    written.set(user_id, at);
  }
  /** A clock that was set back must not leave her awake for hours. */
  const isAwake = (user: string, now: number): boolean => {
    const at = last.get(user);
    return at !== undefined && Math.abs(now - at) < asleepAfterMs;
  };
  return {
    asleepAfterMs,
    lastActive: (user: string): number | undefined => last.get(user),
    isAwake,
    /** Ids of all who are awake. */
    awake: (now: number): string[] => [...last.keys()].filter((user) => isAwake(user, now)),
    /** She did something; resolves when what must be on disk is. */
    async active(user: string): Promise<void> {
      const at = clock.now();
      last.set(user, at);
      if (Math.abs(at - (written.get(user) ?? Number.NEGATIVE_INFINITY)) < writeEveryMs) return;
      written.set(user, at);
      await query
        .insertInto('desk_active')
        .values({ user_id: user, at })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ at }))
        .execute();
    },
  };
}
