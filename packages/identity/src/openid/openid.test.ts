import assert from 'node:assert/strict';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Database, ManualClock, openDatabase } from '@munan/runtime';
import { fetchKeys } from './client-keys.ts';
import { grantableScopes } from './client-scopes.ts';
import { type Clients, isSafeUrl, openClients } from './clients.ts';
import { openSigningKeys } from './keys.ts';
import { type OpenidStore, openStore } from './store.ts';
import { openidMigrations } from './tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'openid-'));
const clock = new ManualClock();
let database: Database;
let store: OpenidStore;
let clients: Clients;

before(async () => {
  database = await openDatabase(`sqlite:${join(folder, 'test.sqlite')}`);
  await database.migrate(openidMigrations);
  store = openStore(database, clock);
  clients = openClients(database, clock);
});
after(() => database.close());

test('openSigningKeys() makes the keys once, for the owner only, and two that start at once end with the same', async () => {
  const [one, other] = await Promise.all([openSigningKeys(folder), openSigningKeys(folder)]);
  assert.deepEqual(one, other);
  assert.deepEqual(await openSigningKeys(folder), one);
  assert.equal(statSync(join(folder, 'oidc.keys')).mode & 0o777, 0o600);
  const damaged = mkdtempSync(join(tmpdir(), 'openid-damaged-'));
  writeFileSync(join(damaged, 'oidc.keys'), '{"keys":[');
  await assert.rejects(openSigningKeys(damaged), /damaged/);
});

test('the store forgets what has expired, uses up once, and takes once', async () => {
  await store.put('Thing', 'a', { value: 1 }, clock.now() + 1000);
  assert.deepEqual(await store.find('Thing', 'a'), { value: 1 });
  assert.equal(await store.find('Other', 'a'), undefined);
  clock.advance(1000);
  assert.equal(await store.find('Thing', 'a'), undefined);
  assert.equal(await store.putNew('Once', 'b', {}), true);
  assert.deepEqual(await Promise.all([store.putNew('Once', 'b', {}), store.putNew('Once', 'b', {})]), [false, false]);
  const used = await Promise.all([1, 2, 3].map(() => store.consume('Once', 'b')));
  assert.equal(used.filter(Boolean).length, 1);
  await store.put('Taken', 'c', { value: 2 });
  const taken = await Promise.all([1, 2, 3].map(() => store.take('Taken', 'c')));
  assert.equal(taken.filter((one) => one !== undefined).length, 1);
});

test('the store sweeps what has expired', async () => {
  await store.put('Swept', 'd', {}, clock.now() + 1000);
  clock.advance(11 * 60_000);
  await store.put('Swept', 'e', {}, clock.now() + 1000);
  const rows = database.query.withTables<{ oidc_model: { kind: string } }>().selectFrom('oidc_model').selectAll();
  assert.equal((await rows.where('kind', '=', 'Swept').execute()).length, 1);
});

test('grantableScopes() gives no more than was registered, and each kind of client its own contexts', () => {
  const registered = ['openid', 'launch/patient', 'patient/Observation.rs', 'user/Patient.cruds', 'system/*.rs'];
  const asked = [
    'openid',
    'profile',
    'launch/patient',
    'launch/encounter',
    'patient/Observation.r',
    'patient/Observation.read',
    'patient/Observation.rs?category=vital-signs',
    'patient/Observation.cruds',
    'patient/*.rs',
    'user/Patient.cu',
    'user/Observation.rs',
    'system/Patient.rs',
    'nonsense',
  ];
  assert.deepEqual(grantableScopes(registered, asked, 'somebody'), [
    'openid',
    'launch/patient',
    'patient/Observation.r',
    'patient/Observation.read',
    'patient/Observation.rs?category=vital-signs',
    'user/Patient.cu',
  ]);
  assert.deepEqual(grantableScopes(registered, asked, 'itself'), ['system/Patient.rs']);
  const narrow = ['patient/Observation.rs?category=vital-signs'];
  assert.deepEqual(grantableScopes(narrow, ['patient/Observation.rs', ...narrow], 'somebody'), narrow);
});

const rsa = { kty: 'RSA', n: Buffer.alloc(256, 7).toString('base64url'), e: 'AQAB' };
const usual = { id: 'c', name: 'C', kind: 'public' as const, redirectUris: ['https://app.example/back'] };
const backend = { id: 'b', name: 'B', kind: 'backend' as const, redirectUris: [], scopes: ['system/Patient.rs'] };

test('clients.add() refuses what is not safe, naming it', async () => {
  const wrong: [object, RegExp][] = [
    [{ ...usual, id: 'a b' }, /no client id/],
    [{ ...usual, name: ' ' }, /name/],
    [{ ...usual, redirectUris: [] }, /redirect/],
    [{ ...usual, redirectUris: ['http://app.example/back'] }, /https/],
    [{ ...usual, redirectUris: ['https://app.example/a/../b'] }, /as a browser writes it/],
    [{ ...usual, redirectUris: ['https://app.example/#x'] }, /not allowed/],
    [{ ...usual, redirectUris: ['javascript:alert(1)'] }, /not allowed/],
    [{ ...usual, redirectUris: ['https://me:word@app.example/'] }, /not allowed/],
    [{ ...usual, scopes: ['system/*.rs'] }, /backend/],
    [{ ...usual, scopes: ['launch/encounter'] }, /not served/],
    [{ ...usual, scopes: ['patient/Nothing.rs'] }, /no resource type/],
    [{ ...usual, jwks: { keys: [rsa] } }, /confidential/],
    [{ ...backend, jwks: { keys: [] } }, /no keys/],
    [{ ...backend, jwks: { keys: [{ ...rsa, d: 'x' }] } }, /private/],
    [{ ...backend, jwks: { keys: [{ ...rsa, n: 'AQAB' }] } }, /2048/],
    [{ ...backend, jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, /neither RSA/],
    [{ ...backend, jwksUri: 'http://keys.example/jwks' }, /https/],
    [{ ...backend }, /keys/],
    [{ ...backend, jwks: { keys: [rsa] }, scopes: [] }, /at least one scope/],
    [{ ...backend, jwks: { keys: [rsa] }, scopes: ['openid'] }, /person at a screen/],
  ];
  for (const [client, sentence] of wrong)
    await assert.rejects(clients.add(client as never), sentence, JSON.stringify(client));
  await clients.add(usual);
  await assert.rejects(clients.add(usual), /already/);
});

test('a secret is said once and kept as a hash', async () => {
  const { secret = '' } = await clients.add({ ...usual, id: 'secretive', kind: 'confidential' });
  assert.ok(secret.length >= 40);
  const kept = JSON.stringify(await clients.find('secretive'));
  assert.ok(!kept.includes(secret));
});

test('keys are fetched by https or from this machine, never elsewhere and never through a redirect', async () => {
  for (const address of ['http://keys.example/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'https://a:b@keys.example/'])
    await assert.rejects(fetchKeys(address), /no safe address/, address);
  assert.ok(isSafeUrl('http://[::1]:80/') && isSafeUrl('https://keys.example/'));
  for (const text of ['http://127.0.0.1.evil.example/', 'http://169.254.169.254/', 'http://10.0.0.1/', '//x', ''])
    assert.ok(!isSafeUrl(text), text);
});
