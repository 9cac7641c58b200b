import type { VisitEntry, VisitRow } from '@munan/flow';
import type { OpenQuery, RecordedVisit, Visit, VisitsWanted } from '@munan/record';
import { same } from '@munan/visit';
import { news2 } from '@munan/vitals';
import type { Care } from './house/care.ts';
import type { People } from './people/people.ts';
import { briefOf } from './people/person.ts';
import type { SyncTables } from './sync/tables.ts';

/** With all seven missing there is nothing to score. */
const news2Parameters = 7;
/** SQLite takes 32,766 parameters. */
const atOnce = 500;

/** A visit as a whole came under the id of one that says something else. */
export class VisitExists extends Error {
  readonly code = 'already-exists';
  readonly statusCode = 409;
  constructor(id: string) {
    super(`the visit ${id} is here already, with other content; a change of it goes through POST /api/sync/push`);
  }
}

/** What else belongs into a transaction. */
type Within = (query: OpenQuery) => Promise<void>;

/** What of the record room visits need; house.ts passes it in. */
export interface VisitNeeds {
  care: Pick<Care, 'storeVisit' | 'readAnswers' | 'findWholeVisit' | 'normalVisit'>;
  find(wanted: VisitsWanted): Promise<RecordedVisit[]>;
  transaction<R>(work: (query: OpenQuery) => Promise<R>): Promise<R>;
  query: Pick<OpenQuery, 'withTables'>;
  people: People;
  userName(id: string): string | undefined;
  now(): number;
}

/** A version of a visit as it is to be stored. */
export type VisitToSave = Pick<Visit, 'entry' | 'nurse' | 'by' | 'at' | 'reason'>;

export type Visits = ReturnType<typeof openVisits>;

export function openVisits({ care, find, transaction, query: open, people, userName, now }: VisitNeeds) {
  /** Undefined for a visit to somebody who is not enrolled here. */
  function rowOf({ patient, nurse, ...visit }: RecordedVisit): VisitRow | undefined {
    const person = people.find(patient);
    return person && { ...visit, person: briefOf(person, now()), nurse: { id: nurse, name: userName(nurse) ?? nurse } };
  }

  /** When this user last looked at each of these visits, Unix ms. */
  async function seenBy(user: string, visits: readonly string[]): Promise<Map<string, number>> {
    const seen = new Map<string, number>();
    for (let from = 0; from < visits.length; from += atOnce) {
      const rows = await open
        .withTables<SyncTables>()
        .selectFrom('visit_seen')
        .select(['visit', 'at'])
        .where('user_id', '=', user)
        .where('visit', 'in', visits.slice(from, from + atOnce))
        .execute();
      for (const { visit, at } of rows) seen.set(visit, at);
    }
    return seen;
  }

  const visits = {
    rowOf,
    seenBy,

    /** Stored in an open transaction, with its score. @throws OutcomeError */
    async saveWithin(query: OpenQuery, visit: VisitToSave): Promise<{ entry: VisitEntry; row: VisitRow | undefined }> {
      const { entry } = visit;
      const { spo2Scale2 } = people.get(entry.patient);
      const { least, most, missing } = news2(entry.vitals, { scale2: spo2Scale2 });
      const at = entry.measured ?? entry.finished;
      const score = missing.length < news2Parameters ? { least, most, missing, at } : undefined;
      const stored = await care.storeVisit({ ...visit, ...(score && { news2: score }), spo2Scale2 }, query);
      return { entry: stored.entry, row: rowOf(stored.visit) };
    },

    /**
     * Stored at once; the same visit sent twice is stored once. Another under its id is refused: without what it started
     * from it cannot be merged, and would replace what others wrote. @throws VisitExists, OutcomeError
     */
    async save(entry: VisitEntry, nurse: { id: string; name: string }, within?: Within): Promise<VisitRow> {
      const { row } = await transaction(async (query) => {
        const before = await care.findWholeVisit(entry.id, query);
        if (before && !same(care.normalVisit(entry), before.entry)) throw new VisitExists(entry.id);
        const saved = await visits.saveWithin(query, { entry, nurse: nurse.id });
        await within?.(query);
        return saved;
      });
      if (!row) throw new Error(`the visit ${entry.id} is of nobody known here`);
      return row;
    },

    /** Newest first; of `people` only, where given; for `user`, with what is new to her. */
    async list({
      limit,
      people: some,
      user,
      since,
    }: {
      limit: number;
      people?: readonly string[];
      user?: string;
      /** Arrived at or after, Unix ms. */
      since?: number;
    }): Promise<VisitRow[]> {
      if (some?.length === 0) return [];
      const filter = some && { patients: [...some], withoutPatient: false };
      const rows = (await find({ limit, ...(filter && { filter }), ...(since !== undefined && { since }) })).flatMap(
        (visit) => rowOf(visit) ?? [],
      );
      const ids = rows.map(({ id }) => id);
      if (user === undefined || ids.length === 0) return rows;
      const [seen, answers] = await Promise.all([seenBy(user, ids), care.readAnswers({ visits: ids })]);
      const counts = Map.groupBy(answers, ({ visit }) => visit);
      return rows.map((row) => ({
        ...row,
        answers: counts.get(row.id)?.length ?? 0,
        isNew: (seen.get(row.id) ?? Number.NEGATIVE_INFINITY) < row.stored,
      }));
    },

    /** She has looked at it as it was stored at `at`. */
    async look(user: string, visit: string, at: number): Promise<void> {
      await open
        .withTables<SyncTables>()
        .insertInto('visit_seen')
        .values({ user_id: user, visit, at })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'visit']).doUpdateSet({ at }).where('visit_seen.at', '<', at),
        )
        .execute();
    },

    /** When each person was last visited, Unix ms, as far as the last thousand visits tell. */
    async lastOfEach(): Promise<Map<string, number>> {
      const last = new Map<string, number>();
      for (const { patient, finished } of await find({ limit: 1000 }))
        if (finished > (last.get(patient) ?? 0)) last.set(patient, finished);
      return last;
    },
  };
  return visits;
}
