import { createHash, randomBytes } from 'node:crypto';
import { encodePacket } from '@munan/devices';
import { silentLog } from '@munan/runtime';
import { readConfig } from '../../apps/server/src/config.ts';
import { tokens } from '../../apps/server/src/house/tools.ts';
import { openHouse } from '../../apps/server/src/house.ts';
import type { Person } from '../../apps/server/src/people/person.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const atOnce = 500;

export interface Seeded {
  devices: { id: string; secret: string; person: string }[];
  /** A bearer token of an operator, good for an hour. */
  operatorToken: string;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
const personId = (number: number) => `bench-person-${number}`;

export function benchPerson(number: number): Person {
  return {
    id: personId(number),
    name: `Bench ${number}`,
    birthDate: '1944-03-05',
    sex: number % 2 === 0 ? 'female' : 'male',
    district: 'Bench',
    address: `${number} Bench Street`,
    phone: '000-0000-0000',
    conditions: ['hypertension'],
    medications: [],
    allergies: [],
    programme: 'regular',
    spo2Scale2: false,
    noMovementHours: { caution: 8, alarm: 12, danger: 24 },
    contacts: [{ relation: 'family', name: 'Bench', phone: '000-0000-0000' }],
    simulated: true,
  };
}

/**
 * Enrols people with one device each in a data folder on which no server runs. Devices are written as rows, some hundred
 * at a time, as the registry writes them one by one.
 * @param first number of the first, so that more can be added later
 * @param backlog packets to lay into the log as if they had been sent one to two hours ago, all still to be packed
 */
export async function seed(args: readonly string[], count: number, { first = 0, backlog = 0 } = {}): Promise<Seeded> {
  const config = readConfig(args, {});
  const house = await openHouse(config, { log: silentLog });
  const now = Date.now();
  const since = now - 30 * 24 * hourMs;
  const devices = range(first, first + count).map((number) => ({
    id: `bench-${number}`,
    secret: randomBytes(16).toString('hex'),
    person: personId(number),
  }));
  for (let from = 0; from < count; from += atOnce) {
    const numbers = range(first + from, first + Math.min(from + atOnce, count));
    await house.enrol(numbers.map(benchPerson));
    const some = numbers.map((number) => devices[number - first]!);
    await house.database.append(
      'device',
      ['id', 'kind', 'secret_hash', 'added'],
      some.map(({ id, secret }) => [id, 'test', createHash('sha256').update(secret).digest('hex'), now]),
      ['id'],
    );
    await house.database.append(
      'device_assignment',
      ['device', 'since', 'recorded', 'subject'],
      some.map(({ id, person }) => [id, since, now, person]),
      ['device', 'since', 'recorded'],
    );
  }
  const hour = Math.floor(now / hourMs) * hourMs - 2 * hourMs;
  for (let from = 0; from < backlog; from += 1000) {
    await house.series.append(
      range(from, Math.min(from + 1000, backlog)).map((number) => {
        // Round after round of all devices, as packets arrive in life.
        const { id, person } = devices[number % count]!;
        const seq = Math.floor(number / count);
        return logItem(id, person, seq, hour + (seq % 60) * minuteMs);
      }),
    );
  }
  await house.close();
  const key = tokens.openKey(config.dataFolder);
  const operator = { id: 'bench-operator', name: 'Bench operator', role: 'operator' } as const;
  return { devices, operatorToken: await tokens.issueToken(key, operator, now, hourMs) };
}

export function logItem(device: string, subject: string, seq: number, t: number) {
  const spo2 = Float64Array.from({ length: 60 }, (_, at) => 95 + ((at + seq) % 3));
  const pulse = Float64Array.from({ length: 60 }, (_, at) => 66 + ((at * 7 + seq) % 9));
  const sent = t + minuteMs;
  const payload = encodePacket({
    ...{ v: 1, seq, sent, battery: 80, worn: true },
    channels: [
      { c: 'spo2', t, dt: 1000, x: spo2 },
      { c: 'pulse', t, dt: 1000, x: pulse },
      { c: 'temperature', t, dt: minuteMs, x: [36.5] },
      { c: 'activity', t, dt: minuteMs, x: [120] },
    ],
  });
  const packet = {
    ...{ device, subject, seq, sent, received: sent, clockOffset: 0, battery: 80, worn: true, events: [] },
    readings: [
      { channel: 'spo2' as const, t, dt: 1000, values: spo2 },
      { channel: 'pulse' as const, t, dt: 1000, values: pulse },
      { channel: 'temperature' as const, t, dt: minuteMs, values: Float64Array.of(36.5) },
      { channel: 'activity' as const, t, dt: minuteMs, values: Float64Array.of(120) },
    ],
  };
  return { packet, payload, format: 'cbor' as const };
}
