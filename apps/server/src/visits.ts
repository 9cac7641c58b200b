import type { VisitEntry, VisitRow } from '@munan/flow';
import type { OpenQuery, RecordedVisit, StoredVisit, Visit, VisitsWanted } from '@munan/record';
import { news2 } from '@munan/vitals';
import type { People } from './people/people.ts';
import { briefOf } from './people/person.ts';

/** With all seven missing there is nothing to score. */
const news2Parameters = 7;

/** What else belongs into a transaction. */
type Within = (query: OpenQuery) => Promise<void>;

/** What of the record room visits need; house.ts passes it in. */
export interface VisitNeeds {
  /** `within` is done in the transaction of the visit. */
  store(visit: Visit, within?: Within): Promise<StoredVisit>;
  find(wanted: VisitsWanted): Promise<RecordedVisit[]>;
  people: People;
  userName(id: string): string | undefined;
  now(): number;
}

export interface Visits {
  /** Stored at once; the same visit sent twice is stored once. @throws OutcomeError */
  save(entry: VisitEntry, nurse: { id: string; name: string }, within?: Within): Promise<VisitRow>;
  /** Newest first; of `people` only, where given. */
  list(wanted: { limit: number; people?: readonly string[] }): Promise<VisitRow[]>;
  /** When each person was last visited, Unix ms, as far as the last thousand visits tell. */
  lastOfEach(): Promise<Map<string, number>>;
}

export function openVisits({ store, find, people, userName, now }: VisitNeeds): Visits {
  const rowOf = ({ patient, nurse, ...visit }: RecordedVisit): VisitRow[] => {
    const person = people.find(patient);
    return person
      ? [{ ...visit, person: briefOf(person, now()), nurse: { id: nurse, name: userName(nurse) ?? nurse } }]
      : [];
  };
  return {
    async save(entry, nurse, within) {
      const { spo2Scale2 } = people.get(entry.patient);
      const { least, most, missing } = news2(entry.vitals, { scale2: spo2Scale2 });
      const score = missing.length < news2Parameters ? { least, most, missing, at: entry.finished } : undefined;
      const visit = { entry, nurse: nurse.id, ...(score ? { news2: score } : {}), spo2Scale2 };
      const stored = await store(visit, within);
      const [row] = rowOf(stored.visit);
      if (!row) throw new Error(`the visit ${entry.id} is of nobody known here`);
      return row;
    },
    async list({ limit, people: some }) {
      if (some?.length === 0) return [];
      const filter = some && { patients: [...some], withoutPatient: false };
      return (await find({ limit, ...(filter ? { filter } : {}) })).flatMap(rowOf);
    },
    async lastOfEach() {
      const last = new Map<string, number>();
      for (const { patient, finished } of await find({ limit: 1000 }))
        if (finished > (last.get(patient) ?? 0)) last.set(patient, finished);
      return last;
    },
  };
}
