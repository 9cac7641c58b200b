import assert from 'node:assert/strict';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Database, ManualClock, openDatabase } from '@munan/runtime';
import { SignJWT, UnsecuredJWT } from 'jose';
import { type Identity, openIdentity } from './identity.ts';
import { nobodysPassword, passwordCost } from './passwords.ts';
import { issueToken, openKey } from './tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'identity-'));
const clock = new ManualClock();
let database: Database;
let identity: Identity;
const hourMs = 3_600_000;
/** What a password costs is looked at by one test. */
const cost = { N: 16, r: 1, p: 1 };

before(async () => {
  database = await openDatabase(`sqlite:${join(folder, 'test.sqlite')}`);
  identity = await openIdentity({ database, clock, dataFolder: folder, cost });
  await identity.addUser({ id: 'nurse1', name: '간호사', role: 'nurse', password: 'correct horse' });
});
after(() => database.close());

test('addUser refuses what cannot be, naming it', async () => {
  const user = { id: 'x', name: 'X', role: 'nurse' as const, password: 'long enough' };
  await assert.rejects(identity.addUser({ ...user, id: 'a b' }), /"a b" is no user id/);
  await assert.rejects(identity.addUser({ ...user, name: ' ' }), /name/);
  await assert.rejects(identity.addUser({ ...user, role: 'king' as 'nurse' }), /"king" is no role; allowed are/);
  await assert.rejects(identity.addUser({ ...user, role: 'service' }), /"service" is no role; allowed are/);
  await assert.rejects(identity.addUser({ ...user, password: 'short' }), /at least 10/);
  await assert.rejects(identity.addUser({ ...user, id: 'nurse1' }), /already/);
});

test('login gives a session, which ends when idle, after twelve hours and by logout', async () => {
  const login = async (): Promise<string> => {
    const result = await identity.login('nurse1', 'correct horse');
    assert.ok(result.ok);
    return result.session;
  };
  const idle = await login();
  assert.equal((await identity.session(idle))?.id, 'nurse1');
  clock.advance(2 * hourMs + 1);
  assert.equal(await identity.session(idle), undefined);

  const long = await login();
  for (let hour = 0; hour < 12; hour++) {
    clock.advance(hourMs);
    assert.equal((await identity.session(long))?.role, 'nurse', `hour ${hour}`);
  }
  clock.advance(hourMs);
  assert.equal(await identity.session(long), undefined);

  const left = await login();
  await identity.logout(left);
  assert.equal(await identity.session(left), undefined);
  assert.equal(await identity.session('forged'), undefined);
});

test('login locks with growing waits, and the right password does not help while locked', async () => {
  await identity.addUser({ id: 'locked', name: 'L', role: 'nurse', password: 'correct horse' });
  for (let attempt = 0; attempt < 5; attempt++)
    assert.deepEqual(await identity.login('locked', 'wrong'), { ok: false, waitMs: 0 });
  const refused = await identity.login('locked', 'correct horse');
  assert.ok(!refused.ok && refused.waitMs > 0);
  clock.advance(refused.waitMs);
  assert.ok((await identity.login('locked', 'correct horse')).ok);
  assert.deepEqual(await identity.login('nobody', 'correct horse'), { ok: false, waitMs: 0 });
});

test('login does not tell by its lock which names there are', async () => {
  await identity.addUser({ id: 'known', name: 'K', role: 'nurse', password: 'correct horse' });
  const answers = async (id: string) => {
    const found = [];
    for (let attempt = 0; attempt < 7; attempt++) found.push(await identity.login(id, 'wrong'));
    return found;
  };
  const known = await answers('known');
  assert.deepEqual(await answers('stranger'), known);
  clock.advance(1000);
  const again = await answers('known');
  assert.ok(
    again.some((result) => !result.ok && result.waitMs > 1000),
    'the wait grows',
  );
  assert.deepEqual(await answers('stranger'), again);
});

test('login counts every one of many tries at once', async () => {
  await identity.addUser({ id: 'flooded', name: 'F', role: 'nurse', password: 'correct horse' });
  const tries = await Promise.all(Array.from({ length: 12 }, (_, at) => identity.login('flooded', `guess ${at}`)));
  assert.ok(tries.filter((result) => !result.ok && result.waitMs > 0).length >= 7);
  const refused = await identity.login('flooded', 'correct horse');
  assert.ok(!refused.ok && refused.waitMs > 0);
});

test('closeAccount ends sessions and tokens and lets nobody in, keeps the name, and reopenAccount gives it back', async () => {
  await identity.addUser({ id: 'leaver', name: '떠난 이', role: 'nurse', password: 'correct horse' });
  await identity.setLinks('leaver', ['p7']);
  const login = await identity.login('leaver', 'correct horse');
  assert.ok(login.ok);
  const token = await issueToken(identity.key, { id: 'leaver', name: 'L', role: 'nurse' }, clock.now(), hourMs);
  await identity.closeAccount('leaver');
  const after = async (here: Identity) => {
    assert.deepEqual(await here.login('leaver', 'correct horse'), { ok: false, waitMs: 0 });
    assert.equal(await here.session(login.session), undefined);
    assert.equal(await here.session(await here.openSession('leaver')), undefined);
    assert.equal(await here.verifyBearer(token), undefined);
    assert.equal(here.findUser('leaver'), undefined);
    assert.equal(here.findAuthor('leaver')?.name, '떠난 이');
    assert.ok(!here.users('nurse').some(({ id }) => id === 'leaver'));
    assert.deepEqual(here.linkedTo('p7'), []);
  };
  await after(identity);
  await after(await openIdentity({ database, clock, dataFolder: folder, cost }));
  const again = { id: 'leaver', name: 'X', role: 'manager', password: 'correct horse' } as const;
  await assert.rejects(identity.addUser(again), { code: 'user-exists' });
  await assert.rejects(identity.closeAccount('leaver'), { code: 'user-unknown' });
  await identity.reopenAccount('leaver');
  await assert.rejects(identity.reopenAccount('leaver'), { code: 'user-unknown' });
  assert.ok((await identity.login('leaver', 'correct horse')).ok);
  assert.deepEqual(
    identity.linkedTo('p7').map(({ id }) => id),
    ['leaver'],
  );
});

test('setPassword ends the sessions of the old one', async () => {
  await identity.addUser({ id: 'changer', name: 'C', role: 'doctor', password: 'correct horse' });
  const first = await identity.login('changer', 'correct horse');
  assert.ok(first.ok);
  await identity.setPassword('changer', 'another horse');
  assert.equal(await identity.session(first.session), undefined);
  assert.ok(!(await identity.login('changer', 'correct horse')).ok);
  assert.ok((await identity.login('changer', 'another horse')).ok);
});

test('no password and no session token lies in the database', async () => {
  const login = await identity.login('nurse1', 'correct horse');
  assert.ok(login.ok);
  const tables = database.query.withTables<Record<string, Record<string, string>>>();
  const rows = JSON.stringify([
    await tables.selectFrom('user_account').selectAll().execute(),
    await tables.selectFrom('user_session').selectAll().execute(),
  ]);
  assert.ok(!rows.includes('correct horse') && !rows.includes(login.session));
});

test('a password costs what OWASP asks for, with a name that is known and with one that is not', async () => {
  const dear = await openIdentity({ database, clock, dataFolder: folder });
  await dear.addUser({ id: 'dear', name: 'D', role: 'doctor', password: 'correct horse' });
  const { password } = await database.query
    .withTables<{ user_account: { id: string; password: string } }>()
    .selectFrom('user_account')
    .select('password')
    .where('id', '=', 'dear')
    .executeTakeFirstOrThrow();
  assert.match(password, /^32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  assert.match(nobodysPassword(passwordCost), /^32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  assert.ok((await dear.login('dear', 'correct horse')).ok);
  assert.ok(!(await dear.login('dear', 'correct hors')).ok);
});

test('verifyBearer takes our token and refuses forged, expired, foreign and unsigned ones', async () => {
  const { key } = identity;
  const who = { id: 'script', name: 'script', role: 'doctor' as const };
  const good = await issueToken(key, who, clock.now(), hourMs);
  assert.deepEqual(await identity.verifyBearer(good), who);
  const claims = { name: 'x', role: 'manager' };
  const jwt = (issuer: string, audience: string, alg = 'HS256') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg })
      .setSubject('x')
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(Math.floor(clock.now() / 1000))
      .setExpirationTime(Math.floor(clock.now() / 1000) + 60);
  const wrong: Record<string, string> = {
    'another key': await jwt('munan', 'munan-api').sign(new Uint8Array(32)),
    'another audience': await jwt('munan', 'else').sign(key),
    'another issuer': await jwt('else', 'munan-api').sign(key),
    'another algorithm': await jwt('munan', 'munan-api', 'HS512').sign(new Uint8Array(64).fill(1)),
    'no signature': new UnsecuredJWT({
      ...claims,
      sub: 'x',
      iss: 'munan',
      aud: 'munan-api',
      exp: 4e9,
      iat: 1,
    }).encode(),
    'not a token': 'abc.def.ghi',
    'a role that is not': await issueToken(key, { ...who, role: 'king' as 'doctor' }, clock.now(), hourMs),
    'changed payload': good.replace(/\.[^.]+\./, `.${Buffer.from('{"role":"manager"}').toString('base64url')}.`),
  };
  for (const [name, token] of Object.entries(wrong)) assert.equal(await identity.verifyBearer(token), undefined, name);
  clock.advance(hourMs + 2_000);
  assert.equal(await identity.verifyBearer(good), undefined);
  await assert.rejects(issueToken(key, who, clock.now(), 0), /lives from/);
});

test('openKey makes one key for its owner only, and refuses a damaged one', () => {
  assert.equal(statSync(join(folder, 'token.key')).mode & 0o777, 0o600);
  assert.deepEqual(openKey(folder), identity.key);
  const damaged = mkdtempSync(join(tmpdir(), 'identity-key-'));
  writeFileSync(join(damaged, 'token.key'), 'abc');
  assert.throws(() => openKey(damaged), /damaged/);
});

test('setLinks survives a restart and says who may see whom', async () => {
  await identity.setLinks('nurse1', ['p1', 'p2']);
  await identity.setLinks('nurse1', ['p2', 'p3']);
  const again = await openIdentity({ database, clock, dataFolder: folder, cost });
  assert.deepEqual([...again.linksOf('nurse1')].sort(), ['p2', 'p3']);
  assert.deepEqual(
    again.linkedTo('p3').map(({ id }) => id),
    ['nurse1'],
  );
  assert.deepEqual(again.linkedTo('p1'), []);
});
