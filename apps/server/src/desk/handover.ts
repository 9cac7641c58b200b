import { randomUUID } from 'node:crypto';
import type { Alert, HandoverLine, HandoverNote, NewHandover } from '@munan/flow';
import type { Clock, Database } from '@munan/runtime';
import { DeskRefused } from './refused.ts';
import type { DeskTables } from './tables.ts';

const notesShown = 20;
/** A note stays readable, and its row bounded; that there was more open is said by the queue. */
const mostLines = 500;

export interface HandoverNeeds {
  database: Database;
  clock: Clock;
  nameOf(user: string): string;
  isOperator(user: string): boolean;
  open(limit: number): Promise<Alert[]>;
  lineOf(alert: Alert): HandoverLine;
  /** Ids of the open alerts that a user holds. */
  heldBy(user: string): string[];
  /** The accepter takes one over; false when it could not be (closed meanwhile). */
  takeOver(alert: string, user: { id: string; name: string }): Promise<boolean>;
}

export type Handover = ReturnType<typeof openHandover>;

/** What one shift tells the next: a text, and what was open as it stood. Written once, accepted once. */
export function openHandover(needs: HandoverNeeds) {
  const query = needs.database.query.withTables<DeskTables>();
  const named = (id: string) => ({ id, name: needs.nameOf(id) });
  const noteOf = (row: DeskTables['handover']): HandoverNote => ({
    id: row.id,
    by: named(row.by_user),
    at: row.at,
    text: row.text,
    open: JSON.parse(row.open) as HandoverLine[],
    ...(row.to_user !== null && { to: named(row.to_user) }),
    ...(row.accepted_by !== null && { acceptedBy: named(row.accepted_by) }),
    ...(row.accepted_at !== null && { acceptedAt: row.accepted_at }),
  });
  const find = async (id: string): Promise<DeskTables['handover']> => {
    const row = await query.selectFrom('handover').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw new DeskRefused(404, 'not-found', `there is no hand-over note ${id.slice(0, 64)}`);
    return row;
  };
  const lines = async (): Promise<HandoverLine[]> =>
    // A drill is not what the next shift must know.
    (await needs.open(mostLines)).filter(({ drill }) => drill === undefined).map(needs.lineOf);

  return {
    lines,
    /** Newest first. */
    async notes(): Promise<HandoverNote[]> {
      const rows = await query
        .selectFrom('handover')
        .selectAll()
        .orderBy('at', 'desc')
        .orderBy('id')
        .limit(notesShown)
        .execute();
      return rows.map(noteOf);
    },
    /** @throws DeskRefused */
    async write({ text, to }: NewHandover, by: string): Promise<HandoverNote> {
      if (to === by) throw new DeskRefused(400, 'own-handover', 'nobody hands over to herself');
      if (to !== undefined && !needs.isOperator(to))
        throw new DeskRefused(400, 'no-such-user', `to is "${to}"; allowed is the id of an operator`);
      const row = {
        ...{ id: randomUUID(), by_user: by, at: needs.clock.now(), to_user: to ?? null, text: text.trim() },
        ...{ open: JSON.stringify(await lines()), accepted_by: null, accepted_at: null },
      };
      await query.insertInto('handover').values(row).execute();
      return noteOf(row);
    },
    /** What the giver holds is the accepter's afterwards; the same once more takes over what was left. @throws DeskRefused */
    async accept(id: string, user: { id: string; name: string }): Promise<HandoverNote> {
      const row = await find(id);
      if (row.by_user === user.id) throw new DeskRefused(409, 'own-handover', 'the note is one’s own');
      if (row.to_user !== null && row.to_user !== user.id)
        throw new DeskRefused(403, 'not-for-you', `the note is for ${needs.nameOf(row.to_user)}`);
      // Of two who accept at once the row decides.
      await query
        .updateTable('handover')
        .set({ accepted_by: user.id, accepted_at: needs.clock.now() })
        .where('id', '=', id)
        .where('accepted_by', 'is', null)
        .execute();
      const accepted = await find(id);
      if (accepted.accepted_by !== user.id)
        throw new DeskRefused(409, 'accepted-already', `${needs.nameOf(accepted.accepted_by!)} has accepted it`);
      // Long after, what the giver holds is of another shift.
      const isFresh = row.accepted_by === null || needs.clock.now() - (row.accepted_at ?? 0) < againWithinMs;
      if (isFresh) for (const alert of needs.heldBy(row.by_user)) await needs.takeOver(alert, user);
      return noteOf(accepted);
    },
  };
}

/** A press that was repeated because its answer got lost. */
const againWithinMs = 60_000;
