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
}

/** The facts of everybody, in memory (about 1 KB a person) and on disk. */
export async function openPeople(database: Database, clock: Clock): Promise<People> {
  const query = database.query.withTables<PeopleTables>();
  const known = new Map<string, Person>();
  for (const { facts } of await query.selectFrom('person').select('facts').execute()) {
    const person = JSON.parse(facts) as Person;
    known.set(person.id, person);
  }
  return {
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
        for (const person of persons) {
          const row = { facts: JSON.stringify(person), updated_at: clock.now() };
          await transaction
            .withTables<PeopleTables>()
            .insertInto('person')
            .values({ id: person.id, ...row })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
            .execute();
        }
        await alongside(transaction, persons);
      });
      for (const person of persons) known.set(person.id, person);
    },
  };
}
