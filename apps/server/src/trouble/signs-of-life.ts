import type { Clock, Database, Migration } from '@munan/runtime';

/** The two processes that look after each other. */
export type Alive = 'server' | 'auditor';

export const aliveMigrations: readonly Migration[] = [
  {
    name: 'trouble-2-alive',
    async up(query, types) {
      await query.schema
        .createTable('house_alive')
        .addColumn('who', 'text', (column) => column.primaryKey())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];

export interface SignsOfLife {
  /** I live. */
  give(): Promise<void>;
  /** I stop as I was told to: nobody shall miss me. */
  leave(): Promise<void>;
  /** How long the other has given no sign, ms; 0 where it never gave one, or has left. */
  silentMs(other: Alive): Promise<number>;
}

export function openSignsOfLife(database: Database, clock: Clock, self: Alive): SignsOfLife {
  const query = database.query.withTables<{ house_alive: { who: string; at: number } }>();
  const seen = new Map<Alive, { at: number; since: number }>();
  return {
    async give() {
      const at = clock.now();
      await query
        .insertInto('house_alive')
        .values({ who: self, at })
        .onConflict((conflict) => conflict.column('who').doUpdateSet({ at }))
        .execute();
    },
    async leave() {
      await query.deleteFrom('house_alive').where('who', '=', self).execute();
    },
    async silentMs(other) {
      const row = await query.selectFrom('house_alive').select('at').where('who', '=', other).executeTakeFirst();
      if (!row) {
        seen.delete(other);
        return 0;
      }
      // By the time that passes here since it last changed: either's clock may be set meanwhile.
      const before = seen.get(other);
      if (before?.at !== row.at) seen.set(other, { at: row.at, since: clock.monotonic() });
      return before?.at === row.at ? clock.monotonic() - before.since : 0;
    },
  };
}
