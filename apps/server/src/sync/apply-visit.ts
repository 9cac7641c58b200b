import type { SyncResult, VisitEntry } from '@munan/flow';
import { checkForm, findQuestionnaire, mergeVisit } from '@munan/visit';
import { sawWithin } from '../api/gate.ts';
import { keepConflicts, namedConflict } from './conflicts.ts';
import { MessageRefused } from './message-check.ts';
import { type Apply, mustBeAllowed, writerOf } from './sender.ts';
import { visitFieldWriter } from './standing.ts';
import { straightTimes } from './straight-times.ts';

/**
 * A visit as it stands on a device, three ways with what it had started from and what stands here. Fields of one side
 * merge, a field of both becomes a conflict; nothing of it is ever dropped.
 */
export const applyVisit: Apply<'visit'> = async (house, sender, message, query) => {
  const { id: messageId, visit: given, reason } = message;
  const { patient, id } = given;
  mustBeAllowed(house, sender, 'visits.write', patient);
  const found = await house.care.findWholeVisit(id, query);
  if (found && found.entry.patient !== patient)
    throw new MessageRefused('already-exists', `the visit ${id} is a visit to somebody else`);
  // As the record would read them back: a space at the end of a line is no change, and no contradiction.
  const mine = house.care.normalVisit(straightTimes(given, sender.received));
  const base = message.base && house.care.normalVisit(message.base);
  const merged = mergeVisit(base, mine, found?.entry);
  const isSigned = found !== undefined && (found.entry.state ?? 'signed') === 'signed';
  if (isSigned && (merged.changed.length > 0 || merged.clashes.length > 0) && !reason?.trim())
    throw new MessageRefused('reason-missing', `the visit ${id} is signed; a correction needs its reason`);

  const writer = writerOf(sender, message.at, messageId);
  const nurse = found?.row.nurse ?? sender.asker.id;
  const conflicts = await keepConflicts(house, query, {
    patient,
    document: `visit/${id}`,
    clashes: merged.clashes,
    kept: (field) => visitFieldWriter(house, query, { visit: id, nurse, field }),
    other: writer,
    seed: messageId,
  });
  const isNew = !found;
  const isChanged = isNew || merged.changed.length > 0;
  const stored = isChanged
    ? await house.visits.saveWithin(query, {
        entry: merged.value,
        nurse,
        by: sender.asker.id,
        at: writer.at,
        ...(reason?.trim() && { reason: reason.trim() }),
      })
    : { entry: found.entry, row: house.visits.rowOf(found.row) };
  const { entry, row } = stored;
  const isOpen = (entry.state ?? 'signed') === 'open';
  if (isChanged && !isOpen)
    await house.care.completeVisitRequests({ id, patient, arrived: entry.arrived, nurse }, query);
  await sawWithin(house, query, sender.asker, [patient], 'visit saved');
  const named = conflicts.map((conflict) => namedConflict(house, conflict));
  const warnings = formWarnings(mine);
  return {
    result: {
      outcome: outcomeOf({
        clashes: conflicts.length,
        isChanged,
        isMerged: !isNew && merged.changed.length > 0 && differs(base, found.entry),
      }),
      visit: entry,
      ...(row && { row }),
      ...(named.length > 0 && { conflicts: named }),
      ...(warnings.length > 0 && { warnings }),
    },
    after() {
      house.desk.visited(entry);
      if (row && isChanged && !isOpen) house.live.publish({ type: 'visit', data: row }, patient);
      for (const conflict of named) house.live.publish({ type: 'conflict', data: conflict }, patient);
      if (isChanged) house.live.publish({ type: 'day', data: { person: patient } }, patient);
    },
  };
};

function outcomeOf(what: { clashes: number; isChanged: boolean; isMerged: boolean }): SyncResult['outcome'] {
  if (what.clashes > 0) return 'conflict';
  if (!what.isChanged) return 'same';
  return what.isMerged ? 'merged' : 'applied';
}

/** Whether somebody else has changed the visit since this change began. */
function differs(base: VisitEntry | undefined, current: VisitEntry): boolean {
  return base === undefined || mergeVisit(base, current, base).changed.length > 0;
}

/** What is wrong in the forms does not refuse a visit: it is kept as it was answered, and said. */
function formWarnings({ forms = {} }: VisitEntry): NonNullable<SyncResult['warnings']> {
  return Object.entries(forms).flatMap(([form, filled]) => {
    const known = findQuestionnaire(form, filled.version);
    if (known) return checkForm(known, filled).map((one) => ({ form, ...one }));
    return [{ form, linkId: '', code: 'unknown-form', detail: `no form ${form} ${filled.version} is known here` }];
  });
}
