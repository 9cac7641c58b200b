import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Role, Shift, ShiftsPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { type Asked, askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = clock.now();

describe('the rota', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;

  const open = async () => {
    house = await openTestHouse(folder, clock);
    app = await house.openHttp();
    await app.ready();
    ask = askingOf(app, folder, () => clock.now());
  };
  before(async () => {
    await open();
    await house.enrol([personOf('p1')]);
    const password = 'right-password-1';
    await house.addUser({ id: 'boss', name: '관리', role: 'manager', password });
    await house.addUser({ id: 'op1', name: '하나', role: 'operator', password });
    await house.addUser({ id: 'op2', name: '둘', role: 'operator', password });
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password }, ['p1']);
    await house.addUser({ id: 'doctor', name: '의사', role: 'doctor', password });
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const boss = (asked: Asked) => ask('manager', 'boss', asked);
  const add = (user: string, from: number, to: number) =>
    boss({ method: 'POST', url: '/api/shifts', payload: { user, from, to } });
  const listed = async (from = start - dayMs, to = start + 7 * dayMs) =>
    (await boss({ url: `/api/shifts?from=${from}&to=${to}` })).json<ShiftsPage>();

  it('POST /api/shifts writes a shift down; who is on now is answered from it, also after a restart', async () => {
    const night = await add('op1', start - hourMs, start + 8 * hourMs);
    assert.equal(night.statusCode, 201, night.body);
    const { id, ...shift } = night.json<Shift>();
    assert.deepEqual(shift, {
      ...{ user: { id: 'op1', name: '하나' }, role: 'operator', from: start - hourMs, to: start + 8 * hourMs },
    });
    assert.equal((await add('op2', start + 8 * hourMs, start + 16 * hourMs)).statusCode, 201);
    assert.equal((await add('nurse', start, start + 8 * hourMs)).statusCode, 201);
    await app.close();
    await house.close();
    await open();
    const page = await listed();
    assert.deepEqual(
      page.shifts.map(({ user, from }) => [user.id, from - start]),
      [
        ['op1', -hourMs],
        ['nurse', 0],
        ['op2', 8 * hourMs],
      ],
    );
    assert.equal(page.shifts[0]?.id, id);
    assert.deepEqual(
      page.desk.operators.map((one) => [one.id, one.onShift]),
      [
        ['op2', false],
        ['op1', true],
      ],
    );
    assert.deepEqual(page.desk.nurses, [{ id: 'nurse', name: '간호' }]);
    assert.deepEqual(
      page.users.map((user) => [user.id, user.role]),
      [
        ['op1', 'operator'],
        ['op2', 'operator'],
        ['nurse', 'nurse'],
        ['boss', 'manager'],
      ],
    );
  });

  it('who is on changes with the minute', () => {
    assert.deepEqual(house.desk.shifts.on('operator', start + 8 * hourMs - 1), ['op1']);
    assert.deepEqual(house.desk.shifts.on('operator', start + 8 * hourMs), ['op2']);
    assert.deepEqual(house.desk.shifts.on('operator', start + 16 * hourMs), []);
    assert.deepEqual(house.desk.shifts.on('manager', start), []);
  });

  it('a window shows what touches it, a shift over midnight too', async () => {
    const of = async (from: number, to: number) => (await listed(from, to)).shifts.map(({ user }) => user.id);
    assert.deepEqual(await of(start + 8 * hourMs, start + 9 * hourMs), ['op2']);
    assert.deepEqual(await of(start + 7 * hourMs, start + 8 * hourMs), ['op1', 'nurse']);
    assert.deepEqual(await of(start + 40 * hourMs, start + 41 * hourMs), []);
  });

  const refused: [string, string, number, number, number, string][] = [
    ['overlaps', 'op1', start + 7 * hourMs, start + 9 * hourMs, 409, 'shift-overlaps'],
    ['ends before it begins', 'op1', start + 20 * hourMs, start + 19 * hourMs, 400, 'shift-backwards'],
    ['has no length', 'op1', start + 20 * hourMs, start + 20 * hourMs, 400, 'shift-backwards'],
    ['is longer than a day', 'op1', start + 20 * hourMs, start + 45 * hourMs, 400, 'shift-too-long'],
    ['is over', 'op1', start - 10 * hourMs, start - 2 * hourMs, 400, 'shift-past'],
    ['is too far ahead', 'op1', start + 401 * dayMs, start + 401 * dayMs + hourMs, 400, 'shift-too-far'],
    ['is of nobody', 'ghost', start + 20 * hourMs, start + 21 * hourMs, 400, 'no-such-user'],
    ['is of a doctor', 'doctor', start + 20 * hourMs, start + 21 * hourMs, 400, 'no-such-user'],
  ];
  for (const [what, user, from, to, status, code] of refused)
    it(`a shift that ${what} is refused as ${code}`, async () => {
      const before = (await listed()).shifts.length;
      const answer = await add(user, from, to);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [status, code]);
      assert.equal((await listed()).shifts.length, before);
    });

  it('of two at once for the same hours one is written down', async () => {
    const from = start + 3 * dayMs;
    const both = await Promise.all([add('op1', from, from + hourMs), add('op1', from + 60_000, from + 2 * hourMs)]);
    assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [201, 409]);
  });

  it('DELETE /api/shifts/:id strikes out what is to come and what is going on, and not what was', async () => {
    const later = (await add('op2', start + 5 * dayMs, start + 5 * dayMs + hourMs)).json<Shift>();
    const strike = (id: string) => boss({ method: 'DELETE', url: `/api/shifts/${id}` });
    assert.equal((await strike(later.id)).statusCode, 204);
    assert.equal((await strike(later.id)).statusCode, 404);
    const [first] = (await listed()).shifts;
    clock.advance(9 * hourMs);
    const over = await strike(first!.id);
    assert.deepEqual([over.statusCode, over.json().error.code], [409, 'shift-over']);
  });

  it('PUT /api/shifts/users/:id/reach says how somebody is told; nurse and doctor are not shown it', async () => {
    const put = (id: string, payload: object) => boss({ method: 'PUT', url: `/api/shifts/users/${id}/reach`, payload });
    const answer = await put('op1', { phone: ' 010-1234-5678 ', mail: 'op1@centre.kr' });
    assert.deepEqual(answer.json(), { phone: '010-1234-5678', mail: 'op1@centre.kr', push: 0 });
    assert.deepEqual((await put('op1', { phone: '010-1' })).json(), { phone: '010-1', push: 0 });
    assert.equal((await put('doctor', {})).statusCode, 404);
    for (const payload of [{ phone: 'call me' }, { mail: 'nobody' }, { mail: 'a b@c.d' }, { fax: '1' }, { phone: 1 }])
      assert.equal((await put('op1', payload)).statusCode, 400, JSON.stringify(payload));
    const reachSeenBy = async (role: Role, user: string) =>
      (await ask(role, user, { url: `/api/shifts?from=${start}&to=${start + dayMs}` }))
        .json<ShiftsPage>()
        .users.find(({ id }) => id === 'op1')?.reach;
    assert.deepEqual(await reachSeenBy('operator', 'op2'), { phone: '010-1', push: 0 });
    assert.deepEqual(await reachSeenBy('nurse', 'nurse'), { push: 0 });
    assert.deepEqual(await reachSeenBy('doctor', 'doctor'), { push: 0 });
  });

  const window = `/api/shifts?from=${start}&to=${start + dayMs}`;
  const hostile: [string, Asked][] = [
    ['no window', { url: '/api/shifts' }],
    ['a window backwards', { url: `/api/shifts?from=${start}&to=${start - 1}` }],
    ['a window of years', { url: `/api/shifts?from=0&to=${start}` }],
    ['a window of words', { url: '/api/shifts?from=now&to=then' }],
    ['no body', { method: 'POST', url: '/api/shifts', payload: '' }],
    ['a list', { method: 'POST', url: '/api/shifts', payload: '[]' }],
    ['half an object', { method: 'POST', url: '/api/shifts', payload: '{"user":' }],
    ['a time as text', { method: 'POST', url: '/api/shifts', payload: { user: 'op1', from: '1', to: 2 } }],
    [
      'a time of half a millisecond',
      { method: 'POST', url: '/api/shifts', payload: { user: 'op1', from: 1.5, to: 2 } },
    ],
    ['a time that is no number', { method: 'POST', url: '/api/shifts', payload: '{"user":"op1","from":1e999,"to":2}' }],
    ['a time below zero', { method: 'POST', url: '/api/shifts', payload: { user: 'op1', from: -1, to: 2 } }],
    ['nobody', { method: 'POST', url: '/api/shifts', payload: { user: '', from: 1, to: 2 } }],
    ['more than is known', { method: 'POST', url: '/api/shifts', payload: { user: 'op1', from: 1, to: 2, role: 'x' } }],
    ['NUL', { method: 'POST', url: '/api/shifts', payload: { user: 'o\0p', from: 1, to: 2 } }],
  ];
  for (const [what, asked] of hostile)
    it(`${what} is a bad request and changes nothing`, async () => {
      const before = (await listed()).shifts;
      const answer = await boss(asked);
      assert.equal(answer.statusCode, 400, answer.body);
      assert.deepEqual((await listed()).shifts, before);
    });

  const roles: Role[] = ['operator', 'nurse', 'doctor', 'manager', 'family', 'person', 'service'];
  const routes: [Asked, Role[]][] = [
    [{ url: window }, ['operator', 'nurse', 'doctor', 'manager']],
    [{ method: 'POST', url: '/api/shifts', payload: { user: 'x', from: 1, to: 2 } }, ['manager']],
    [{ method: 'DELETE', url: '/api/shifts/x' }, ['manager']],
    [{ method: 'PUT', url: '/api/shifts/users/x/reach', payload: {} }, ['manager']],
  ];
  for (const [asked, allowed] of routes)
    it(`${asked.method ?? 'GET'} ${asked.url.split('?')[0]} is for ${allowed.join(', ')} alone`, async () => {
      for (const role of roles) {
        const { statusCode } = await ask(role, `a-${role}`, asked);
        assert.equal(statusCode !== 403, allowed.includes(role), `${role}: ${statusCode}`);
      }
      assert.equal((await ask(undefined, '', asked)).statusCode, 401);
    });
});
