import type { Database } from '@munan/runtime';
import type { RecordTables } from '../tables.ts';

/**
 * What of the record a nurse's device shows of a person. A correction of a single Observation has its Provenance, so that
 * after a start it is enough to look for that one: a person has thousands of Observations, most of them summaries of days.
 */
const fewTypes = [
  'Appointment',
  'Communication',
  'Encounter',
  'Flag',
  'Media',
  'Provenance',
  'QuestionnaireResponse',
  'ServiceRequest',
  'Task',
] as const;
const types = [...fewTypes, 'Observation'] as const;
/** Daily summaries change every night and are told apart by the day. */
const isOfDay = (id: string): boolean => id.startsWith('daily.');
const atOnce = 400;

export interface LastChanged {
  /** For each of these people a text that is another one whenever the record changed about her. Not newer than what is read after. */
  of(people: readonly string[]): Promise<Map<string, string>>;
}

/** The newest moment at which something was written about a person, and what that was: several things may be of one moment. */
interface Newest {
  at: number;
  /** `type/id` and its version. */
  written: Map<string, number>;
}
interface Row {
  type: string;
  id: string;
  version: number;
  patients: string;
  last_updated: number;
}

/**
 * Follows the record by reading what changed since it was last asked, so that "nothing new" costs no more than that. It is
 * in memory; after a start it is looked up once for each person, and is the same as it was before.
 */
export function openLastChanged(database: Database): LastChanged {
  const query = database.query.withTables<RecordTables>();
  const columns = ['type', 'id', 'version', 'patients', 'last_updated'] as const;
  const known = new Map<string, Newest>();
  let position: number | undefined;
  let following: Promise<unknown> = Promise.resolve();

  function note({ type, id, version, patients, last_updated: at }: Row): void {
    if (isOfDay(id)) return;
    for (const person of patients.split(' ')) {
      const newest = known.get(person);
      if (!newest || newest.at > at) continue;
      if (newest.at < at) known.set(person, { at, written: new Map([[`${type}/${id}`, version]]) });
      else newest.written.set(`${type}/${id}`, version);
    }
  }

  async function follow(): Promise<void> {
    if (position === undefined) {
      const newest = await query
        .selectFrom('resource')
        .select((expression) => expression.fn.max('last_updated').as('at'))
        .where('type', 'in', [...types])
        .executeTakeFirst();
      position = newest?.at ?? 0;
    }
    const from = position;
    for (const type of types) {
      const rows = await query
        .selectFrom('resource')
        .select(columns)
        .where('type', '=', type)
        .where('last_updated', '>=', from)
        .orderBy('last_updated')
        .execute();
      for (const row of rows) note(row);
      position = Math.max(position, rows.at(-1)?.last_updated ?? 0);
    }
  }

  async function lookUp(people: readonly string[]): Promise<void> {
    for (let from = 0; from < people.length; from += atOnce) {
      const newest = await query
        .selectFrom('index_patient as p')
        .innerJoin('resource as r', 'r.key', 'p.key')
        .select((expression) => expression.fn.max('r.last_updated').as('at'))
        .where('p.type', 'in', [...fewTypes])
        .where('p.patient', 'in', people.slice(from, from + atOnce))
        .where('p.code', '=', '')
        .groupBy('p.patient')
        .execute();
      const moments = [...new Set(newest.map(({ at }) => at))];
      if (moments.length === 0) continue;
      const rows = await query
        .selectFrom('resource')
        .select(columns)
        .where('type', 'in', [...types])
        .where('last_updated', 'in', moments)
        .execute();
      for (const row of rows) note(row);
    }
  }

  async function read(people: readonly string[]): Promise<Map<string, string>> {
    const strangers = people.filter((person) => !known.has(person));
    // Known before they are looked up, so that what is written meanwhile is followed.
    for (const person of strangers) known.set(person, { at: 0, written: new Map() });
    try {
      if (strangers.length > 0) await lookUp(strangers);
      await follow();
    } catch (error) {
      for (const person of strangers) known.delete(person);
      throw error;
    }
    return new Map(
      people.map((person) => {
        const { at, written } = known.get(person) as Newest;
        const versions = [...written.values()].reduce((sum, version) => sum + version, 0);
        return [person, `${at.toString(36)}-${written.size}-${versions}`];
      }),
    );
  }

  return {
    // One after another: two that read at once could note an older version last.
    of(people) {
      const reading = following.then(() => read(people));
      following = reading.catch(() => {});
      return reading;
    },
  };
}
