import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@munan/flow';
import { type Clock, ManualClock, silentLog } from '@munan/runtime';
import type { Config } from '../src/config.ts';
import { tokens } from '../src/house/tools.ts';
import { type House, openHouse } from '../src/house.ts';
import type { Person } from '../src/people/person.ts';

/** A temporary data folder and how to remove it. */
export function newFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'munan-house-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function configOf(folder: string, databaseUrl = `sqlite:${join(folder, 'munan.sqlite')}`): Config {
  return {
    dataFolder: folder,
    httpPort: 0,
    mqttPort: 0,
    host: '127.0.0.1',
    demonstration: false,
    databaseUrl,
    behindTls: false,
  };
}

/** What a password costs is looked at in packages/identity. */
export const passwordCost = { N: 16, r: 1, p: 1 };

/** A house on a folder, not started and without doors to the network. */
export function openTestHouse(folder: string, clock: Clock = new ManualClock(), databaseUrl?: string): Promise<House> {
  return openHouse(configOf(folder, databaseUrl), { clock, log: silentLog, passwordCost });
}

export function personOf(id: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name: `김${id}`,
    birthDate: '1941-03-02',
    sex: 'female',
    district: '',
    address: '경남 창원시 의창구 1',
    phone: '055-000-0000',
    conditions: [],
    medications: [],
    allergies: [],
    programme: 'regular',
    spo2Scale2: false,
    noMovementHours: { caution: 8, alarm: 12, danger: 24 },
    contacts: [{ relation: 'family', name: '박딸', phone: '010-0000-0000' }],
    simulated: true,
    ...more,
  };
}

/** A bearer token as `munan token` makes it; with `user` it may see what that user may see. */
export async function bearer(folder: string, role: Role, user = `token-${role}`, now = Date.now()): Promise<string> {
  const key = tokens.openKey(folder);
  return `Bearer ${await tokens.issueToken(key, { id: user, name: user, role }, now, 366 * 86_400_000)}`;
}
