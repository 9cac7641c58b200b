import type { DeviceRow } from '@munan/flow';
import type { House } from '../house.ts';
import { briefOf } from '../people/person.ts';

type DeviceView = ReturnType<House['ingest']['devices']>[number];

/** Devices as the manager sees them: who wears each is a person, not an id. */
export function deviceRows(house: House, which: (view: DeviceView) => boolean = () => true): DeviceRow[] {
  const now = house.clock.now();
  return house.ingest
    .devices()
    .filter(which)
    .map(({ subject, ...view }) => {
      const person = subject === undefined ? undefined : house.people.find(subject);
      return { ...view, ...(person ? { person: briefOf(person, now) } : {}) };
    });
}
