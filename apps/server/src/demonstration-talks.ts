import { townTalks } from '@munan/simulator';
import type { House } from './house.ts';
import { changeFacts } from './sync/apply-facts.ts';
import { whereOf } from './sync/conflicts.ts';

/** So long before the demonstration opens things were said in it. */
const agoMs = 90 * 60_000;

/** What the simulated people who look after the town have said to each other: answers, requests, one contradiction. */
export async function seedTalks(house: House): Promise<void> {
  const received = house.clock.now();
  const at = received - agoMs;
  const { answers, requests, contradictions } = townTalks(received);
  for (const { doctor, person, answer } of answers) {
    const [last] = await house.visits.list({ people: [person], limit: 1 });
    if (last)
      await house.care.storeAnswer({
        ...answer,
        visit: last.id,
        patient: person,
        nurse: last.nurse.id,
        from: doctor,
        at,
      });
  }
  for (const { operator, person, request } of requests)
    await house.care.storeVisitRequest({ ...request, patient: person, from: operator, at });
  for (const { person, hospital, nurse, first, second } of contradictions)
    for (const [user, change] of [
      [hospital, first],
      [nurse, second],
    ] as const) {
      const who = house.identity.findUser(user);
      const writer = { id: user, name: who?.name ?? user, at, where: whereOf(who?.role) };
      const { person: changed } = await house.record.transaction((query) =>
        changeFacts(house, query, { patient: person, changes: [change], writer, received, seed: `town ${user}` }),
      );
      house.personWritten(changed);
    }
}
