import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openRecord, recordMigrations } from '@munan/record';
import { ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { ConfigError } from '../config.ts';
import { reindexRecord } from '../house/tools.ts';
import { reindexCommand } from './reindex.ts';

const folder = await mkdtemp(join(tmpdir(), 'munan-reindex-'));
after(() => rm(folder, { recursive: true, force: true }));

test('reindex makes the index of every stored resource anew, and goes on behind a key', async () => {
  const url = `sqlite:${join(folder, 'munan.sqlite')}`;
  const database = await openDatabase(url);
  await database.migrate(recordMigrations);
  const record = openRecord({ database, clock: new ManualClock(0), log: silentLog });
  await record.writeAll(['a', 'b', 'c'].map((id) => ({ resourceType: 'Patient', id })));
  await database.close();
  const keys: number[] = [];
  assert.equal(await reindexRecord(url, 0, ({ lastKey }) => keys.push(lastKey)), 3);
  assert.equal(await reindexRecord(url, (keys[0] as number) - 1, () => {}), 1);
});

test('reindex refuses a folder that no server has used', async () => {
  await assert.rejects(reindexCommand.run(['--data', join(folder, 'nothing')]), ConfigError);
  await assert.rejects(reindexCommand.run(['--data', folder, '--after', 'x']), ConfigError);
});
