import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { familyParts } from '@munan/flow';
import { pastVisits, runTown, type TownRun, type TownRunDevice, town } from '@munan/simulator';
import { peopleWithPast, seedPastWeeks } from './demonstration-past.ts';
import { seedTalks } from './demonstration-talks.ts';
import type { House } from './house.ts';
import { familyConsent } from './people/consent.ts';
import { defaultNoMovementHours } from './people/person.ts';

const file = (dataFolder: string): string => join(dataFolder, 'demonstration.json');

/** Marks what is no real person or house in the record too [FHIR R4 v3-ActReason]. */
const simulatedTag = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
};

/** What a seeded data folder remembers, so that the town's devices go on after a restart. Simulated devices only. */
export interface Seeded {
  devices: TownRunDevice[];
  seededAt: number;
  /** The past weeks of some of its people are still to be made; absent once they are. */
  isPastDue?: boolean;
  /** The rota was written up to here, Unix ms: what somebody struck out of it since does not come back. */
  rotaUntil?: number;
}

export function findSeeded(dataFolder: string): Seeded | undefined {
  try {
    return JSON.parse(readFileSync(file(dataFolder), 'utf8')) as Seeded;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where the nurses of the town begin their day. */
export const townStart = town.healthCentre;

export const demoAccounts = () =>
  town.users.map(({ id, password, role, name }) => ({ user: id, password, role, name }));

/** Enrols the 24 simulated people of the town, their devices and those who look after them, into an empty house. */
export async function seedTown(house: House): Promise<void> {
  await house.enrol(
    town.people.map(({ nurse: _nurse, body: _body, ...person }) => ({
      ...person,
      noMovementHours: { ...defaultNoMovementHours },
    })),
  );
  for (const { people = [], ...user } of town.users) {
    await house.addUser(user, people);
    if (user.role === 'family') await seedConsents(house, user, people);
  }
  await house.record.writeAll([
    {
      resourceType: 'Organization',
      id: 'health-centre',
      active: true,
      name: '창원시 보건소 (모의)',
      meta: { tag: [simulatedTag] },
    },
  ]);
  const now = house.clock.now();
  const devices: TownRunDevice[] = [];
  for (const { id, kind, person } of town.devices) {
    // Worn since before the history that the town sends: late packets belong to whoever wore the device then.
    const { secret } = await house.addDevice(id, kind, person, now - 30 * 86_400_000);
    devices.push({ id, kind, person, secret });
  }
  keepSeeded(house, { devices, seededAt: now, isPastDue: true });
}

export function keepSeeded(house: { config: Pick<House['config'], 'dataFolder'> }, seeded: Seeded): void {
  writeFileSync(file(house.config.dataFolder), JSON.stringify(seeded), { mode: 0o600 });
}

/** The simulated people agreed, in the simulation, that their family sees all that its screen has. */
async function seedConsents(house: House, family: { id: string; name: string }, people: readonly string[]) {
  await house.record.writeAll(
    people.map((person) =>
      familyConsent({
        ...{ person, family, parts: familyParts, agreedAt: house.clock.now(), simulated: true },
        agreedBy: house.people.get(person).name,
      }),
    ),
  );
}

/** The nurses' visits of the last two months, entered as any visit is, and what has been said about them. */
export async function seedPastVisits(house: House): Promise<void> {
  for (const { nurse, entry } of pastVisits(house.clock.now())) {
    const name = house.identity.findUser(nurse)?.name ?? nurse;
    await house.visits.save(entry, { id: nurse, name });
  }
  await seedTalks(house);
}

/**
 * Brings the town to life: its devices speak the real protocol to this server's own door. Those of the people with a past of weeks
 * follow when the watch knows it; what happens in the rhythm of the demonstration happens to the others.
 */
export function bringToLife(house: House, mqttUrl: string, seeded: Seeded, isNew: boolean): TownRun {
  const { seededAt, isPastDue = false, devices } = seeded;
  const options = {
    ...{ mqttUrl, seededAt },
    seed: Math.floor(seededAt / 1000) + Math.floor(house.clock.now() / 60_000),
    onError: (device: string, error: Error) =>
      house.log.warn({ device, error: error.message }, 'a simulated device has trouble'),
  };
  const hasPast = ({ person }: TownRunDevice) => peopleWithPast.has(person);
  const [withPast, others] = [devices.filter(hasPast), devices.filter((one) => !hasPast(one))];
  // A restarted town has a past already.
  const noHistory = { historyFrom: Number.POSITIVE_INFINITY };
  const town = runTown({ ...options, ...(isNew ? {} : noHistory), devices: others });
  const stopping = new AbortController();
  const following = (async () => {
    const weeks = { ...options, devices: withPast, scenarios: false };
    if (!isPastDue) return runTown({ ...weeks, ...noHistory });
    const historyCutAt = await seedPastWeeks(house, withPast, seededAt, stopping.signal);
    // Of a stop meanwhile the next start makes up.
    if (stopping.signal.aborted) return undefined;
    const { isPastDue: _, ...kept } = findSeeded(house.config.dataFolder) ?? seeded;
    keepSeeded(house, kept);
    return runTown({ ...weeks, historyCutAt });
  })();
  return {
    historySent: (async () => {
      const sent = await Promise.all([town.historySent, following.then((run) => run?.historySent)]);
      return { packets: sent[0].packets + (sent[1]?.packets ?? 0), ms: Math.max(sent[0].ms, sent[1]?.ms ?? 0) };
    })(),
    happen: town.happen,
    async stop() {
      stopping.abort();
      await town.stop();
      const run = await following.catch(() => undefined);
      await run?.stop();
    },
  };
}
