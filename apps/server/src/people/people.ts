import type { Clock, Database, Migration } from '@munan/runtime';
import type { Kysely } from 'kysely';
import type { Person } from './person.ts';

type PeopleTables = {
  person: { id: string; facts: string; updated_at: number };
};

export const peopleMigrations: readonly Migration[] = [
  {
    name: 'people-1-person',
    async up(query, types) {
      await query.schema
        .createTable('person')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('facts', 'text', (column) => column.notNull())
        .addColumn('updated_at', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];

export interface People {
  find(id: string): Person | undefined;
  get(id: string): Person;
  all(): Iterable<Person>;
  readonly size: number;
  /** Adds or changes persons; `alongside` writes their Patients in the same transaction. */
  save(
    persons: readonly Person[],
    alongside: (query: Kysely<unknown>, persons: readonly Person[]) => Promise<void>,
  ): Promise<void>;
  /** As it is on disk, in an open transaction: what is in memory may be a moment older. */
  readWithin(query: Kysely<unknown>, id: string): Promise<Person | undefined>;
  /** Writes in an open transaction; when that is on disk, `remember` them. */
  writeWithin(query: Kysely<unknown>, persons: readonly Person[]): Promise<void>;
  remember(persons: readonly Person[]): void;
  /** When her facts were last changed, Unix ms. */
  updatedAt(id: string): number;
}

/** The facts of everybody, in memory (about 1 KB a person) and on disk. */
export async function openPeople(database: Database, clock: Clock): Promise<People> {
  const query = database.query.withTables<PeopleTables>();
  const known = new Map<string, Person>();
  const updated = new Map<string, number>();
  for (const { facts, updated_at } of await query.selectFrom('person').select(['facts', 'updated_at']).execute()) {
    const person = JSON.parse(facts) as Person;
    known.set(person.id, person);
    updated.set(person.id, updated_at);
  }
  const people: People = {
    find: (id) => known.get(id),
    get(id) {
      const person = known.get(id);
      if (!person) throw new Error(`no person ${id}`);
      return person;
    },
    all: () => known.values(),
    get size() {
      return known.size;
    },
    async save(persons, alongside) {
      await database.transaction(async (transaction) => {
        await people.writeWithin(transaction, persons);
        await alongside(transaction, persons);
      });
      people.remember(persons);
    },
    async readWithin(transaction, id) {
      const row = await transaction
        .withTables<PeopleTables>()
        .selectFrom('person')
        .select('facts')
        .where('id', '=', id)
        .executeTakeFirst();
      return row && (JSON.parse(row.facts) as Person);
    },
    async writeWithin(transaction, persons) {
      for (const person of persons) {
        const row = { facts: JSON.stringify(person), updated_at: clock.now() };
        await transaction
          .withTables<PeopleTables>()
          .insertInto('person')
          .values({ id: person.id, ...row })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute();
      }
    },
    remember(persons) {
      for (const person of persons) {
        known.set(person.id, person);
        // Grows with each change, also of the same millisecond.
        updated.set(person.id, Math.max(clock.now(), (updated.get(person.id) ?? 0) + 1));
      }
    },
    updatedAt: (id) => updated.get(id) ?? 0,
  };
  return people;
}
