import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Conflict, FactsAnswer, SyncDeviceRow, VisitPage } from '@munan/flow';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { jpegHead, SyncHouse } from './sync-for-tests.ts';

describe('POST /api/sync on PostgreSQL', () => {
  let postgres: PostgresForTests;
  let there: SyncHouse;
  let device: string;
  before(async () => {
    postgres = await startPostgresForTests();
    there = new SyncHouse(await postgres.newDatabase());
    await there.begin();
    device = (await there.device('anna')).device;
  });
  after(async () => {
    await there.end();
    await postgres.stop();
  });

  it('a visit, its correction and its resending after a restart are there once', async () => {
    const visit = there.visit('p1', { remarks: 'a\0b', question: '혈압약을 바꿀까요?' });
    const message = there.message('visit', { visit });
    const [first] = await there.push('anna', device, [message]);
    assert.deepEqual([first?.outcome, first?.visit?.remarks], ['applied', 'ab'], JSON.stringify(first));
    await there.reopen();
    assert.deepEqual(await there.push('anna', device, [message]), [first]);
    const base = first!.visit!;
    const mine = { ...base, vitals: { ...base.vitals, weightKg: 51.2 } };
    const [corrected] = await there.push('anna', device, [
      there.message('visit', { visit: mine, base, reason: '체중을 빠뜨림' }),
    ]);
    assert.equal(corrected?.outcome, 'applied', JSON.stringify(corrected));
    const page = await there.ask<VisitPage>('doctor', 'GET', `/api/visits/${visit.id}`);
    assert.deepEqual([page.entry.vitals.weightKg, page.versions.length], [51.2, 2]);
  });

  it('facts that contradict each other are kept and decided; a pull tells of what changed and of no more', async () => {
    const tags = Object.fromEntries((await there.pull('anna', device)).people.map((one) => [one.person.id, one.tag]));
    assert.deepEqual((await there.pull('anna', device, tags)).people, []);
    const old = ['암로디핀 5 mg'];
    const change = (mine: string[]) => ({ changes: [{ field: 'medications', base: old, mine }] });
    await there.ask<FactsAnswer>('doctor', 'POST', '/api/people/p1/facts', change([...old, '아스피린']));
    const facts = there.message('facts', { patient: 'p1', ...change([...old, '와파린']) });
    const [result] = await there.push('anna', device, [facts]);
    assert.equal(result?.outcome, 'conflict', JSON.stringify(result));
    const [conflict] = result!.conflicts!;
    await there.ask<Conflict>('doctor', 'POST', `/api/conflicts/${conflict!.id}/decide`, { choice: 'kept' });
    await there.reopen();
    assert.deepEqual(there.house.people.get('p1').medications, [...old, '아스피린']);
    const pulled = await there.pull('anna', device, tags);
    assert.deepEqual(
      [pulled.people.map(({ person }) => person.id), pulled.conflicts.map(({ status }) => status)],
      [['p1'], ['decided']],
    );
  });

  it('pictures, orders, looks and lost devices', async () => {
    const jpeg = Buffer.from([...jpegHead, 9, 9]).toString('base64');
    const photo = { id: 'photo-1', takenAt: there.clock.now(), kind: 'wound' as const };
    const visit = there.visit('p2', { photos: [photo] });
    const { day } = (await there.pull('anna', device)).day;
    const results = await there.push('anna', device, [
      there.message('visit', { visit }),
      there.message('photo', { patient: 'p2', visit: visit.id, photo, jpeg }),
      there.message('order', { day, people: ['p2', 'p1'] }),
      there.message('order', { day, people: ['p1', 'p2'] }),
    ]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['applied', 'applied', 'applied', 'applied'],
      JSON.stringify(results),
    );
    const page = await there.ask<VisitPage>('doctor', 'GET', `/api/visits/${visit.id}`);
    assert.deepEqual(page.photos, ['photo-1']);
    await there.ask('doctor', 'GET', `/api/visits/${visit.id}`);
    await there.ask<SyncDeviceRow>('manager', 'POST', `/api/manage/sync-devices/${device}/wipe`);
    const gone = await there.request('anna', 'POST', '/api/sync/pull', { device, have: {}, forms: {} });
    assert.equal(gone.statusCode, 410);
    await there.ask<SyncDeviceRow>('manager', 'POST', `/api/manage/sync-devices/${device}/allow`);
    await there.pull('anna', device);
  });
});
