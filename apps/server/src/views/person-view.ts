import type { BoardPerson, Priority } from '@munan/flow';
import type { House } from '../house.ts';
import { briefOf } from '../people/person.ts';

const graver: Record<Priority, number> = { high: 0, medium: 1, low: 2 };
/** [RCP NEWS2 2017] a total of 3 or 4 is low risk, but no longer nothing. */
const attentionFromNews2 = 3;

/**
 * One person on the board. An open alert about her goes first; then silence, which is a state of its own and never
 * "well"; then what deserves a look; and only who is heard of and without a sign is well.
 */
export function boardPerson(house: House, id: string): BoardPerson {
  const now = house.clock.now();
  const present = house.present(id, now);
  const open = house
    .openAlertsOf(id)
    .sort((a, b) => graver[a.priority] - graver[b.priority] || a.openedAt - b.openedAt);
  // Silence has a work list of its own: it makes a person silent, and calls for the operator when it is more than low.
  const first = open.find(({ family, priority }) => family !== 'silence' || priority !== 'low');
  const silentSince = Math.min(...present.silence.map(({ since }) => since));
  let state: BoardPerson['state'] = 'well';
  if (first) state = 'alert';
  // Also who wears no device: nothing is known of her, and that is not "well".
  else if (present.silence.length > 0 || present.lastContact === undefined) state = 'silent';
  else if ((present.news2?.least ?? 0) >= attentionFromNews2) state = 'attention';
  return {
    ...briefOf(house.people.get(id), now),
    state,
    ...(first ? { priority: first.priority, since: first.since } : {}),
    ...(state === 'silent' && Number.isFinite(silentSince) ? { since: silentSince } : {}),
    alerts: open.map((alert) => alert.id),
    reasons: open.map((alert) => alert.reason),
    ...present,
  };
}
