import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Database, ManualClock, openDatabase, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { type Identity, openIdentity } from './identity.ts';

let postgres: PostgresForTests;
let database: Database;
let identity: Identity;
const clock = new ManualClock();

before(async () => {
  postgres = await startPostgresForTests();
  database = await openDatabase(await postgres.newDatabase());
  const dataFolder = mkdtempSync(join(tmpdir(), 'identity-postgres-'));
  identity = await openIdentity({ database, clock, dataFolder });
  await identity.addUser({ id: 'nurse1', name: '간호사', role: 'nurse', password: 'correct horse' });
});
after(async () => {
  await database?.close();
  await postgres?.stop();
});

test('on PostgreSQL login gives a session, and every one of many wrong tries at once counts', async () => {
  const login = await identity.login('nurse1', 'correct horse');
  assert.ok(login.ok);
  assert.equal((await identity.session(login.session))?.id, 'nurse1');
  await Promise.all(Array.from({ length: 12 }, (_, at) => identity.login('nurse1', `guess ${at}`)));
  const refused = await identity.login('nurse1', 'correct horse');
  assert.ok(!refused.ok && refused.waitMs > 0);
});
