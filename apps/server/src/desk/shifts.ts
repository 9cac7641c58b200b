import { randomUUID } from 'node:crypto';
import type { NewShift, Role, Shift } from '@munan/flow';
import type { Clock, Database } from '@munan/runtime';
import { DeskRefused } from './refused.ts';
import type { DeskTables } from './tables.ts';

export type ShiftRole = Shift['role'];
export const shiftRoles: readonly ShiftRole[] = ['operator', 'nurse', 'manager'];

/** A shift without the name, which the user may change. */
export interface StoredShift {
  id: string;
  user: string;
  role: ShiftRole;
  from: number;
  to: number;
}

const dayMs = 86_400_000;
const longestMs = dayMs;
const aheadDays = 400;
const mostListed = 5_000;
/** One user has two shifts a day at the most; twice as many of everybody is a fault of whoever asks. */
const mostAhead = 20_000;

interface Present {
  from: number;
  until: number;
  users: Record<ShiftRole, readonly string[]>;
  /** Whether any shift of the role is written down, from yesterday on: else there is no rota to go by. */
  hasRota: Record<ShiftRole, boolean>;
}

export type Shifts = Awaited<ReturnType<typeof openShifts>>;

/**
 * The rota. Every shift that is not over since yesterday is in memory (some thousands at the most), so that who is on now is
 * answered without the database; what is past is asked of the database in bounded windows.
 */
export async function openShifts({
  database,
  clock,
  findUser,
}: {
  database: Database;
  clock: Clock;
  findUser(id: string): { id: string; role: Role } | undefined;
}) {
  const query = database.query.withTables<DeskTables>();
  const read = (row: Omit<DeskTables['shift'], 'by_user' | 'made_at'>): StoredShift => ({
    ...{ id: row.id, user: row.user_id, role: row.role as ShiftRole, from: row.from_at, to: row.to_at },
  });
  const columns = ['id', 'user_id', 'role', 'from_at', 'to_at'] as const;
  const ahead = new Map<string, StoredShift>();
  const rows = await query
    .selectFrom('shift')
    .select(columns)
    .where('from_at', '>', clock.now() - 2 * dayMs)
    .limit(mostAhead)
    .execute();
  for (const row of rows) ahead.set(row.id, read(row));
  let present: Present | undefined;
  let working: Promise<unknown> = Promise.resolve();

  function presentAt(now: number): Present {
    if (present && now >= present.from && now < present.until) return present;
    const users: Record<ShiftRole, string[]> = { operator: [], nurse: [], manager: [] };
    const hasRota: Record<ShiftRole, boolean> = { operator: false, nurse: false, manager: false };
    let [from, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const shift of ahead.values()) {
      if (shift.to <= now - dayMs) {
        ahead.delete(shift.id);
        continue;
      }
      hasRota[shift.role] = true;
      if (shift.from <= now && now < shift.to) users[shift.role].push(shift.user);
      for (const edge of [shift.from, shift.to]) {
        if (edge <= now) from = Math.max(from, edge);
        else until = Math.min(until, edge);
      }
      // A rota that ended is one for a day more.
      if (shift.to <= now) until = Math.min(until, shift.to + dayMs + 1);
    }
    present = { from, until, users, hasRota };
    return present;
  }

  function check({ user, from, to }: NewShift, now: number): ShiftRole {
    const role = findUser(user)?.role;
    if (!shiftRoles.some((known) => known === role))
      throw new DeskRefused(400, 'no-such-user', `user is "${user}"; allowed is an operator, a nurse or a manager`);
    if (!(to > from)) throw new DeskRefused(400, 'shift-backwards', 'a shift ends after it begins');
    if (to - from > longestMs) throw new DeskRefused(400, 'shift-too-long', 'a shift has at most 24 hours');
    if (to <= now) throw new DeskRefused(400, 'shift-past', 'a shift that is over cannot be entered');
    if (from > now + aheadDays * dayMs)
      throw new DeskRefused(400, 'shift-too-far', `a shift begins within ${aheadDays} days`);
    if (ahead.size >= mostAhead)
      throw new DeskRefused(409, 'too-many-shifts', 'too many shifts are written down ahead');
    for (const other of ahead.values())
      if (other.user === user && other.from < to && other.to > from)
        throw new DeskRefused(409, 'shift-overlaps', `${user} has a shift at that time already`);
    return role as ShiftRole;
  }

  async function write(given: NewShift, by: string): Promise<StoredShift> {
    const now = clock.now();
    const shift: StoredShift = { id: randomUUID(), ...given, role: check(given, now) };
    const { id, user, role, from, to } = shift;
    await query
      .insertInto('shift')
      .values({ id, user_id: user, role, from_at: from, to_at: to, by_user: by, made_at: now })
      .execute();
    ahead.set(id, shift);
    present = undefined;
    return shift;
  }

  async function strike(id: string): Promise<StoredShift> {
    const shift = ahead.get(id);
    if (!shift) {
      const known = await query.selectFrom('shift').select('id').where('id', '=', id).executeTakeFirst();
      if (!known) throw new DeskRefused(404, 'not-found', `there is no shift ${id.slice(0, 64)}`);
    }
    // Who was there stays written down.
    if (!shift || shift.to <= clock.now()) throw new DeskRefused(409, 'shift-over', 'a shift that is over stays');
    await query.deleteFrom('shift').where('id', '=', id).execute();
    ahead.delete(id);
    present = undefined;
    return shift;
  }

  async function endAll(user: string): Promise<void> {
    const now = clock.now();
    for (const shift of [...ahead.values()].filter((one) => one.user === user && one.to > now)) {
      if (shift.from >= now) await strike(shift.id);
      else {
        await query.updateTable('shift').set({ to_at: now }).where('id', '=', shift.id).execute();
        ahead.set(shift.id, { ...shift, to: now });
      }
    }
    present = undefined;
  }

  /** One after another: two at once must not both find the time free. */
  function inTurn<R>(work: () => Promise<R>): Promise<R> {
    const done = working.then(work);
    working = done.catch(() => {});
    return done;
  }

  return {
    /** Ids of who is on shift. */
    on: (role: ShiftRole, now: number): readonly string[] => presentAt(now).users[role],
    hasRota: (role: ShiftRole, now: number): boolean => presentAt(now).hasRota[role],
    /** Since when without a gap somebody of the role should be there; undefined: nobody should be now. */
    coveredSince(role: ShiftRole, now: number): number | undefined {
      if (presentAt(now).users[role].length === 0) return undefined;
      const mine = [...ahead.values()].filter((shift) => shift.role === role && shift.from <= now);
      let since = now;
      for (const shift of mine.sort((a, b) => b.to - a.to)) if (shift.to >= since) since = Math.min(since, shift.from);
      return since;
    },
    /** When somebody comes or goes next; infinite: nobody does. */
    nextChange: (now: number): number => presentAt(now).until,
    /** What touches the window, the first to begin first. */
    async list(from: number, to: number): Promise<StoredShift[]> {
      const found = await query
        .selectFrom('shift')
        .select(columns)
        .where('from_at', '>', from - longestMs)
        .where('from_at', '<', to)
        .where('to_at', '>', from)
        .orderBy('from_at')
        .orderBy('id')
        .limit(mostListed)
        .execute();
      return found.map(read);
    },
    /** @throws DeskRefused */
    add: (given: NewShift, by: string): Promise<StoredShift> => inTurn(() => write(given, by)),
    /** The shift that was struck out. @throws DeskRefused */
    remove: (id: string): Promise<StoredShift> => inTurn(() => strike(id)),
    /** Who left stands on no shift to come; one under way ends now. */
    endAllOf: (user: string): Promise<void> => inTurn(() => endAll(user)),
  };
}
