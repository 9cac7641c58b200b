import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noWishes, type Shift, type SinceAway, type WishesPage } from '@munan/flow';
import { ManualClock, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { type Asked, askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const hourMs = 3_600_000;

describe('the desk on PostgreSQL', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock();
  let postgres: PostgresForTests;
  let url: string;
  let house: House;
  let app: App;

  const open = async () => {
    house = await openTestHouse(folder, clock, url);
    await house.start();
    app = await house.openHttp();
    await app.ready();
  };
  const close = async () => {
    await app.close();
    await house.close();
  };
  before(async () => {
    postgres = await startPostgresForTests();
    url = await postgres.newDatabase();
    await open();
    await house.enrol([personOf('p1')]);
    for (const id of ['op1', 'op2'])
      await house.addUser({ id, name: id, role: 'operator', password: 'right-password-1' });
  });
  after(async () => {
    await close();
    await postgres.stop();
    remove();
  });
  const ask = async <T>(role: 'operator' | 'manager', user: string, asked: Asked): Promise<T> => {
    const answer = await askingOf(app, folder, () => clock.now())(role, user, asked);
    assert.ok(answer.statusCode < 300, answer.body);
    return answer.json<T>();
  };

  it('rota, reach, activity, wishes, hand-over and since away are kept and found again after a restart', async () => {
    const from = clock.now();
    const payload = { user: 'op1', from, to: from + hourMs };
    const shift = await ask<Shift>('manager', 'boss', { method: 'POST', url: '/api/shifts', payload });
    const reach = { phone: '010-1', mail: 'a@b.kr' };
    await ask('manager', 'boss', { method: 'PUT', url: '/api/shifts/users/op1/reach', payload: reach });
    await house.desk.active('op1');
    const wishes = { ...noWishes, note: '크게' };
    const wished = { wishes, changedAt: null };
    await ask<WishesPage>('operator', 'op1', { method: 'PUT', url: '/api/people/p1/wishes', payload: wished });
    clock.advance(1);
    await house.response.reply({ subject: 'p1', device: 'page', answer: 'help', at: clock.now() });
    const [alert] = await house.response.list({ status: 'open', subject: 'p1' });
    await house.response.command(alert!.id, { command: 'take' }, { id: 'op1', name: 'op1' });
    const since = () => ask<SinceAway>('operator', 'op2', { url: `/api/desk/since?at=${from}` });
    assert.deepEqual([(await since()).opened, (await since()).closed], [1, 0]);
    const note = await ask<{ id: string }>('operator', 'op1', {
      ...{ method: 'POST', url: '/api/handover', payload: { text: '밤', to: 'op2' } },
    });
    await close();
    await open();
    assert.deepEqual(house.desk.shifts.on('operator', clock.now()), ['op1']);
    assert.deepEqual(
      (await house.desk.shifts.list(from, from + 1)).map(({ id }) => id),
      [shift.id],
    );
    assert.deepEqual(house.desk.reachOf('op1'), { ...reach, push: 0 });
    assert.deepEqual([...house.desk.awake(clock.now())], ['op1']);
    assert.deepEqual(house.people.get('p1').wishes, wishes);
    await ask('operator', 'op2', { method: 'POST', url: `/api/handover/${note.id}/accept` });
    assert.equal((await house.response.get(alert!.id)).takenBy, 'op2');
  });
});
