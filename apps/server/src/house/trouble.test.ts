import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Finding } from '@munan/flow';
import { ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { troubleMigrations } from '../trouble/trouble.ts';
import { openHouseTrouble } from './trouble.ts';

const minute = 60_000;

it('openHouseTrouble makes one trouble of a channel that dies and lives again twenty times an hour', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'munan-flapping-'));
  const database = await openDatabase(`sqlite:${join(folder, 'house.sqlite')}`);
  await database.migrate(troubleMigrations);
  const clock = new ManualClock();
  const taken: Finding[] = [];
  const response = {
    take: async (found: readonly Finding[]) => void taken.push(...found),
    list: async () => [],
  };
  const { trouble, auditing, stop } = openHouseTrouble({
    ...{ config: {}, database, clock, log: silentLog, findings: { unraised: async () => [] } as never },
    channelsOn: () => new Set(['push', 'text'] as const),
    logEnd: async () => 0,
    later: () => ({ response: response as never, keeper: { told: 0, handingMs: 0 } }),
  });
  for (let round = 0; round < 15; round++) {
    auditing.onChannel('text', 'failing', clock.now() - 3 * minute);
    clock.advance(minute);
    auditing.onChannel('text', 'well', clock.now());
    clock.advance(2 * minute);
  }
  auditing.onChannel('push', 'well', clock.now());
  const said = async () => {
    await trouble.again();
    return taken.map(({ phase, reason }) => `${phase} ${reason.params?.channel}`);
  };
  assert.deepEqual(await said(), ['began text']);
  clock.advance(10 * minute);
  assert.deepEqual(await said(), ['began text', 'ended text']);
  auditing.onChannel('text', 'well', clock.now());
  await stop();
  await database.close();
  rmSync(folder, { recursive: true });
});
