import { type DayPlan, type DayStop, type SyncPerson, siteZoneOffsetMinutes, type VisitEntry } from '@munan/flow';
import type { LocalVisit, PersonCard } from '@munan/sync';

/**
 * `todo`: not yet begun. `editing`: begun on this device. `pending`: what was measured is final, the note is not.
 * `done`: signed, whether the server knows it or it still waits here.
 */
export type StopState = 'todo' | 'editing' | 'pending' | 'done';
export interface DayRow {
  stop: DayStop;
  /** From 1, in the order to drive. */
  number: number;
  /** Absent: nothing of her is on this device. */
  card?: PersonCard;
  state: StopState;
  /** When that visit ended, where it is known here. */
  doneAt?: number;
  /** Done, and not with the server. */
  waiting: boolean;
}

/** Day of the site's calendar at `t`, yyyy-mm-dd. */
export function siteDay(t: number): string {
  return new Date(t + siteZoneOffsetMinutes * 60_000).toISOString().slice(0, 10);
}

const stateOf = (entry: VisitEntry) => entry.state ?? 'signed';

/** Begun and not signed, or a signed one that was opened again. */
export const isUnfinished = (visit: LocalVisit): boolean =>
  stateOf(visit.entry) !== 'signed' || (visit.state === 'editing' && visit.reason !== undefined);

/** Whether it can still be thrown away: nothing of it (or of the correction) was handed on. */
export const isDiscardable = ({ state, entry, base, reason }: LocalVisit): boolean =>
  state === 'editing' && (reason !== undefined || (base === undefined && stateOf(entry) === 'open'));

/** The day's stops in order with what this device knows of each. */
export function dayRows(
  plan: DayPlan,
  cards: readonly PersonCard[],
  visits: readonly LocalVisit[],
  people: ReadonlyMap<string, SyncPerson | null> = new Map(),
): DayRow[] {
  const byId = new Map(cards.map((card) => [card.person.id, card]));
  return plan.stops.map((stop, index) => {
    const card = byId.get(stop.person);
    const mine = visits.filter(({ entry }) => entry.patient === stop.person);
    const open = mine.findLast(isUnfinished);
    const signed = mine.findLast(
      ({ entry }) => entry.id === stop.done || (stateOf(entry) === 'signed' && siteDay(entry.arrived) === plan.day),
    );
    const known = people.get(stop.person)?.visits.find(({ entry }) => entry.id === stop.done)?.entry;
    const doneAt = signed?.entry.finished ?? known?.finished;
    return {
      stop,
      number: index + 1,
      ...(card ? { card } : {}),
      state: open
        ? stateOf(open.entry) === 'vitals-final'
          ? 'pending'
          : 'editing'
        : signed || stop.done !== undefined
          ? 'done'
          : 'todo',
      ...(doneAt === undefined ? {} : { doneAt }),
      waiting: signed !== undefined && signed.state !== 'sent',
    };
  });
}

/** `ids` with one moved to another place; a place beyond the ends is the end. */
export function moved(ids: readonly string[], id: string, to: number): string[] {
  const at = ids.indexOf(id);
  if (at < 0) return [...ids];
  const rest = ids.filter((one) => one !== id);
  const place = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, place), id, ...rest.slice(place)];
}

/** Whether a time of this day of the site, hh:mm, has passed. */
export function hasPassed(time: string, now: number): boolean {
  return time < new Date(now + siteZoneOffsetMinutes * 60_000).toISOString().slice(11, 16);
}
