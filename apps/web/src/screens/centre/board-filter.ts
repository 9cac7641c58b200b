import type { BoardPerson, PersonState } from '@munan/flow';

/** Gravest first: the order of the filters. */
export const stateOrder = ['alert', 'silent', 'attention', 'well'] as const satisfies PersonState[];

export function countStates(people: BoardPerson[]): Record<PersonState, number> {
  const counts = { alert: 0, silent: 0, attention: 0, well: 0 };
  for (const person of people) counts[person.state] += 1;
  return counts;
}

/** People of one state (all when undefined) whose name or district contains what was typed, in the order given. */
export function filterBoard(people: BoardPerson[], state: PersonState | undefined, search: string): BoardPerson[] {
  const wanted = search.trim().normalize('NFC').toLowerCase();
  return people.filter(
    (person) =>
      (!state || person.state === state) &&
      (wanted === '' || `${person.name} ${person.district}`.normalize('NFC').toLowerCase().includes(wanted)),
  );
}
