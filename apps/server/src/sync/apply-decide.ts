import { type FactField, type FactValue, VisitEntry, type VisitRow } from '@munan/flow';
import type { OpenQuery, StoredConflict } from '@munan/record';
import { chosen, fieldsOf, same, withField } from '@munan/visit';
import { Check } from 'typebox/value';
import { sawWithin } from '../api/gate.ts';
import type { House } from '../house.ts';
import type { Person } from '../people/person.ts';
import { writeFacts } from './apply-facts.ts';
import { namedConflict } from './conflicts.ts';
import { factsOf, type Writer, withFact } from './facts.ts';
import { MessageRefused } from './message-check.ts';
import { type Apply, type MessageOf, mustBeAllowed, writerOf } from './sender.ts';
import { factWriter, visitFieldWriter } from './standing.ts';

interface Deciding {
  conflict: StoredConflict;
  choice: MessageOf<'decide'>['choice'];
  writer: Writer;
  received: number;
}
/** Meanwhile another value stands than the one that was chosen against: whoever chose has not seen it. */
interface Overtaken {
  kept: StoredConflict['kept'];
}
interface Done {
  value: unknown;
  person?: Person;
  row?: VisitRow;
  entry?: VisitEntry;
}

/** What stands after a person's decision. What was changed since the conflict arose is what `kept` means. @throws MessageRefused */
async function decideFact(
  house: House,
  query: OpenQuery,
  { conflict, choice, writer, received }: Deciding,
): Promise<Done | Overtaken> {
  const person = await house.people.readWithin(query, conflict.patient);
  if (!person) throw new MessageRefused('not-found', `there is no person ${conflict.patient}`);
  const field = conflict.field as FactField;
  const now = factsOf(person)[field];
  if (isOvertaken(conflict, choice, now))
    return { kept: { ...(await factWriter(house, query, conflict.patient, field)), value: now } };
  const value = choose(choice, now, conflict.other.value) as FactValue;
  if (same(value, now)) return { value };
  const next = withFact(person, field, value);
  await writeFacts(house, query, { person: next, changed: [field], writer, received });
  return { value: factsOf(next)[field], person: next };
}

async function decideVisitField(
  house: House,
  query: OpenQuery,
  { conflict, choice, writer }: Deciding,
): Promise<Done | Overtaken> {
  const id = conflict.document.slice('visit/'.length);
  const found = await house.care.findWholeVisit(id, query);
  if (!found) throw new MessageRefused('not-found', `there is no visit ${id}`);
  const now = fieldsOf(found.entry).get(conflict.field);
  if (isOvertaken(conflict, choice, now ?? null)) {
    const of = { visit: id, nurse: found.row.nurse, field: conflict.field };
    return { kept: { ...(await visitFieldWriter(house, query, of)), value: now ?? null } };
  }
  const value = choose(choice, now, conflict.other.value ?? undefined);
  if (same(value, now)) return { value: value ?? null };
  const entry = withField(found.entry, conflict.field, value ?? undefined);
  if (!Check(VisitEntry, entry))
    throw new MessageRefused('invalid', `${conflict.field} cannot hold both: together they are longer than it may be`);
  const stored = await house.visits.saveWithin(query, {
    ...{ entry, nurse: found.row.nurse, by: writer.id, at: writer.at },
    reason: `conflict ${conflict.id} decided: ${choice}`,
  });
  return { value: value ?? null, ...(stored.row && { row: stored.row }), entry: stored.entry };
}

/** The third value would vanish unseen. One that says the same as the other side is no third. */
function isOvertaken({ kept, other }: StoredConflict, choice: Deciding['choice'], now: unknown): boolean {
  return choice !== 'kept' && !same(now, kept.value) && !same(now, other.value);
}

function choose(choice: MessageOf<'decide'>['choice'], kept: unknown, other: unknown): unknown {
  try {
    return chosen(choice, kept, other);
  } catch (error) {
    throw new MessageRefused('invalid', `choice is "${choice}"; ${(error as Error).message}`);
  }
}

/**
 * The first decision stands; who was on a side and did not decide is told. A decision that came after a third value is
 * asked again, with that value in sight.
 */
export const applyDecide: Apply<'decide'> = async (house, sender, message, query) => {
  const conflict = await house.care.findConflict(message.conflict, query);
  if (!conflict) throw new MessageRefused('not-found', `there is no conflict ${message.conflict}`);
  const { patient } = conflict;
  mustBeAllowed(house, sender, 'facts.write', patient);
  if (conflict.status === 'decided')
    return { result: { outcome: 'same', conflicts: [namedConflict(house, conflict)] } };
  const writer = writerOf(sender, message.at, message.id);
  const deciding = { conflict, choice: message.choice, writer, received: sender.received };
  const done = await (conflict.document === 'facts' ? decideFact : decideVisitField)(house, query, deciding);
  if ('kept' in done) {
    const again: StoredConflict = { ...conflict, kept: done.kept };
    await house.care.storeConflict(again, query);
    await sawWithin(house, query, sender.asker, [patient], 'conflict decided');
    const named = namedConflict(house, again);
    return {
      result: { outcome: 'conflict', conflicts: [named] },
      after: () => house.live.publish({ type: 'conflict', data: named }, patient),
    };
  }
  const sides = new Set([conflict.kept.by, conflict.other.by]);
  const decided: StoredConflict = {
    ...conflict,
    status: 'decided',
    decided: { by: writer.id, at: writer.at, choice: message.choice, value: done.value ?? null },
    unread: [...sides].filter((user) => user !== '' && user !== writer.id),
  };
  await house.care.storeConflict(decided, query);
  await sawWithin(house, query, sender.asker, [patient], 'conflict decided');
  const named = namedConflict(house, decided);
  return {
    result: {
      outcome: 'applied',
      conflicts: [named],
      ...(done.entry && { visit: done.entry }),
      ...(done.row && { row: done.row }),
    },
    after() {
      if (done.person) house.personWritten(done.person);
      if (done.row) house.live.publish({ type: 'visit', data: done.row }, patient);
      house.live.publish({ type: 'conflict', data: named }, patient);
    },
  };
};
