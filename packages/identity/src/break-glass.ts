import { randomUUID } from 'node:crypto';
import type { Clock, Database, Migration } from '@munan/runtime';

/** How long one asking opens a person's data. */
export const breakGlassMs = 4 * 3_600_000;
export const shortestReason = 10;
const longestReason = 500;

type BreakGlassTables = {
  break_glass: { id: string; user_id: string; person: string; reason: string; at: number; until: number };
  break_glass_review: { id: string; user_id: string; note: string; at: number };
};

/** Both only grow: a review is a row of its own. */
export const breakGlassMigrations: readonly Migration[] = [
  {
    name: 'break-glass-1-grants',
    async up(query, types) {
      await query.schema
        .createTable('break_glass')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('person', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('until', types.bigint, (column) => column.notNull())
        .execute();
      await query.schema.createIndex('break_glass_at').on('break_glass').column('at').execute();
      await query.schema
        .createTable('break_glass_review')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('note', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];

export interface BreakGlass {
  id: string;
  user: string;
  person: string;
  reason: string;
  at: number;
  until: number;
  reviewed?: { by: string; at: number; note: string };
}

export class BreakGlassError extends Error {
  readonly code: 'reason-short' | 'not-found' | 'reviewed';
  constructor(code: BreakGlassError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export type BreakGlasses = Awaited<ReturnType<typeof openBreakGlass>>;

/** Access in an emergency, with a reason that somebody reads afterwards. `breakGlassMigrations` must have been applied. */
export async function openBreakGlass({ database, clock }: { database: Database; clock: Clock }) {
  const query = database.query.withTables<BreakGlassTables>();
  /** What is open now: user -> person -> reason and end. */
  const open = new Map<string, Map<string, { reason: string; until: number }>>();
  const add = (user: string, person: string, reason: string, until: number): void => {
    const of = open.get(user) ?? new Map<string, { reason: string; until: number }>();
    open.set(user, of.set(person, { reason, until }));
  };
  const stillOpen = await query
    .selectFrom('break_glass')
    .selectAll()
    .where('until', '>', clock.now())
    .orderBy('at')
    .execute();
  for (const { user_id, person, reason, until } of stillOpen) add(user_id, person, reason, until);

  return {
    /** @throws BreakGlassError reason-short */
    async ask(user: string, person: string, reason: string): Promise<BreakGlass> {
      const said = reason.normalize('NFC').trim().replaceAll(/\s+/gu, ' ');
      // Letters and digits of any script: ten dots are no reason.
      const letters = said.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
      if (letters < shortestReason || said.length > longestReason)
        throw new BreakGlassError(
          'reason-short',
          `a reason has ${shortestReason} to ${longestReason} letters, not ${letters}`,
        );
      const at = clock.now();
      const row = { id: randomUUID(), user_id: user, person, reason: said, at, until: at + breakGlassMs };
      await query.insertInto('break_glass').values(row).execute();
      add(user, person, said, row.until);
      return { id: row.id, user, person, reason: said, at, until: row.until };
    },

    /** Whose data is open to a user now, with the reason. */
    grantsOf(user: string, now: number): Map<string, string> {
      const of = open.get(user);
      for (const [person, { until }] of of ?? []) if (until <= now) of?.delete(person);
      return new Map([...(of ?? [])].map(([person, { reason }]) => [person, reason]));
    },
    find(user: string, person: string, now: number): { reason: string; until: number } | undefined {
      const found = open.get(user)?.get(person);
      return found && found.until > now ? found : undefined;
    },

    /** Newest first, with what became of the review. */
    async list(limit: number): Promise<BreakGlass[]> {
      const rows = await query
        .selectFrom('break_glass as g')
        .leftJoin('break_glass_review as r', 'r.id', 'g.id')
        .select(['g.id', 'g.user_id', 'g.person', 'g.reason', 'g.at', 'g.until'])
        .select(['r.user_id as reviewer', 'r.at as reviewed_at', 'r.note'])
        .orderBy('g.at', 'desc')
        .orderBy('g.id')
        .limit(limit)
        .execute();
      return rows.map(({ id, user_id, person, reason, at, until, reviewer, reviewed_at, note }) => ({
        ...{ id, user: user_id, person, reason, at, until },
        ...(reviewer !== null && { reviewed: { by: reviewer, at: reviewed_at ?? 0, note: note ?? '' } }),
      }));
    },

    /** Once for each. @throws BreakGlassError not-found, reviewed */
    async review(id: string, user: string, note: string): Promise<BreakGlass> {
      const known = await query.selectFrom('break_glass').selectAll().where('id', '=', id).executeTakeFirst();
      if (!known) throw new BreakGlassError('not-found', `there is no emergency access ${id.slice(0, 64)}`);
      const done = await query
        .insertInto('break_glass_review')
        .values({ id, user_id: user, note, at: clock.now() })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!done) throw new BreakGlassError('reviewed', 'it was reviewed already');
      const { person, reason, at, until } = known;
      const reviewed = { by: user, at: clock.now(), note };
      return { id, user: known.user_id, person, reason, at, until, reviewed };
    },
  };
}
