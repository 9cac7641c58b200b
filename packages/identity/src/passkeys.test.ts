import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Database, ManualClock, openDatabase } from '@munan/runtime';
import { Authenticator } from './authenticator-for-tests.ts';
import { openStore } from './openid/store.ts';
import { openidMigrations } from './openid/tables.ts';
import { openPasskeys, type Passkeys } from './passkeys.ts';

const base = 'https://munan.example';
const origin = base;
const clock = new ManualClock();
let database: Database;
let passkeys: Passkeys;

before(async () => {
  database = await openDatabase(`sqlite:${join(mkdtempSync(join(tmpdir(), 'passkeys-')), 'test.sqlite')}`);
  await database.migrate(openidMigrations);
  passkeys = openPasskeys(database, clock, openStore(database, clock));
});
after(() => database.close());

let count = 0;
async function registered(user = `user${count++}`): Promise<{ user: string; authenticator: Authenticator }> {
  const authenticator = new Authenticator();
  const { challenge, user: asked } = await passkeys.beginAdding(base, { id: user, name: user }, 'session');
  authenticator.userHandle = asked.id;
  const response = authenticator.register({ challenge, origin });
  await passkeys.add(base, { user, name: 'key', owner: 'session', response });
  return { user, authenticator };
}
const challengeFor = async (owner: string): Promise<string> => (await passkeys.beginSignIn(base, owner)).challenge;

test('a passkey signs its user in, with nobody named', async () => {
  const { user, authenticator } = await registered();
  const challenge = await challengeFor('s1');
  authenticator.counter = 5;
  assert.equal(await passkeys.signIn(base, 's1', authenticator.signIn({ challenge, origin })), user);
  assert.equal((await passkeys.of(user))[0]?.lastUsed, clock.now());
});

test('a challenge is good once, for five minutes, and for the sign-in it was made for', async () => {
  const { authenticator } = await registered();
  const once = await challengeFor('s2');
  const answer = authenticator.signIn({ challenge: once, origin });
  await passkeys.signIn(base, 's2', answer);
  await assert.rejects(passkeys.signIn(base, 's2', answer), /refused/);
  const late = await challengeFor('s2');
  clock.advance(5 * 60_000 + 1);
  await assert.rejects(passkeys.signIn(base, 's2', authenticator.signIn({ challenge: late, origin })), /refused/);
  const other = await challengeFor('s3');
  await assert.rejects(passkeys.signIn(base, 's2', authenticator.signIn({ challenge: other, origin })), /refused/);
  const adding = await passkeys.beginAdding(base, { id: 'x', name: 'x' }, 's2');
  const asked = { challenge: adding.challenge, origin };
  await assert.rejects(passkeys.signIn(base, 's2', authenticator.signIn(asked)), /refused/);
});

test('a counter that does not go on is that of a copy', async () => {
  const { user, authenticator } = await registered();
  authenticator.counter = 9;
  await passkeys.signIn(base, 's', authenticator.signIn({ challenge: await challengeFor('s'), origin }));
  for (const counter of [9, 3]) {
    authenticator.counter = counter;
    const answer = authenticator.signIn({ challenge: await challengeFor('s'), origin });
    await assert.rejects(passkeys.signIn(base, 's', answer), /counter/i);
  }
  authenticator.counter = 10;
  assert.equal(
    await passkeys.signIn(base, 's', authenticator.signIn({ challenge: await challengeFor('s'), origin })),
    user,
  );
});

test('another origin, another party, an unchecked person, another key and another user are refused', async () => {
  const { authenticator } = await registered();
  const challenge = () => challengeFor('s');
  const wrong = [
    authenticator.signIn({ challenge: await challenge(), origin: 'https://evil.example', rpId: 'munan.example' }),
    authenticator.signIn({ challenge: await challenge(), origin, rpId: 'evil.example' }),
    authenticator.signIn({ challenge: await challenge(), origin, verified: false }),
  ];
  const stranger = new Authenticator();
  wrong.push(stranger.signIn({ challenge: await challenge(), origin }));
  const right = authenticator.signIn({ challenge: await challenge(), origin });
  wrong.push({ ...stranger.signIn({ challenge: await challenge(), origin }), id: right.id, rawId: right.rawId });
  authenticator.userHandle = Buffer.from('somebody else').toString('base64url');
  wrong.push(authenticator.signIn({ challenge: await challenge(), origin }));
  for (const [at, answer] of wrong.entries())
    await assert.rejects(passkeys.signIn(base, 's', answer), { code: 'passkey-refused' }, String(at));
});

test('only the session that asked may add, a key is added once, and only its owner removes it', async () => {
  const authenticator = new Authenticator();
  const asked = await passkeys.beginAdding(base, { id: 'owner', name: 'o' }, 'mine');
  const response = authenticator.register({ challenge: asked.challenge, origin });
  const add = (owner: string, given = response) =>
    passkeys.add(base, { user: 'owner', name: 'k', owner, response: given });
  await assert.rejects(add('theirs'), /refused/);
  const again = await passkeys.beginAdding(base, { id: 'owner', name: 'o' }, 'mine');
  await assert.rejects(
    add('mine', authenticator.register({ challenge: again.challenge, origin, verified: false })),
    /refused/,
  );
  for (const expected of [undefined, /already/]) {
    const { challenge } = await passkeys.beginAdding(base, { id: 'owner', name: 'o' }, 'mine');
    const work = add('mine', authenticator.register({ challenge, origin }));
    await (expected ? assert.rejects(work, expected) : work);
  }
  const [key] = await passkeys.of('owner');
  assert.equal(await passkeys.remove('somebody', key?.id ?? ''), false);
  assert.equal(await passkeys.remove('owner', key?.id ?? ''), true);
  const gone = authenticator.signIn({ challenge: await challengeFor('s'), origin });
  await assert.rejects(passkeys.signIn(base, 's', gone), /not registered/);
});
