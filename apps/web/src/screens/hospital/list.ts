import type { BoardPerson, VisitRow } from '@munan/flow';

/** What the doctor looks for. */
export interface VisitSearch {
  name: string;
  alertsFirst: boolean;
}

/**
 * The visits that fit, in the order given (newest first); with `alertsFirst` those of people with an open alert come
 * before the others, each group newest first. Names match without case, spaces or the way a syllable is composed.
 */
export function foundVisits(
  visits: readonly VisitRow[],
  people: ReadonlyMap<string, Pick<BoardPerson, 'alerts'>>,
  search: VisitSearch,
): VisitRow[] {
  const wanted = plain(search.name);
  const found = visits.filter((visit) => plain(visit.person.name).includes(wanted));
  if (!search.alertsFirst) return found;
  const isOpen = (visit: VisitRow) => (people.get(visit.person.id)?.alerts.length ?? 0) > 0;
  return [...found.filter(isOpen), ...found.filter((visit) => !isOpen(visit))];
}

/** Ids that are in `now` and were not in `before`; the first list a screen gets has nothing new in it. */
export function freshIds(before: ReadonlySet<string> | undefined, now: readonly VisitRow[]): string[] {
  return before ? now.filter((visit) => !before.has(visit.id)).map((visit) => visit.id) : [];
}

function plain(name: string): string {
  return name.normalize('NFC').toLocaleLowerCase().replaceAll(/\s/g, '');
}
