import type { AlertList, AlertRow, Board, BoardPerson, Priority, VisitList, VisitRow } from '@munan/flow';

/**
 * What a live event changes in what a screen already holds. Pure: the same list and event give the same list, and a list
 * that does not change is returned as it is, so that nothing is drawn again for nothing.
 */

const urgencyOf: Record<Priority, number> = { high: 0, medium: 1, low: 2 };

/** The queue's order, as the server's: the gravest first, of these what is due first. */
export function inQueueOrder(a: AlertRow, b: AlertRow): number {
  return (
    urgencyOf[a.priority] - urgencyOf[b.priority] ||
    a.step.deadline - b.step.deadline ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/**
 * What these rows change in a list, in one pass however many they are. An older version never overwrites a newer one:
 * events and answers may cross on their way.
 */
export function withAlerts<L extends AlertList | undefined>(
  list: L,
  rows: readonly AlertRow[],
  status: 'open' | 'closed',
): L {
  if (!list || rows.length === 0) return list;
  const news = new Map<string, AlertRow>();
  for (const row of rows) if ((news.get(row.id)?.version ?? -1) <= row.version) news.set(row.id, row);
  const kept: AlertRow[] = [];
  let left = 0;
  for (const old of list.alerts) {
    const row = news.get(old.id);
    if (row && old.version <= row.version) {
      left += 1;
      continue;
    }
    news.delete(old.id);
    kept.push(old);
  }
  const come = [...news.values()].filter((row) => row.status === status);
  if (left === 0 && come.length === 0) return list;
  if (status === 'closed') return { ...list, alerts: [...come, ...kept] };
  return { ...list, alerts: merged(kept, come.sort(inQueueOrder)) };
}

/** Two lists that are each in order, as one. */
function merged(kept: AlertRow[], come: AlertRow[]): AlertRow[] {
  const all: AlertRow[] = [];
  let next = 0;
  for (const row of kept) {
    while (next < come.length && inQueueOrder(come[next]!, row) < 0) all.push(come[next++]!);
    all.push(row);
  }
  all.push(...come.slice(next));
  return all;
}

/** The board keeps its order: a person never jumps away under the pointer. Who is new comes last. */
export function withPeople(board: Board | undefined, people: BoardPerson[]): Board | undefined {
  if (!board || people.length === 0) return board;
  const news = new Map(people.map((person) => [person.id, person]));
  const kept = board.people.map((old) => {
    const fresh = news.get(old.id);
    news.delete(old.id);
    return fresh ?? old;
  });
  return { ...board, people: [...kept, ...news.values()] };
}

/** Newest first; the same visit sent twice is one visit. */
export function withVisit(list: VisitList | undefined, visit: VisitRow): VisitList | undefined {
  if (!list) return list;
  const rest = list.visits.filter((one) => one.id !== visit.id);
  const before = rest.findIndex((one) => one.stored <= visit.stored);
  const place = before < 0 ? rest.length : before;
  return { ...list, visits: [...rest.slice(0, place), visit, ...rest.slice(place)] };
}
