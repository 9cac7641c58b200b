import type { FactChange, FactField } from '@munan/flow';
import type { OpenQuery, StoredConflict } from '@munan/record';
import { sawWithin } from '../api/gate.ts';
import type { House } from '../house.ts';
import type { Person } from '../people/person.ts';
import { keepConflicts, namedConflict } from './conflicts.ts';
import { type MergedFacts, mergeFacts, noteFacts, type Writer } from './facts.ts';
import { MessageRefused } from './message-check.ts';
import { type Apply, mustBeAllowed, writerOf } from './sender.ts';
import { factWriter } from './standing.ts';

interface Changing {
  patient: string;
  changes: readonly FactChange[];
  writer: Writer;
  received: number;
  /** Of the change, so that the same change makes the same conflicts. */
  seed: string;
}

/** Changes of a person's facts in an open transaction. @throws MessageRefused */
export async function changeFacts(
  house: House,
  query: OpenQuery,
  { patient, changes, writer, received, seed }: Changing,
): Promise<MergedFacts & { conflicts: StoredConflict[] }> {
  const person = await house.people.readWithin(query, patient);
  if (!person) throw new MessageRefused('not-found', `there is no person ${patient}`);
  const merged = mergeFacts(person, changes);
  await writeFacts(house, query, { person: merged.person, changed: merged.changed, writer, received });
  const conflicts = await keepConflicts(house, query, {
    patient,
    document: 'facts',
    clashes: merged.clashes,
    kept: (field) => factWriter(house, query, patient, field as FactField),
    other: writer,
    seed,
  });
  return { ...merged, conflicts };
}

/** Writes what of a person's facts is another than before: hers, those of the record, and who did it. */
export async function writeFacts(
  house: House,
  query: OpenQuery,
  { person, changed, writer, received }: { person: Person; changed: FactField[]; writer: Writer; received: number },
): Promise<void> {
  if (changed.length === 0) return;
  await house.writePerson(query, person);
  await noteFacts(query, person, changed, writer, received);
  const lists = (['medications', 'allergies', 'conditions'] as const).filter((field) => changed.includes(field));
  if (lists.length === 0) return;
  const stand = Object.fromEntries(lists.map((field) => [field, person[field]]));
  await house.care.storeFacts({ patient: person.id, ...stand, by: writer.id, at: writer.at }, query);
}

export const applyFacts: Apply<'facts'> = async (house, sender, message, query) => {
  const { patient, changes, id } = message;
  mustBeAllowed(house, sender, 'facts.write', patient);
  const writer = writerOf(sender, message.at, id);
  const { person, changed, clashes, conflicts } = await changeFacts(house, query, {
    ...{ patient, changes, writer, seed: id },
    received: sender.received,
  });
  await sawWithin(house, query, sender.asker, [patient], 'facts changed');
  const named = conflicts.map((conflict) => namedConflict(house, conflict));
  const outcome = clashes.length > 0 ? 'conflict' : changed.length === 0 ? 'same' : 'applied';
  return {
    result: { outcome, ...(named.length > 0 && { conflicts: named }) },
    after() {
      if (changed.length > 0) house.personWritten(person);
      for (const conflict of named) house.live.publish({ type: 'conflict', data: conflict }, patient);
      if (changed.length > 0) house.live.publish({ type: 'day', data: { person: patient } }, patient);
    },
  };
};
