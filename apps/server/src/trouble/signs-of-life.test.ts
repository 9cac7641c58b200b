import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { ManualClock, openDatabase } from '@munan/runtime';
import { aliveMigrations, openSignsOfLife } from './signs-of-life.ts';

it('signs of life: who never lived and who left is not missed; silence is what passes, however the clock is set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'munan-alive-'));
  const database = await openDatabase(`sqlite:${join(folder, 'x.sqlite')}`);
  await database.migrate(aliveMigrations);
  const clock = new ManualClock();
  const server = openSignsOfLife(database, clock, 'server');
  const auditor = openSignsOfLife(database, clock, 'auditor');
  assert.equal(await auditor.silentMs('server'), 0);
  await server.give();
  assert.equal(await auditor.silentMs('server'), 0);
  clock.advance(40_000);
  assert.equal(await auditor.silentMs('server'), 40_000);
  clock.set(clock.now() + 7_200_000);
  assert.equal(await auditor.silentMs('server'), 40_000);
  await server.give();
  assert.equal(await auditor.silentMs('server'), 0);
  clock.set(clock.now() - 7_200_000);
  clock.advance(90_000);
  assert.equal(await auditor.silentMs('server'), 90_000);
  await server.leave();
  assert.equal(await auditor.silentMs('server'), 0);
  await server.give();
  assert.equal(
    await openSignsOfLife(database, clock, 'auditor').silentMs('server'),
    0,
    'just come, it knows nothing yet',
  );
  await database.close();
  rmSync(folder, { recursive: true });
});
