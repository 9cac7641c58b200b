import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Account, AccountList, ShiftsPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const hourMs = 3_600_000;
const password = 'right-password-1';

describe('closing an account', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol([personOf('p1')]);
    await house.addUser({ id: 'boss', name: '관리', role: 'manager', password });
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password }, ['p1']);
    await house.addUser({ id: 'robot', name: 'robot', role: 'operator', password });
    app = await house.openHttp();
    await app.ready();
    ask = askingOf(app, folder, () => clock.now());
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const put = (user: string, payload: object, role: Parameters<typeof ask>[0] = 'manager') =>
    ask(role, role === 'manager' ? 'boss' : `one-${role}`, {
      ...{ method: 'PUT', url: `/api/manage/users/${user}/closed`, payload },
    });
  const signIn = async () => {
    const answer = await app.inject({ method: 'POST', url: '/api/login', payload: { user: 'nurse', password } });
    return { status: answer.statusCode, cookie: `${answer.cookies[0]?.name}=${answer.cookies[0]?.value}` };
  };
  const me = async (cookie: string) => (await app.inject({ url: '/api/me', headers: { cookie } })).statusCode;

  it('PUT /api/manage/users/:user/closed signs out, shuts the door, empties the rota, and keeps the name', async () => {
    const shift = (from: number, to: number) => house.desk.shifts.add({ user: 'nurse', from, to }, 'boss');
    await shift(clock.now(), clock.now() + hourMs);
    await shift(clock.now() + 24 * hourMs, clock.now() + 30 * hourMs);
    clock.advance(hourMs / 2);
    const { cookie } = await signIn();
    assert.equal(await me(cookie), 200);
    const { statusCode, body } = await put('nurse', { closed: true });
    assert.equal(statusCode, 200, body);
    assert.equal((JSON.parse(body) as Account).closed, true);
    assert.equal(await me(cookie), 401);
    assert.equal((await signIn()).status, 401);
    assert.equal(
      (await ask('nurse', 'nurse', { url: '/api/people/p1' })).statusCode,
      401,
      'a token of the command line',
    );
    const page = await ask('manager', 'boss', {
      url: `/api/shifts?from=${clock.now() - hourMs}&to=${clock.now() + 99 * hourMs}`,
    });
    assert.deepEqual(
      page.json<ShiftsPage>().shifts.map(({ user, to }) => [user.name, to]),
      [['간호', clock.now()]],
      'the one under way ended now, the other is gone',
    );
    assert.deepEqual(house.desk.shifts.on('nurse', clock.now()), []);
    const { accounts } = (await ask('manager', 'boss', { url: '/api/manage/users' })).json<AccountList>();
    assert.deepEqual(
      accounts.map(({ id, closed }) => [id, closed]),
      [
        ['boss', false],
        ['robot', false],
        ['nurse', true],
      ],
    );
    assert.equal(house.userName('nurse'), '간호');
    assert.equal((await put('nurse', { closed: true })).statusCode, 200, 'twice is once');
    assert.equal((await put('nurse', { closed: false })).statusCode, 200);
    assert.equal((await signIn()).status, 200);
    assert.equal(await me(cookie), 401, 'the old session does not come back');
    assert.equal((await ask('nurse', 'nurse', { url: '/api/people/p1' })).statusCode, 200);
  });

  it('refuses her own, who is not there, what is no answer, and everybody but the manager; all of it is in the trail', async () => {
    assert.deepEqual([(await put('boss', { closed: true })).json().error.code], ['own-account']);
    for (const [user, payload, status] of [
      ['nobody', { closed: true }, 404],
      ['%00', { closed: true }, 400],
      ['a'.repeat(101), { closed: true }, 414],
      ['robot', {}, 400],
      ['robot', { closed: 'yes' }, 400],
      ['robot', { closed: 1 }, 400],
      ['robot', { closed: true, role: 'manager' }, 400],
    ] as const)
      assert.equal((await put(user, payload)).statusCode, status, `${user} ${JSON.stringify(payload)}`);
    for (const role of ['operator', 'nurse', 'doctor', 'family', 'person', 'service'] as const)
      assert.equal((await put('robot', { closed: true }, role)).statusCode, 403, role);
    assert.ok(house.identity.findUser('robot'));
    const { records } = await house.audit.search({ limit: 100, ascending: true });
    const done = records.flatMap(({ what }) => (/^user /.test(what) ? [what] : []));
    assert.deepEqual(done, ['user nurse closed', 'user nurse closed', 'user nurse reopened']);
  });
});
