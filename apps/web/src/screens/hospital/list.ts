import type { BoardPerson, VisitRow } from '@munan/flow';

/** What the doctor looks for. */
export interface VisitSearch {
  name: string;
  alertsFirst: boolean;
}

/** The list in two: what the doctor has not looked at, what stands out first; and the rest, newest first. */
export interface VisitGroups {
  fresh: VisitRow[];
  seen: VisitRow[];
}

/** What stands out among the values of a visit (`vitalMarks` of packages/ui). */
type MarksOf = (visit: VisitRow) => readonly { grave: boolean }[];
type People = ReadonlyMap<string, Pick<BoardPerson, 'alerts'>>;

/**
 * How much a visit asks for a doctor's eye: 3 NEWS2 calls for an emergency team, 2 for an urgent look [RCP NEWS2 chart 2:
 * from 7, from 5], 1 one value is grave by itself or a doctor is asked or an answer of a form stands out. A pressure
 * somewhat high is too common to come before what is newer.
 */
export function urgencyOf(visit: VisitRow, marksOf: MarksOf): number {
  const { news2, question, answers, flagged } = visit;
  if (news2 && news2.least >= 7) return 3;
  if (news2 && news2.least >= 5) return 2;
  const isGrave = marksOf(visit).some(({ grave }) => grave);
  const isAsked = question !== undefined && (answers ?? 0) === 0;
  return isGrave || isAsked || (flagged ?? 0) > 0 ? 1 : 0;
}

/**
 * The visits that fit. With `alertsFirst` those of people with an open alert come before the others in each group.
 * Names match without case, spaces or the way a syllable is composed.
 */
export function foundVisits(
  visits: readonly VisitRow[],
  people: People,
  search: VisitSearch,
  marksOf: MarksOf,
): VisitGroups {
  const wanted = plain(search.name);
  const found = visits.filter((visit) => plain(visit.person.name).includes(wanted));
  const isOpen = (visit: VisitRow) => (people.get(visit.person.id)?.alerts.length ?? 0) > 0;
  const alerted = (some: VisitRow[]) =>
    search.alertsFirst ? [...some.filter(isOpen), ...some.filter((visit) => !isOpen(visit))] : some;
  const fresh = found.filter(({ isNew }) => isNew);
  return {
    // The sort is stable: within one urgency it stays newest first.
    fresh: alerted(fresh.toSorted((a, b) => urgencyOf(b, marksOf) - urgencyOf(a, marksOf))),
    seen: alerted(found.filter(({ isNew }) => !isNew)),
  };
}

/** Ids that are in `now` and were not in `before`; the first list a screen gets has nothing new in it. */
export function freshIds(before: ReadonlySet<string> | undefined, now: readonly VisitRow[]): string[] {
  return before ? now.filter((visit) => !before.has(visit.id)).map((visit) => visit.id) : [];
}

/** Who stands beside `id` in an order; at the ends nobody. */
export function neighbours(order: readonly string[], id: string): { previous?: string; next?: string } {
  const at = order.indexOf(id);
  const [previous, next] = at < 0 ? [] : [order[at - 1], order[at + 1]];
  return { ...(previous === undefined ? {} : { previous }), ...(next === undefined ? {} : { next }) };
}

function plain(name: string): string {
  return name.normalize('NFC').toLocaleLowerCase().replaceAll(/\s/g, '');
}
