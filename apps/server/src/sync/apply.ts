import { createHash } from 'node:crypto';
import { OutcomeError } from '@munan/fhir';
import type { SyncMessage, SyncResult } from '@munan/flow';
import type { OpenQuery } from '@munan/record';
import { auditEntry } from '../api/audit-entry.ts';
import { maySee } from '../api/gate.ts';
import type { House } from '../house.ts';
import { applyDecide } from './apply-decide.ts';
import { applyFacts } from './apply-facts.ts';
import { applyOrder, applyPhoto, applyRead } from './apply-small.ts';
import { applyVisit } from './apply-visit.ts';
import { namedConflict } from './conflicts.ts';
import { idOf, MessageRefused, readMessage } from './message-check.ts';
import { AccessRefused, type Apply, type Effect, type Sender } from './sender.ts';
import { straightTime } from './straight-times.ts';
import type { SyncTables } from './tables.ts';

/** Nothing is wrong with the message, but it cannot be applied now: it and those behind it come again. */
export class NotNow extends Error {}

const handlers: { [K in SyncMessage['kind']]: Apply<K> } = {
  visit: applyVisit,
  facts: applyFacts,
  photo: applyPhoto,
  decide: applyDecide,
  read: applyRead,
  order: applyOrder,
};
/** Somebody wrote the same at the same moment: the next try sees it. */
const passing = new Set(['busy-conflict', 'version-conflict']);

/**
 * One message, once: its effect and the note that it was applied are one transaction, so that whatever is sent again,
 * by whatever device, before or after a crash, is answered and not applied again.
 * @throws NotNow
 */
export async function applyMessage(house: House, sender: Sender, given: unknown): Promise<SyncResult> {
  try {
    return await apply(house, sender, readMessage(given));
  } catch (error) {
    const id = idOf(given);
    if (error instanceof AccessRefused)
      await house.audit.refused(auditEntry(sender.asker, [error.person], `refused ${error.action}`));
    if (error instanceof MessageRefused) return { id, outcome: 'refused', code: error.code, message: error.message };
    if (error instanceof OutcomeError && error.status < 500 && !passing.has(error.code))
      return { id, outcome: 'refused', code: error.code, message: error.message.split('\n')[0] ?? '' };
    if (error instanceof OutcomeError || isOfDatabase(error)) {
      house.log.warn({ err: error, device: sender.device }, 'a message of a device could not be applied now');
      throw new NotNow('the record is busy; send the rest again', { cause: error });
    }
    // A mistake of ours. It stays on the device, and does not hold up what is behind it.
    house.log.error({ err: error, device: sender.device }, 'a message of a device could not be applied');
    return { id, outcome: 'refused', code: 'internal', message: 'the server failed; it is in its log' };
  }
}

async function apply(house: House, sender: Sender, message: SyncMessage): Promise<SyncResult> {
  const { id, kind } = message;
  const hash = createHash('sha256').update(inOneOrder(message)).digest('hex');
  const { asker, device, received } = sender;
  const done = await house.record.transaction(async (query): Promise<Effect> => {
    const notes = query.withTables<SyncTables>();
    const before = await notes.selectFrom('sync_message').selectAll().where('id', '=', id).executeTakeFirst();
    if (before) {
      if (before.hash !== hash || before.user_id !== asker.id)
        throw new MessageRefused('id-reused', `another message came under the id ${id}; ids are used once`);
      return again(house, sender, message, JSON.parse(before.outcome) as Noted, query);
    }
    const handler = handlers[kind] as Apply<SyncMessage['kind']>;
    const effect = await handler(house, sender, message, query);
    const { outcome, code, conflicts = [], warnings } = effect.result;
    const noted: Noted = {
      outcome,
      ...(code && { code }),
      conflicts: conflicts.map((one) => one.id),
      ...(warnings && { warnings }),
    };
    await notes
      .insertInto('sync_message')
      .values({
        ...{ id, user_id: asker.id, device, kind, hash, received },
        ...{ at: straightTime(message.at, received), outcome: JSON.stringify(noted) },
      })
      .execute();
    return effect;
  });
  done.after?.();
  return { id, ...done.result };
}

/** Of an answer, what cannot be read again. */
type Noted = Pick<SyncResult, 'outcome' | 'code' | 'warnings'> & { conflicts: string[] };

/** What was applied before is answered as then, with the visit and the conflicts as they stand now. */
async function again(
  house: House,
  sender: Sender,
  message: SyncMessage,
  { conflicts, ...noted }: Noted,
  query: OpenQuery,
): Promise<Effect> {
  // Whoever is not her nurse any more learns that it has arrived, and nothing of what stands there now.
  const mayRead = (patient: string): boolean => maySee(house, sender.asker, 'visits.write', patient);
  const found =
    message.kind === 'visit' && mayRead(message.visit.patient)
      ? await house.care.findWholeVisit(message.visit.id, query)
      : undefined;
  const row = found && house.visits.rowOf(found.row);
  const standing = [];
  for (const id of conflicts) {
    const conflict = await house.care.findConflict(id, query);
    if (conflict && mayRead(conflict.patient)) standing.push(namedConflict(house, conflict));
  }
  return {
    result: {
      ...noted,
      ...(found && { visit: found.entry }),
      ...(row && { row }),
      ...(standing.length > 0 && { conflicts: standing }),
    },
  };
}

function isOfDatabase(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'DatabaseError' &&
    (error as { constraint?: string }).constraint === undefined
  );
}

/** JSON with the names in order: the same message is the same text, whatever wrote it. */
function inOneOrder(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
