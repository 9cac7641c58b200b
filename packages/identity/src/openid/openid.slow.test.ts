import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Database, ManualClock, openDatabase, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { Authenticator } from '../authenticator-for-tests.ts';
import { openPasskeys } from '../passkeys.ts';
import { adapterOver } from './adapter.ts';
import { openClients } from './clients.ts';
import { openStore } from './store.ts';
import { openidMigrations } from './tables.ts';

let postgres: PostgresForTests;
let database: Database;
const clock = new ManualClock();

before(async () => {
  postgres = await startPostgresForTests();
  database = await openDatabase(await postgres.newDatabase());
  await database.migrate(openidMigrations);
});
after(async () => {
  await database?.close();
  await postgres?.stop();
});

test('on PostgreSQL a jti is taken once of many at once, a code is used up once, and what expired is not found', async () => {
  const store = openStore(database, clock);
  const adapter = adapterOver(
    store,
    async () => undefined,
    () => clock.now(),
  );
  const replay = adapter('ReplayDetection');
  const tries = await Promise.allSettled(Array.from({ length: 12 }, () => replay.upsert('jti', { iss: 'c' }, 300)));
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  const codes = adapter('AuthorizationCode');
  await codes.upsert('code', { grantId: 'g', accountId: 'nurse' }, 60);
  const uses = await Promise.allSettled(Array.from({ length: 12 }, () => codes.consume('code')));
  assert.equal(uses.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.ok((await codes.find('code'))?.consumed);
  await codes.revokeByGrantId('g');
  assert.equal(await codes.find('code'), undefined);
  await codes.upsert('late', { accountId: 'nurse' }, 60);
  clock.advance(60_000);
  assert.equal(await codes.find('late'), undefined);
});

test('on PostgreSQL clients and passkeys are kept, and a passkey signs in once for a challenge', async () => {
  const clients = openClients(database, clock);
  const client = { id: 'c', name: 'C', kind: 'public' as const, redirectUris: ['https://app.example/back'] };
  await clients.add(client);
  await assert.rejects(clients.add(client), /already/);
  assert.equal((await clients.find('c'))?.name, 'C');
  const passkeys = openPasskeys(database, clock, openStore(database, clock));
  const base = 'https://munan.example';
  const authenticator = new Authenticator();
  const adding = await passkeys.beginAdding(base, { id: 'nurse', name: '간호' }, 's');
  const response = authenticator.register({ challenge: adding.challenge, origin: base });
  await passkeys.add(base, { user: 'nurse', name: 'key', owner: 's', response });
  const { challenge } = await passkeys.beginSignIn(base, 'in');
  const answer = authenticator.signIn({ challenge, origin: base });
  const uses = await Promise.allSettled(Array.from({ length: 4 }, () => passkeys.signIn(base, 'in', answer)));
  assert.deepEqual(
    uses.flatMap((use) => (use.status === 'fulfilled' ? [use.value] : [])),
    ['nurse'],
  );
});
