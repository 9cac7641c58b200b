import { randomUUID } from 'node:crypto';
import {
  type FactChange,
  type FactField,
  type Facts,
  type FactValue,
  factFields,
  type Side,
  type SyncPerson,
} from '@munan/flow';
import type { OpenQuery } from '@munan/record';
import { type Clash, mergeFact, same } from '@munan/visit';
import { Check } from 'typebox/value';
import { Person } from '../people/person.ts';
import { MessageRefused } from './message-check.ts';
import type { SyncTables } from './tables.ts';

export type FactsBy = SyncPerson['factsBy'];
/** Whoever changes something, where she sits, and when she did. */
export interface Writer {
  id: string;
  name: string;
  at: number;
  where: Side['where'];
  /** Id of the message that it came with. */
  message?: string;
}

export function factsOf(person: Person): Facts {
  const { phone = null, doorCode = null, address, conditions, medications, allergies } = person;
  return { phone, doorCode, address, conditions, medications, allergies };
}

const wanted: Record<FactField, string> = {
  phone: 'text of 1 to 40 characters, or null',
  doorCode: 'text of 1 to 40 characters, or null',
  address: 'text of 1 to 300 characters',
  conditions: 'a list of at most 50 lines of 1 to 200 characters',
  medications: 'a list of at most 50 lines of 1 to 200 characters',
  allergies: 'a list of at most 50 lines of 1 to 200 characters',
};
const lists: readonly FactField[] = ['conditions', 'medications', 'allergies'];

/** @throws MessageRefused for a value that this fact cannot have */
export function withFact(person: Person, field: FactField, value: FactValue): Person {
  const { [field]: _before, ...rest } = person;
  const isNothing = value === null || value === '' || value === undefined;
  // No list is an empty list; of a text, nothing is not there.
  const next = lists.includes(field)
    ? { ...rest, [field]: value ?? [] }
    : { ...rest, ...(isNothing ? {} : { [field]: value }) };
  if (!Check(Person, next))
    throw new MessageRefused(
      'invalid',
      `${field} is ${JSON.stringify(value)?.slice(0, 80)}; allowed is ${wanted[field]}`,
    );
  return next;
}

export interface MergedFacts {
  person: Person;
  /** What of it is new. */
  changed: FactField[];
  clashes: Clash[];
}

/** The changes of one side on what stands now. @throws MessageRefused */
export function mergeFacts(person: Person, changes: readonly FactChange[]): MergedFacts {
  let after = person;
  const clashes: Clash[] = [];
  for (const change of changes) {
    // Also of what clashes: what could never stand is not put before a person to decide.
    withFact(after, change.field, change.mine);
    const merged = mergeFact(change, factsOf(after)[change.field]);
    clashes.push(...merged.clashes);
    after = withFact(after, change.field, merged.value);
  }
  const [old, now] = [factsOf(person), factsOf(after)];
  return { person: after, changed: factFields.filter((field) => !same(old[field], now[field])), clashes };
}

type Query = Pick<OpenQuery, 'withTables'>;

export async function noteFacts(
  query: Query,
  person: Person,
  fields: readonly FactField[],
  writer: Writer,
  received: number,
) {
  const facts = factsOf(person);
  for (const field of fields)
    await query
      .withTables<SyncTables>()
      .insertInto('fact_change')
      .values({
        ...{ id: randomUUID(), person: person.id, field, value: JSON.stringify(facts[field]) },
        ...{ by_user: writer.id, by_name: writer.name, at: writer.at, received },
        ...{ place: writer.where, message: writer.message ?? null },
      })
      .execute();
}

/** Who set each fact of these people last, as far as it is known. */
export async function factsByOf(query: Query, people: readonly string[]): Promise<Map<string, FactsBy>> {
  const found = new Map<string, FactsBy>();
  if (people.length === 0) return found;
  const rows = await query
    .withTables<SyncTables>()
    .selectFrom('fact_change')
    .select(['person', 'field', 'by_user', 'by_name', 'at', 'place'])
    .where('person', 'in', [...people])
    .orderBy('received')
    .orderBy('at')
    .execute();
  for (const { person, field, by_user, by_name, at, place } of rows) {
    const by = found.get(person) ?? {};
    by[field as FactField] = { by: by_user, byName: by_name, at, where: place as Side['where'] };
    found.set(person, by);
  }
  return found;
}
