import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDatabase } from '@munan/runtime';
import { checkpointMigrations, openCheckpoints } from '../watch/checkpoints.ts';
import { Snapshots, snapshotMigrations } from './snapshots.ts';

const dayMs = 86_400_000;
const noon = (day: number) => 20_000 * dayMs + (day + 0.5) * dayMs;

const folder = mkdtempSync(join(tmpdir(), 'munan-snapshots-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let opened = 0;

async function takenOn(days: readonly number[]) {
  const database = await openDatabase(`sqlite:${join(folder, `${opened++}.sqlite`)}`);
  await database.migrate([...checkpointMigrations, ...snapshotMigrations]);
  const checkpoints = openCheckpoints(database);
  const snapshots = new Snapshots(database);
  await snapshots.begin(noon(0));
  for (const day of days) {
    await checkpoints.save([{ subject: 'p1', state: `state of day ${day}` }], 100 * day, `burden of day ${day}`);
    await snapshots.checkpointed(noon(day));
  }
  return { database, snapshots };
}

test('find chooses the newest snapshot before a moment, with everybody as they were then', async () => {
  const { database, snapshots } = await takenOn([0, 1, 2, 3]);
  const found = await snapshots.find(noon(2) + dayMs / 2, 0);
  assert.deepEqual(
    [found!.at, found!.position, found!.burden, found!.states.get('p1')],
    [noon(2), 200, 'burden of day 2', 'state of day 2'],
  );
  assert.equal((await snapshots.find(noon(-5), 0))!.at, noon(0), 'or else the oldest');
  await database.close();
});

test('find passes over snapshots whose packets may have left the log, unless there is no other', async () => {
  const { database, snapshots } = await takenOn([0, 1, 2, 7]);
  // Seven days back from noon and a half of day 8: the snapshot of day 1 is the newest before it, and its first half day is gone.
  const logFrom = noon(1) + dayMs / 2;
  assert.equal((await snapshots.find(logFrom, logFrom))!.at, noon(2));
  assert.equal((await snapshots.find(noon(6), logFrom))!.at, noon(2));
  assert.equal((await snapshots.find(noon(6), noon(9)))!.at, noon(7));
  await database.close();
});

test('find finds nothing before the first checkpoint', async () => {
  const { database, snapshots } = await takenOn([]);
  assert.equal(await snapshots.find(noon(1), 0), undefined);
  await database.close();
});
