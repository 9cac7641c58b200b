import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanStep, Role } from '@munan/flow';
import { silentLog } from '@munan/runtime';
import { readConfig } from '../../apps/server/src/config.ts';
import { tokens } from '../../apps/server/src/house/tools.ts';
import { openHouse } from '../../apps/server/src/house.ts';
import type { Person } from '../../apps/server/src/people/person.ts';
import { gatewaySecret, gatewayToken } from '../../apps/server/test/gateway-for-tests.ts';

const hourMs = 3_600_000;

export interface World {
  /** One device each, with the people in their order. */
  devices: { id: string; secret: string; person: string }[];
  /** Bearer tokens. */
  operators: { id: string; token: string }[];
  secretFile: string;
}

const personId = (number: number) => `wave-${number}`;
const phone = (kind: number, number: number) => `010-${1000 + kind}-${String(number).padStart(4, '0')}`;

function personOf(number: number): Person {
  return {
    ...{ id: personId(number), name: `물결${number}`, birthDate: '1944-03-05', sex: 'female', district: '물결' },
    ...{ address: `물결로 ${number}`, phone: phone(0, number), conditions: [], medications: [], allergies: [] },
    ...{ programme: 'regular', spo2Scale2: false, noMovementHours: { caution: 8, alarm: 12, danger: 24 } },
    contacts: [
      { relation: 'family', name: `딸${number}`, phone: phone(1, number) },
      { relation: 'family', name: `아들${number}`, phone: phone(2, number) },
      { relation: 'neighbour', name: `이웃${number}`, phone: phone(3, number) },
    ],
    simulated: true,
  };
}

/** Every kind of step, each so short that an alert goes through all of them in a few minutes. */
function wavePlan(secondMs: number): PlanStep[] {
  const step = (kind: PlanStep['kind'], seconds: number, more: Partial<PlanStep> = {}): PlanStep => ({
    ...{ kind, withinMs: seconds * secondMs },
    ...more,
  });
  return [
    step('ask-device', 10),
    step('text-person', 15, { attempts: 2 }),
    step('voice-call', 20),
    step('operator-call', 30),
    step('second-operator', 15, { when: { desk: 'asleep' } }),
    step('family-text', 20, { attempts: 2 }),
    step('neighbour-call', 15),
    step('family-call', 20),
    step('nurse-visit', 20),
    step('manager', 15),
    step('dispatch', 30),
  ];
}

/** Enrols people with a device each, operators, a nurse and a manager with telephones, and the plans of the waves. */
export async function seedWorld(folder: string, databaseUrl: string | undefined, people: number): Promise<World> {
  const place = ['--data', folder, ...(databaseUrl ? ['--database-url', databaseUrl] : [])];
  const house = await openHouse(readConfig([...place, '--no-demo'], {}), { log: silentLog });
  const now = Date.now();
  const devices = Array.from({ length: people }, (_, number) => ({
    ...{ id: `wave-${number}-ear`, secret: randomBytes(16).toString('hex'), person: personId(number) },
  }));
  for (let from = 0; from < people; from += 250) {
    const some = devices.slice(from, from + 250);
    await house.enrol(some.map((_, at) => personOf(from + at)));
    await house.database.append(
      'device',
      ['id', 'kind', 'secret_hash', 'added'],
      some.map(({ id, secret }) => [id, 'ear', createHash('sha256').update(secret).digest('hex'), now - hourMs]),
      ['id'],
    );
    await house.database.append(
      'device_assignment',
      ['device', 'since', 'recorded', 'subject'],
      some.map(({ id, person }) => [id, now - 24 * hourMs, now - 24 * hourMs, person]),
      ['device', 'since', 'recorded'],
    );
  }
  const users: [string, Role][] = [
    ...Array.from({ length: 6 }, (_, at): [string, Role] => [`op-${at}`, 'operator']),
    ['nurse-0', 'nurse'],
    ['manager-0', 'manager'],
  ];
  for (const [at, [id, role]] of users.entries()) {
    const password = randomBytes(12).toString('hex');
    await house.addUser({ id, name: id, role, password }, role === 'nurse' ? devices.map(({ person }) => person) : []);
    await house.desk.setReach(id, { phone: phone(9, at) }, 'manager-0');
  }
  const { defaults } = house.plans;
  const quick = wavePlan(1_000);
  const ofFamily = { high: quick, medium: quick, low: quick };
  await house.plans.change({
    plans: { ...defaults, safety: ofFamily, vital: ofFamily },
    ...{ note: 'waves', version: house.plans.current.version, by: 'manager-0' },
  });
  const key = tokens.openKey(folder);
  const operators = await Promise.all(
    users
      .filter(([, role]) => role === 'operator')
      .map(async ([id]) => ({
        id,
        // Good while the server's clock is two hours back, too.
        token: await tokens.issueToken(key, { id, name: id, role: 'operator' }, now - 4 * hourMs, 24 * hourMs),
      })),
  );
  await house.close();
  const secretFile = join(folder, 'gateway-secret');
  writeFileSync(secretFile, `${gatewayToken}\n${gatewaySecret}\n`, { mode: 0o600 });
  return { devices, operators, secretFile };
}
