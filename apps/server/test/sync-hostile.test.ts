import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SyncPushed, VisitEntry } from '@munan/flow';
import { jpegHead, SyncHouse } from './sync-for-tests.ts';

const deep = (levels: number): unknown => (levels === 0 ? 'x' : { in: deep(levels - 1) });

describe('hostile messages', () => {
  const there = new SyncHouse();
  let device: string;
  before(async () => {
    await there.begin();
    device = (await there.device('anna')).device;
  });
  after(() => there.end());

  /** Between two good ones: both must be applied whatever stands between them. */
  async function between(bad: unknown) {
    const good = [there.visit('p1'), there.visit('p2')].map((visit) => there.message('visit', { visit }));
    const [first, result, last] = await there.push('anna', device, [good[0], bad, good[1]]);
    assert.deepEqual([first?.outcome, last?.outcome], ['applied', 'applied'], JSON.stringify([first, last]));
    return result;
  }

  it('a message that is wrong is refused with where, what and what is allowed, and holds up no other', async () => {
    const visit = there.visit('p1');
    const of = (more: object, kind = 'visit') => ({ ...there.message(kind, { visit }), ...more });
    const withVisit = (more: object) => of({ visit: { ...visit, ...more } });
    const facts = (changes: unknown) => ({ ...there.message('facts', { patient: 'p1' }), changes });
    const change = (field: string, mine: unknown, base: unknown = null) => facts([{ field, base, mine }]);
    const photo = { id: 'x', takenAt: 1, kind: 'wound' };
    const picture = (more: object) => ({
      ...there.message('photo', { patient: 'p1', visit: 'v', photo, jpeg: '/9j/' }),
      ...more,
    });
    for (const [name, bad, code, wanted] of [
      ['null', null, 'invalid', /a message is null; allowed is an object/],
      ['a number', 42, 'invalid', /is 42/],
      ['a list', [1], 'invalid', /is \[1\]/],
      ['text', 'visit', 'invalid', /"visit"/],
      ['nothing in it', {}, 'unknown-kind', /kind is missing/],
      ['an unknown kind', of({}, 'erase'), 'unknown-kind', /kind is "erase"; allowed are visit, facts/],
      ['the kind __proto__', of({}, 'constructor'), 'unknown-kind', /kind is "constructor"/],
      ['a newer version', of({ v: 2 }), 'newer-version', /v is 2; this server knows 1/],
      ['no version', of({ v: undefined }), 'invalid', /required properties v/],
      ['v as text', of({ v: '1' }), 'invalid', /v is "1"/],
      ['no id', of({ id: undefined }), 'invalid', /required properties id/],
      ['an id with a slash', of({ id: '../etc/passwd' }), 'invalid', /id is/],
      ['an id of 65 letters', of({ id: 'a'.repeat(65) }), 'invalid', /id is/],
      ['a field too many', of({ admin: true }), 'invalid', /admin is a field that is not known/],
      ['at as text', of({ at: 'now' }), 'invalid', /at is "now"/],
      ['no visit', of({ visit: undefined }), 'invalid', /required properties visit/],
      ['a visit of nobody', withVisit({ patient: 'p9' }), 'break-glass-needed', /p9/],
      ['a visit of a patient with a slash', withVisit({ patient: 'p1/x' }), 'invalid', /visit.patient/],
      ['arrived as text', withVisit({ arrived: 'today' }), 'invalid', /visit.arrived is "today"/],
      [
        'a pressure of 9999',
        withVisit({ vitals: { systolicMmHg: 9999 } }),
        'invalid',
        /visit.vitals.systolicMmHg is 9999/,
      ],
      [
        'a pulse of 1e308',
        withVisit({ vitals: { pulsePerMin: 1e308 } }),
        'invalid',
        /visit.vitals.pulsePerMin is 1e\+308/,
      ],
      ['a vital that is none', withVisit({ vitals: { mood: 3 } }), 'invalid', /visit.vitals.mood is a field/],
      ['remarks of 6000 letters', withVisit({ remarks: '가'.repeat(6000) }), 'invalid', /visit.remarks/],
      ['remarks as a list', withVisit({ remarks: ['a'] }), 'invalid', /visit.remarks/],
      [
        '31 photos',
        withVisit({ photos: Array.from({ length: 31 }, (_, at) => ({ ...photo, id: `p${at}` })) }),
        'invalid',
        /visit.photos/,
      ],
      [
        'a form id with a dot',
        withVisit({ forms: { 'a.b': { version: '1', answers: {} } } }),
        'invalid',
        /visit.forms/,
      ],
      [
        'an answer that is an object',
        withVisit({ forms: { mood: { version: '1', answers: { a: {} } } } }),
        'invalid',
        /answers/,
      ],
      ['nested a hundred deep', withVisit({ remarks: deep(100) }), 'invalid', /nested deeper/],
      ['facts without changes', facts([]), 'invalid', /changes/],
      ['21 changes', facts(Array(21).fill({ field: 'phone', base: null, mine: '1' })), 'invalid', /changes/],
      ['a fact that is none', change('birthDate', '1900-01-01'), 'invalid', /field/],
      ['the fact __proto__', change('__proto__', 'x'), 'invalid', /field/],
      [
        'an address of nothing',
        change('address', null, '경남 창원시 의창구 1'),
        'invalid',
        /address is null; allowed is text of 1 to 300/,
      ],
      ['a phone of 41 letters', change('phone', '1'.repeat(41), '055-000-0000'), 'invalid', /phone is .* 1 to 40/],
      ['a phone as a list', change('phone', ['1'], '055-000-0000'), 'invalid', /phone is \["1"\]/],
      [
        'allergies as text',
        change('allergies', '페니실린', []),
        'invalid',
        /allergies is "페니실린"; allowed is a list/,
      ],
      [
        '51 medications',
        change(
          'medications',
          Array.from({ length: 51 }, (_, at) => `m${at}`),
        ),
        'invalid',
        /mine/,
      ],
      [
        'a picture that is none',
        picture({ jpeg: Buffer.from('<svg onload=alert(1)>').toString('base64') }),
        'invalid',
        /JPEG/,
      ],
      [
        'a picture that says it is 65535 x 65535',
        picture({ jpeg: Buffer.from([...jpegHead.slice(0, 7), 255, 255, 255, 255, 1, 1, 0x11, 0]).toString('base64') }),
        'invalid',
        /jpeg is 65535 x 65535 pixels/,
      ],
      ['a picture that only begins as one', picture({ jpeg: '/9j/' }), 'invalid', /jpeg is no picture/],
      ['a picture that is no base64', picture({ jpeg: 'data:image/jpeg;base64,xx' }), 'invalid', /jpeg/],
      [
        'a decision about nothing',
        there.message('decide', { conflict: 'nothing', choice: 'kept' }),
        'not-found',
        /no conflict nothing/,
      ],
      ['a choice that is none', there.message('decide', { conflict: 'nothing', choice: 'all' }), 'invalid', /choice/],
      ['reading nothing', there.message('read', { what: 'nothing' }), 'not-found', /nothing/],
      ['an order of no day', there.message('order', { day: 'today', people: [] }), 'invalid', /day is "today"/],
      [
        'an order of 501',
        there.message('order', { day: '2026-11-22', people: Array(501).fill('p1') }),
        'invalid',
        /people/,
      ],
    ] as const) {
      const result = await between(bad);
      assert.deepEqual([result?.outcome, result?.code], ['refused', code], `${name}: ${JSON.stringify(result)}`);
      assert.match(result?.message ?? '', wanted, name);
      assert.ok((result?.message ?? '').length < 400, name);
    }
  });

  it('what is strange but possible is kept as it was entered', async () => {
    for (const [name, more] of [
      ['remarks that look like a page', { remarks: '<script>alert(1)</script> " onload=x' }],
      ['remarks in many scripts', { remarks: '할머니 👵🏻 \u202eעברית 漢字' }],
      [
        'a form that nobody knows',
        { forms: { unknown: { version: '9', answers: { constructor: true, 'a-1': ['x', 'y'] } } } },
      ],
      ['a form with wrong answers', { forms: { mood: { version: '1.0.0', answers: { nothing: 'x', 'gds-1': 5 } } } }],
      ['a form with nothing in it', { forms: { diabetes: { version: '1.0.0', answers: { 'no-such': 'x' } } } }],
      ['no vitals', { vitals: {} }],
    ] as [string, Partial<VisitEntry>][]) {
      const visit = there.visit('p1', more);
      const result = await between(there.message('visit', { visit }));
      assert.equal(result?.outcome, 'applied', `${name}: ${JSON.stringify(result)}`);
      assert.deepEqual(result?.visit, visit, name);
      if (more.forms) assert.ok((result?.warnings ?? []).length > 0, name);
    }
  });

  it('the character NUL and names of prototypes do no harm and hold up nothing', async () => {
    const visit = there.visit('p1', { remarks: 'a\0b', vitals: { pulsePerMin: 70 } });
    const result = await between(there.message('visit', { visit }));
    assert.deepEqual([result?.outcome, result?.visit?.remarks], ['applied', 'ab']);
    const poisoned = JSON.stringify({ device, sent: 0, messages: [there.message('visit', { visit })] }).replace(
      '"pulsePerMin"',
      '"__proto__"',
    );
    const answer = await there.request('anna', 'POST', '/api/sync/push', poisoned);
    assert.equal(answer.statusCode, 400);
    assert.equal(({} as Record<string, unknown>).pulsePerMin, undefined);
  });

  it('an envelope that is wrong is answered at once, and nothing of it is applied', async () => {
    const visit = there.visit('p1');
    const envelope = { device, sent: there.clock.now(), messages: [there.message('visit', { visit })] };
    const text = JSON.stringify(envelope);
    for (const [name, body, status] of [
      ['cut off', text.slice(0, -20), 400],
      ['no JSON', 'visit=1', 400],
      ['empty', '', 400],
      ['null', 'null', 400],
      ['a list', JSON.stringify([envelope]), 400],
      ['messages as an object', JSON.stringify({ ...envelope, messages: { 0: envelope.messages[0] } }), 400],
      ['51 messages', JSON.stringify({ ...envelope, messages: Array(51).fill(envelope.messages[0]) }), 400],
      ['a field too many', JSON.stringify({ ...envelope, force: true }), 400],
      ['sent as text', JSON.stringify({ ...envelope, sent: 'now' }), 400],
      ['an unknown device', JSON.stringify({ ...envelope, device: 'nothing' }), 404],
      ['a device with a quote', JSON.stringify({ ...envelope, device: "' or 1=1 --" }), 400],
      ['two megabytes', JSON.stringify({ ...envelope, messages: ['x'.repeat(2_000_000)] }), 413],
    ] as const) {
      const answer = await there.request('anna', 'POST', '/api/sync/push', body);
      assert.equal(answer.statusCode, status, `${name}: ${answer.body.slice(0, 200)}`);
      assert.equal(typeof answer.json().error.code, 'string', name);
    }
    assert.equal(await there.house.care.findVisit(visit.id), undefined);
    const answer = await there.request('anna', 'POST', '/api/sync/push', text);
    assert.equal(answer.json<SyncPushed>().results[0]?.outcome, 'applied');
  });

  it('stale bases, lies about bases and orders that are turned round lose no value', async () => {
    const visit = there.visit('p1', { state: 'vitals-final', vitals: { pulsePerMin: 70 } });
    const send = (more: Partial<VisitEntry>, base?: VisitEntry) =>
      there.push('anna', device, [there.message('visit', { visit: { ...visit, ...more }, ...(base && { base }) })]);
    await send({});
    const [forward] = await send({ state: 'vitals-final', vitals: { pulsePerMin: 70, weightKg: 51 } }, visit);
    assert.equal(forward?.outcome, 'applied');
    // Of a tab that was asleep: it never knew of the weight.
    const [stale] = await send({ remarks: '늦은 메모' }, visit);
    assert.deepEqual(
      [stale?.outcome, stale?.visit?.vitals.weightKg, stale?.visit?.remarks],
      ['merged', 51, '늦은 메모'],
    );
    // Without a base, and with one that never was: what differs waits for a decision.
    const [blind] = await send({ vitals: { pulsePerMin: 75 } });
    const [lie] = await send({ vitals: { pulsePerMin: 99 } }, { ...visit, vitals: { pulsePerMin: 98 } });
    for (const [result, other] of [
      [blind, 75],
      [lie, 99],
    ] as const) {
      assert.equal(result?.outcome, 'conflict');
      const [conflict] = result!.conflicts!;
      assert.deepEqual([conflict?.kept.value, conflict?.other.value], [70, other]);
    }
    const [older] = await send({ state: 'open' }, visit);
    assert.equal(older?.visit?.state, 'vitals-final');
    const other = there.message('visit', { visit: { ...visit, patient: 'p2' } });
    assert.deepEqual((await there.push('anna', device, [other]))[0]?.code, 'already-exists');
  });

  it('pull and device answer wrong requests with 400', async () => {
    for (const [path, body] of [
      ['device', {}],
      ['device', { name: '' }],
      ['device', { name: 'x'.repeat(101) }],
      ['device', { name: 'x', device: '../x' }],
      ['pull', { device }],
      ['pull', { device, have: { p1: 5 }, forms: {} }],
      ['pull', { device, have: [], forms: {} }],
    ] as const)
      assert.equal(
        (await there.request('anna', 'POST', `/api/sync/${path}`, body)).statusCode,
        400,
        JSON.stringify(body),
      );
    const odd = await there.ask('anna', 'POST', '/api/sync/pull', {
      device,
      have: { constructor: 'x', nobody: 'y' },
      forms: {},
    });
    assert.ok(odd);
  });
});
