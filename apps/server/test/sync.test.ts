import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StreamEvent, SyncDeviceList, SyncDeviceRow, VisitList } from '@munan/flow';
import { dayMs, hourMs, jpegHead, minuteMs, SyncHouse } from './sync-for-tests.ts';

describe('POST /api/sync', () => {
  const there = new SyncHouse();
  let device: string;
  before(async () => {
    await there.begin();
    device = (await there.device('anna')).device;
  });
  after(() => there.end());

  const visitsOf = async (patient: string) =>
    (await there.ask<VisitList>('doctor', 'GET', '/api/visits')).visits.filter(({ person }) => person.id === patient);
  const versionsOf = async (id: string) =>
    (await there.house.record.history({ type: 'Encounter', id, count: 100 })).rows.length;

  it('enrols a device, sends a visit and pulls it back', async () => {
    const { device: second, key } = await there.device('anna');
    assert.equal(Buffer.from(key, 'base64').length, 32);
    assert.equal((await there.device('anna', second)).key, key);
    assert.notEqual((await there.device('bora', second)).key, key);
    const heard: StreamEvent[] = [];
    const leave = there.house.live.subscribe({ wants: () => true, send: (event) => heard.push(event) });
    const visit = there.visit('p1', { remarks: '식사 잘 하심' });
    const [result] = await there.push('anna', second, [there.message('visit', { visit })]);
    leave();
    assert.equal(result?.outcome, 'applied', JSON.stringify(result));
    assert.deepEqual(result?.visit, visit);
    assert.deepEqual(
      heard.map(({ type }) => type),
      ['visit', 'day'],
    );
    const pulled = await there.pull('anna', second);
    assert.deepEqual(pulled.assigned, ['p1', 'p2']);
    assert.deepEqual(pulled.people.find(({ person }) => person.id === 'p1')?.visits[0]?.entry, visit);
    assert.equal(pulled.day.stops.find(({ person }) => person === 'p1')?.done, visit.id);
    assert.ok(pulled.forms.length > 5);
  });

  it('a pull with nothing new tells of nobody; each change tells of its person only, also after a restart', async () => {
    const have = async () =>
      Object.fromEntries((await there.pull('anna', device)).people.map((one) => [one.person.id, one.tag]));
    const tags = await have();
    assert.deepEqual(Object.keys(tags), ['p1', 'p2']);
    assert.deepEqual((await there.pull('anna', device, tags)).people, []);
    await there.reopen();
    assert.deepEqual((await there.pull('anna', device, tags)).people, []);
    await there.push('anna', device, [there.message('visit', { visit: there.visit('p2') })]);
    const changed = await there.pull('anna', device, tags);
    assert.deepEqual(
      changed.people.map(({ person }) => person.id),
      ['p2'],
    );
    const known = { ...tags, p2: changed.people[0]!.tag };
    const facts = { changes: [{ field: 'doorCode', base: null, mine: '1234*' }] };
    await there.ask('doctor', 'POST', '/api/people/p1/facts', facts);
    const [p1] = (await there.pull('anna', device, known)).people;
    assert.deepEqual([p1?.person.id, p1?.facts.doorCode, p1?.factsBy.doorCode?.where], ['p1', '1234*', 'hospital']);
    there.clock.advance(dayMs);
    assert.equal((await there.pull('anna', device, known)).people.length, 2);
  });

  it('applyMessage does a message once: sent again, after a restart, from another device, beside others', async () => {
    const visit = there.visit('p1');
    const message = there.message('visit', { visit });
    const facts = there.message('facts', {
      patient: 'p1',
      changes: [{ field: 'phone', base: '055-000-0000', mine: '055-1' }],
    });
    const first = await there.push('anna', device, [message, facts, message]);
    assert.deepEqual(
      first.map(({ outcome }) => outcome),
      ['applied', 'applied', 'applied'],
    );
    await there.reopen();
    const { device: other } = await there.device('anna');
    const again = await there.push('anna', other, [facts, message]);
    assert.deepEqual(again, [first[1], first[0]]);
    const reordered = Object.fromEntries(Object.entries(message).reverse());
    assert.deepEqual(await there.push('anna', device, [reordered]), [first[0]]);
    assert.equal(await versionsOf(visit.id), 1);
    assert.equal((await visitsOf('p1')).filter(({ id }) => id === visit.id).length, 1);
    const { count } = await there.house.database.query
      .withTables<{ fact_change: { person: string; field: string } }>()
      .selectFrom('fact_change')
      .select((expression) => expression.fn.countAll<number>().as('count'))
      .where('field', '=', 'phone')
      .executeTakeFirstOrThrow();
    assert.equal(count, 1);
    const changed = { ...message, visit: { ...visit, remarks: 'other' } };
    const [reused] = await there.push('anna', device, [changed]);
    assert.deepEqual([reused?.outcome, reused?.code], ['refused', 'id-reused']);
    const { device: bora } = await there.device('bora');
    const [stranger] = await there.push('bora', bora, [message]);
    assert.equal(stranger?.code, 'id-reused');
    assert.equal(stranger?.visit, undefined);
  });

  it('what was not noted as applied was not applied: a transaction that fails leaves neither', async () => {
    const visit = there.visit('p2');
    const [before, behind] = [there.visit('p1'), there.visit('p2')].map((each) =>
      there.message('visit', { visit: each }),
    );
    const message = there.message('visit', { visit });
    const { sql } = await import('@munan/runtime');
    await sql`create trigger note_full before insert on sync_message when new.id = ${sql.lit(message.id)} begin select raise(abort, 'disk full'); end`.execute(
      there.house.database.query,
    );
    // The batch ends early: the device sends the rest again.
    assert.deepEqual(
      (await there.push('anna', device, [before, message, behind])).map(({ id }) => id),
      [before!.id],
    );
    assert.equal(await there.house.care.findVisit(visit.id), undefined);
    const busy = await there.request('anna', 'POST', '/api/sync/push', { device, sent: 0, messages: [message] });
    assert.equal(busy.statusCode, 503, busy.body);
    await sql`drop trigger note_full`.execute(there.house.database.query);
    assert.deepEqual(
      (await there.push('anna', device, [message, behind])).map(({ outcome }) => outcome),
      ['applied', 'applied'],
    );
  });

  it('a clock refuses nothing: what cannot be is put right and marked', async () => {
    const now = there.clock.now();
    for (const [name, arrived, finished, wanted, marked] of [
      ['the right time', now - hourMs, now - minuteMs, [now - hourMs, now - minuteMs], undefined],
      ['a minute ahead', now - hourMs, now + minuteMs, [now - hourMs, now], undefined],
      ['a year ahead', now + 365 * dayMs, now + 366 * dayMs, [now, now], true],
      ['never set', 0, 3_600_000, [now, now], true],
      ['before all time', -1e15, now - minuteMs, [now - minuteMs, now - minuteMs], true],
      ['after all time', now - hourMs, 1e300, [now - hourMs, now], true],
      ['the end before the arrival', now - minuteMs, now - hourMs, [now - hourMs, now - minuteMs], true],
    ] as const) {
      const visit = there.visit('p1', { arrived, finished, state: 'vitals-final' });
      const [result] = await there.push('anna', device, [there.message('visit', { visit })]);
      assert.notEqual(result?.outcome, 'refused', `${name}: ${JSON.stringify(result)}`);
      const stored = result!.visit!;
      assert.deepEqual([[stored.arrived, stored.finished], stored.clockUncertain], [wanted, marked], name);
    }
    await there.ask('anna', 'POST', '/api/sync/push', { device, sent: now + hourMs, messages: [] });
    const { devices } = await there.ask<SyncDeviceList>('manager', 'GET', '/api/manage/sync-devices');
    assert.equal(devices.find(({ id }) => id === device)?.clockErrorMs, hourMs);
  });

  it('a nurse sends what is of her own people; what is not is refused, in the trail, and holds up nothing', async () => {
    const { device: bora } = await there.device('bora');
    const own = there.message('visit', { visit: there.visit('p3') });
    const foreignVisit = there.visit('p1');
    const foreign = there.message('visit', { visit: foreignVisit });
    const facts = there.message('facts', { patient: 'p1', changes: [{ field: 'phone', base: null, mine: '1' }] });
    const results = await there.push('bora', bora, [foreign, facts, own]);
    assert.deepEqual(
      results.map(({ outcome, code }) => [outcome, code]),
      [
        ['refused', 'break-glass-needed'],
        ['refused', 'break-glass-needed'],
        ['applied', undefined],
      ],
    );
    const { records } = await there.house.audit.search({ limit: 10 });
    const rows = records.map(({ what, outcome, persons, user_id }) =>
      [what, outcome, persons.join(), user_id].join(' '),
    );
    assert.ok(rows.includes('refused visits.write 4 p1 bora'), rows.join('; '));
    assert.ok(rows.includes('refused facts.write 4 p1 bora'), rows.join('; '));
    assert.ok(rows.includes('visit saved 0 p3 bora'), rows.join('; '));
    const taken = there.message('visit', { visit: { ...there.visit('p3'), id: foreignVisit.id } });
    assert.equal((await there.push('bora', bora, [taken]))[0]?.outcome, 'applied');
    for (const user of ['doctor', 'manager', 'operator'])
      for (const [path, body] of [
        ['device', { name: 'x' }],
        ['pull', { device, have: {}, forms: {} }],
        ['push', { device, sent: 0, messages: [] }],
      ] as const)
        assert.equal((await there.request(user, 'POST', `/api/sync/${path}`, body)).statusCode, 403, `${user} ${path}`);
    // Another nurse's device is nobody's.
    assert.equal(
      (await there.request('bora', 'POST', '/api/sync/pull', { device, have: {}, forms: {} })).statusCode,
      404,
    );
  });

  it('a device that was lost is erased at its next contact, gets no key, and works again when the manager allows it', async () => {
    const { device: lost, key } = await there.device('anna');
    await there.pull('anna', lost);
    const row = await there.ask<SyncDeviceRow>('manager', 'POST', `/api/manage/sync-devices/${lost}/wipe`);
    assert.deepEqual([row.id, row.user.name, row.wipe?.done], [lost, '김안나', undefined]);
    const body = { device: lost, have: {}, forms: {} };
    for (const [path, sent] of [
      ['pull', body],
      ['push', { device: lost, sent: 0, messages: [there.message('visit', { visit: there.visit('p1') })] }],
      ['device', { device: lost, name: 'x' }],
    ] as const) {
      const answer = await there.request('anna', 'POST', `/api/sync/${path}`, sent);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [410, 'device-wiped'], path);
    }
    // Nor under another name.
    assert.equal(
      (await there.request('bora', 'POST', '/api/sync/device', { device: lost, name: 'x' })).statusCode,
      410,
    );
    const list = await there.ask<SyncDeviceList>('manager', 'GET', '/api/manage/sync-devices');
    assert.equal(list.devices.find(({ id }) => id === lost)?.wipe?.done, there.clock.now());
    assert.ok(!JSON.stringify(list).includes(key));
    await there.ask('manager', 'POST', `/api/manage/sync-devices/${lost}/allow`);
    assert.equal((await there.device('anna', lost)).key, key);
    await there.pull('anna', lost);
    assert.equal((await there.request('anna', 'POST', `/api/manage/sync-devices/${lost}/wipe`)).statusCode, 403);
    assert.equal((await there.request('manager', 'POST', '/api/manage/sync-devices/nothing/wipe')).statusCode, 404);
  });

  it('the order that she put by hand is of her day, and the later of two stands', async () => {
    // Both were seen today.
    there.clock.advance(dayMs);
    const { day } = (await there.pull('anna', device)).day;
    const order = (people: string[], at: number) => ({ ...there.message('order', { day, people }), at });
    const now = there.clock.now();
    const results = await there.push('anna', device, [order(['p2', 'p1'], now), order(['p1', 'p2'], now - minuteMs)]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['applied', 'same'],
    );
    const pulled = await there.pull('anna', device);
    assert.equal(pulled.day.byHand, true);
    assert.deepEqual(
      pulled.day.stops.map(({ person }) => person),
      ['p2', 'p1'],
    );
  });

  it('the bytes of a picture may come before or after its visit, and are served to whoever may see the visit', async () => {
    const jpeg = Buffer.from([...jpegHead, 1, 2, 3, 4, 0xff, 0xd9]);
    const photo = {
      id: 'photo-1',
      takenAt: there.clock.now() - minuteMs,
      kind: 'wound',
      caption: '왼쪽 발뒤꿈치',
      lengthMm: 22,
    };
    const visit = there.visit('p1', { photos: [photo as never] });
    const bytes = there.message('photo', { patient: 'p1', visit: visit.id, photo, jpeg: jpeg.toString('base64') });
    const results = await there.push('anna', device, [bytes, there.message('visit', { visit })]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['applied', 'applied'],
      JSON.stringify(results),
    );
    assert.deepEqual(results[1]?.visit?.photos, visit.photos);
    const path = `/api/visits/${visit.id}/photos/photo-1`;
    const got = await there.request('doctor', 'GET', path);
    assert.deepEqual(
      [
        got.statusCode,
        got.headers['content-type'],
        got.headers['x-content-type-options'],
        got.headers['cache-control'],
      ],
      [200, 'image/jpeg', 'nosniff', 'no-store'],
    );
    assert.deepEqual(got.rawPayload, jpeg);
    assert.equal((await there.request('bora', 'GET', path)).statusCode, 403);
    assert.equal((await there.request('doctor', 'GET', `/api/visits/${visit.id}/photos/other`)).statusCode, 404);
  });
});
