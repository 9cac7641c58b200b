import type { Clock, Database } from '@munan/runtime';
import type { DeskTables } from './tables.ts';

/** After a restart nobody is believed awake for longer than this beyond what is true. */
const writeEveryMs = 60_000;

export type Activity = Awaited<ReturnType<typeof openActivity>>;

/**
 * When each operator last did something. An open page alone is nothing: whoever sleeps before it does nothing. Reckoned by the time
 * that has really passed: a clock that is set by two hours neither sends the desk to sleep nor keeps it awake.
 */
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
  /** By the monotonic clock. */
  const last = new Map<string, number>();
  const written = new Map<string, number>();
  const openedAt = clock.now();
  // What lies in the future was written before the clock was set back.
  for (const { user_id, at } of await query.selectFrom('desk_active').selectAll().execute())
    if (at <= openedAt) last.set(user_id, clock.monotonic() - (openedAt - at));
  const isAwake = (user: string): boolean => {
    const at = last.get(user);
    return at !== undefined && clock.monotonic() - at < asleepAfterMs;
  };
  return {
    asleepAfterMs,
    /** As the clock stands now, Unix ms. */
    lastActive(user: string): number | undefined {
      const at = last.get(user);
      return at === undefined ? undefined : clock.now() - (clock.monotonic() - at);
    },
    isAwake,
    /** Ids of all who are awake. */
    awake: (): string[] => [...last.keys()].filter(isAwake),
    /** She did something; resolves when what must be on disk is. */
    async active(user: string): Promise<void> {
      const moment = clock.monotonic();
      last.set(user, moment);
      if (moment - (written.get(user) ?? Number.NEGATIVE_INFINITY) < writeEveryMs) return;
      written.set(user, moment);
      const at = clock.now();
      await query
        .insertInto('desk_active')
        .values({ user_id: user, at })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ at }))
        .execute();
    },
  };
}
