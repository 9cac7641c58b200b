import type { Alert, BoardPerson, Priority, Reason } from '@munan/flow';
import type { House } from '../house.ts';
import { briefOf } from '../people/person.ts';

const graver: Record<Priority, number> = { high: 0, medium: 1, low: 2 };

/**
 * One person on the board. An open alert about her goes first; then silence, which is a state of its own and never
 * "well"; then what deserves a look; and only who is heard of and without a sign is well.
 */
export function boardPerson(house: House, id: string, alerts: readonly Alert[]): BoardPerson {
  const now = house.clock.now();
  const person = house.people.get(id);
  const present = house.present(id, now);
  const open = [...alerts].sort((a, b) => graver[a.priority] - graver[b.priority] || a.openedAt - b.openedAt);
  // Silence has work lists of its own: it makes a person silent, and calls for the operator only when it is more than low.
  const calling = open.filter((alert) => alert.family !== 'silence' || alert.priority !== 'low');
  const [first] = calling;
  const silentSince = present.silence.map(({ since }) => since);
  const state: BoardPerson['state'] = first
    ? 'alert'
    : present.silence.length > 0
      ? 'silent'
      : (present.news2?.least ?? 0) >= 3
        ? 'attention'
        : 'well';
  const reasons: Reason[] = open.map((alert) => alert.reason);
  return {
    ...briefOf(person, now),
    state,
    ...(first ? { priority: first.priority, since: first.since } : {}),
    ...(!first && silentSince.length > 0 ? { since: Math.min(...silentSince) } : {}),
    alerts: open.map((alert) => alert.id),
    reasons,
    channels: present.channels,
    silence: present.silence,
    ...(present.news2 ? { news2: present.news2 } : {}),
    ...(present.lastContact !== undefined ? { lastContact: present.lastContact } : {}),
  };
}
