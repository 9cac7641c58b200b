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
const atOnce = 500;

export interface LastChanged {
  /** When the record last changed about each of these people, Unix ms; 0: it never did. Not later than what is read after. */
  of(people: readonly string[]): Promise<Map<string, number>>;
}

/**
 * Follows the record by reading what changed since it was last asked, so that "nothing new" costs no more than that. It is
 * in memory; after a start it is looked up once for each person.
 */
export function openLastChanged(database: Database): LastChanged {
  const query = database.query.withTables<RecordTables>();
  const known = new Map<string, number>();
  const note = (person: string, at: number): void => {
    if (at > (known.get(person) ?? -1)) known.set(person, at);
  };
  let position: number | undefined;
  let following: Promise<void> = Promise.resolve();

  async function follow(): Promise<void> {
    const rows = [];
    if (position === undefined) {
      const newest = await query
        .selectFrom('resource')
        .select((expression) => expression.fn.max('last_updated').as('at'))
        .where('type', 'in', [...types])
        .executeTakeFirst();
      position = newest?.at ?? 0;
    }
    for (const type of types)
      rows.push(
        ...(await query
          .selectFrom('resource')
          .select(['id', 'patients', 'last_updated'])
          .where('type', '=', type)
          .where('last_updated', '>=', position)
          .execute()),
      );
    for (const { id, patients, last_updated } of rows) {
      position = Math.max(position, last_updated);
      if (isOfDay(id)) continue;
      for (const person of patients.split(' ')) if (known.has(person)) note(person, last_updated);
    }
  }

  async function lookUp(people: readonly string[]): Promise<void> {
    for (let from = 0; from < people.length; from += atOnce) {
      const some = people.slice(from, from + atOnce);
      const rows = await query
        .selectFrom('index_patient as p')
        .innerJoin('resource as r', 'r.key', 'p.key')
        .select((expression) => ['p.patient', expression.fn.max('r.last_updated').as('at')])
        .where('p.type', 'in', [...fewTypes])
        .where('p.patient', 'in', some)
        .where('p.code', '=', '')
        .groupBy('p.patient')
        .execute();
      for (const person of some) note(person, 0);
      for (const { patient, at } of rows) note(patient, at);
    }
  }

  return {
    async of(people) {
      const strangers = people.filter((person) => !known.has(person));
      // Known before they are looked up, so that what is written meanwhile is followed.
      for (const person of strangers) note(person, 0);
      following = following.catch(() => {}).then(follow);
      await following;
      if (strangers.length > 0)
        await lookUp(strangers).catch((error: unknown) => {
          for (const person of strangers) known.delete(person);
          throw error;
        });
      return new Map(people.map((person) => [person, known.get(person) ?? 0]));
    },
  };
}
