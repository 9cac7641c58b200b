import { parseJson, refuse } from '@munan/fhir';
import type { Database } from '@munan/runtime';
import type { FhirRecord, Stored } from '../fhir-record.ts';
import { lastContent } from '../last-content.ts';
import type { SubscriptionNeeds } from './needs.ts';
import type { NumberedEvent } from './notification.ts';
import type { Event } from './outbox.ts';
import { passesFilters, type Settings } from './settings.ts';
import { eventsAfter, findState, giveNumbers, numberedEvents, type State } from './state.ts';

export interface EventNeeds {
  database: Database;
  record: FhirRecord;
  needs: SubscriptionNeeds;
}

/**
 * Looks at new events of the outbox, and numbers those that are the subscription's: its topic, its filters, and people
 * whom its subscriber may see now. Stops when `wanted` wait to be delivered, so that rights are asked as late as can be.
 */
export async function numberNewEvents(all: EventNeeds, id: string, settings: Settings, wanted: number): Promise<State> {
  const { database } = all;
  for (;;) {
    const state = await findState(database.query, id);
    if (!state) throw refuse('not-found', `the subscription ${id} is not one that notifications are sent for`);
    if (state.numbered - state.delivered >= wanted) return state;
    const { events } = await eventsAfter(database.query, settings.topic.url, state.scanned);
    if (events.length === 0) return state;
    const own: Event[] = [];
    let looked = state.scanned;
    for (const event of events) {
      if (state.numbered + own.length - state.delivered >= wanted) break;
      looked = event.number;
      const shown = await visible(all, state, event);
      if (shown && passesFilters(shown.resource, settings, state.base)) own.push(event);
    }
    // False when it was done by another call meanwhile: what that one left is read in the next round.
    await database.transaction((query) => giveNumbers(query, state, own, looked));
  }
}

/** The version that an event tells of, and its content (of a deletion, the one before); undefined when not to be seen. */
async function visible(
  { record, needs }: EventNeeds,
  { subscriber }: State,
  { type, id, version, method, at }: Event,
): Promise<{ stored: Stored; resource: Record<string, unknown> } | undefined> {
  const told = await record.vread(type, id, method === 'DELETE' ? version - 1 : version);
  // Whom it is about now counts too, and how confidential it is now: it may have been put right meanwhile.
  const newest = await lastContent(record, type, id);
  if (newest && !(await needs.maySee(subscriber, newest))) return undefined;
  const patients = [...new Set([...told.patients, ...(newest?.patients ?? [])])];
  if (!(await needs.maySee(subscriber, { ...told, patients }))) return undefined;
  const stored = method === 'DELETE' ? { ...told, version, lastUpdated: at, deleted: true, text: '' } : told;
  return { stored: { ...stored, patients }, resource: parseJson(told.text) as Record<string, unknown> };
}

/** Events with numbers from `from` on, with what they tell of; those that may not be seen (any more) are left out. */
export async function readNumbered(
  all: EventNeeds,
  state: State,
  range: { from: number; to?: number; limit: number },
): Promise<{ shown: (NumberedEvent & { stored: Stored })[]; last: number | undefined }> {
  const rows = await numberedEvents(all.database.query, state.id, range);
  const shown: (NumberedEvent & { stored: Stored })[] = [];
  for (const { number, event } of rows) {
    const found = await visible(all, state, event);
    if (found) shown.push({ number, event, stored: found.stored });
  }
  return { shown, last: rows.at(-1)?.number };
}
