import type { AlertList, AlertRow, Board, BoardPerson, VisitList, VisitRow } from '@munan/flow';

/**
 * What a live event changes in what a screen already holds. Pure: the same list and event give the same list, and a list
 * that does not change is returned as it is, so that nothing is drawn again for nothing.
 */

/** An older version never overwrites a newer one: events and answers may cross on their way. */
export function withAlert(
  list: AlertList | undefined,
  row: AlertRow,
  status: 'open' | 'closed',
): AlertList | undefined {
  if (!list) return list;
  const at = list.alerts.findIndex((one) => one.id === row.id);
  const old = list.alerts[at];
  if (old && old.version > row.version) return list;
  if (row.status !== status) {
    return old ? { ...list, alerts: list.alerts.filter((one) => one.id !== row.id) } : list;
  }
  const rest = old ? list.alerts.filter((one) => one.id !== row.id) : list.alerts;
  if (status === 'closed') return { ...list, alerts: [row, ...rest] };
  // What is due first is first, as the server orders it.
  const before = rest.findIndex((one) => one.step.deadline > row.step.deadline);
  const place = before < 0 ? rest.length : before;
  return { ...list, alerts: [...rest.slice(0, place), row, ...rest.slice(place)] };
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
