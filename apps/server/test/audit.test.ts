import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bundle, type CapabilityStatement, validate } from '@munan/fhir';
import type { AuditLines, AuditReview, Role } from '@munan/flow';
import { ManualClock, sql } from '@munan/runtime';
import { auditVerify } from '../src/commands/audit-verify.ts';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** 2026-11-20 02:00 in Korea: out of hours. */
const now = Date.UTC(2026, 10, 19, 17);
const month = '2026-11';

describe('the audit trail of a house', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(now);
  let house: House;
  let app: App;
  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol(['p1', 'p2'].map((id) => personOf(id)));
    await house.addUser({ id: 'nurse', name: '=간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    app = await house.openHttp();
    await app.ready();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const ask = async (role: Role, method: Method, url: string, body?: object) => {
    const authorization = await bearer(folder, role, role, now);
    const isFhir = url.startsWith('/fhir');
    return app.inject({
      method,
      url,
      headers: {
        authorization,
        ...(body && { 'content-type': isFhir ? 'application/fhir+json' : 'application/json' }),
      },
      ...(body && { payload: JSON.stringify(body) }),
    });
  };
  const newest = async () => (await house.audit.search({ limit: 1 })).records[0];
  const total = async () => (await house.audit.search({ limit: 0 })).total;
  const flag = { resourceType: 'Basic', code: { text: 'note' }, subject: { reference: 'Patient/p1' } };

  it('a FHIR write and its row are on disk together, or neither', async () => {
    const created = await ask('doctor', 'POST', '/fhir/R4/Basic', flag);
    assert.equal(created.statusCode, 201, created.body);
    const { id } = created.json<{ id: string }>();
    const row = await newest();
    assert.deepEqual(
      [row?.interaction, row?.resource, row?.user_id, row?.persons, row?.outcome],
      ['create', `Basic/${id}/_history/1`, 'doctor', ['p1'], 0],
    );
    // The trail takes no rows any more: then nothing may be written either.
    const { query } = house.database;
    await sql`create trigger audit_full before insert on audit_event begin select raise(abort, 'disk full'); end`.execute(
      query,
    );
    const failed = await ask('doctor', 'PUT', `/fhir/R4/Basic/${id}`, { ...flag, id, code: { text: 'changed' } });
    const unseen = await ask('doctor', 'GET', `/fhir/R4/Basic/${id}`);
    await sql`drop trigger audit_full`.execute(query);
    assert.deepEqual([failed.statusCode, unseen.statusCode], [500, 500]);
    const read = await ask('doctor', 'GET', `/fhir/R4/Basic/${id}`);
    assert.equal(read.json().meta.versionId, '1');
    assert.equal(read.json().code.text, 'note');
  });

  it('a transaction leaves a row for each entry, a failed one none', async () => {
    const entry = (url: string, resource: object) => ({ resource, request: { method: 'POST', url } });
    const bundle = (...entries: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry: entries });
    const before = await total();
    const failed = await ask(
      'doctor',
      'POST',
      '/fhir/R4',
      bundle(entry('Basic', flag), entry('Basic', { resourceType: 'Basic' })),
    );
    assert.equal(failed.statusCode, 422, failed.body);
    assert.equal(await total(), before);
    const done = await ask('doctor', 'POST', '/fhir/R4', bundle(entry('Basic', flag), entry('Basic', flag)));
    assert.equal(done.statusCode, 200, done.body);
    const { records } = await house.audit.search({ limit: 2 });
    assert.equal(await total(), before + 2);
    assert.ok(records.every(({ interaction, persons }) => interaction === 'create' && persons.join() === 'p1'));
  });

  it('AuditEvents are read and searched by the manager alone, are valid, and are made by nobody', async () => {
    const { statusCode, body } = await ask(
      'manager',
      'GET',
      '/fhir/R4/AuditEvent?patient=Patient/p1&action=C&_count=1',
    );
    assert.equal(statusCode, 200, body);
    const page = JSON.parse(body) as Bundle;
    assert.ok((page.total ?? 0) >= 3);
    const next = page.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const second = (await ask('manager', 'GET', next.slice(next.indexOf('/fhir')))).json<Bundle>();
    assert.notEqual(second.entry?.[0]?.resource?.id, page.entry?.[0]?.resource?.id);

    const all = (await ask('manager', 'GET', '/fhir/R4/AuditEvent?_sort=date&_count=500')).json<Bundle>();
    // BALP's own profiles are not held here; FHIR's own rules are.
    for (const { resource } of all.entry ?? []) assert.doesNotThrow(() => validate(resource), JSON.stringify(resource));
    const one = all.entry?.[0]?.resource;
    const alone = await ask('manager', 'GET', `/fhir/R4/AuditEvent/${one?.id}`);
    assert.deepEqual(alone.json(), one);

    for (const role of ['operator', 'nurse', 'doctor', 'family'] as const)
      for (const url of ['/fhir/R4/AuditEvent', `/fhir/R4/AuditEvent/${one?.id}`])
        assert.equal((await ask(role, 'GET', url)).statusCode, 403, `${role} ${url}`);
    for (const [method, url] of [
      ['POST', '/fhir/R4/AuditEvent'],
      ['PUT', `/fhir/R4/AuditEvent/${one?.id}`],
      ['DELETE', `/fhir/R4/AuditEvent/${one?.id}`],
      ['GET', `/fhir/R4/AuditEvent/${one?.id}/_history`],
    ] as const) {
      const refused = await ask('manager', method, url, method === 'GET' ? undefined : { ...one });
      assert.ok([403, 405].includes(refused.statusCode), `${method} ${url}: ${refused.statusCode} ${refused.body}`);
    }
    const hidden = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: 'AuditEvent' } }],
    };
    const inBatch = (await ask('manager', 'POST', '/fhir/R4', hidden)).json<Bundle>();
    assert.match(inBatch.entry?.[0]?.response?.status ?? '', /^40[35]/);
    const metadata = (await ask('manager', 'GET', '/fhir/R4/metadata')).json<CapabilityStatement>();
    const served = metadata.rest?.[0]?.resource?.filter(({ type }) => type === 'AuditEvent');
    assert.deepEqual(
      served?.map(({ interaction }) => interaction?.map(({ code }) => code)),
      [['read', 'search-type']],
    );
  });

  it('the search of AuditEvents knows its parameters, and refuses what it does not', async () => {
    const totalOf = async (query: string) =>
      (await ask('manager', 'GET', `/fhir/R4/AuditEvent?${query}`)).json<Bundle>().total;
    assert.equal(await totalOf('agent=Practitioner/doctor&action=C&patient=p1'), 3);
    assert.equal(await totalOf('agent-name=DOC&subtype=create'), 3);
    assert.equal(await totalOf('type=rest&subtype=http://hl7.org/fhir/restful-interaction|create,update&outcome=0'), 3);
    assert.equal(await totalOf('date=2026-11-20&agent=doctor&subtype=create'), 3);
    assert.equal(await totalOf('date=lt2026-11-20'), 0);
    assert.equal(await totalOf('address=10.1.2.3'), 0);
    assert.equal(await totalOf(`agent-name=${encodeURIComponent(`%' or 1=1 --`)}`), 0);
    assert.ok(((await totalOf('entity=Patient/p1')) ?? 0) >= 3);
    for (const query of [
      'policy=x',
      'agent:missing=true',
      'date=yesterday',
      '_count=-1',
      'outcome=x',
      '_cursor=a',
      '_sort=agent',
    ])
      assert.equal((await ask('manager', 'GET', `/fhir/R4/AuditEvent?${query}`)).statusCode, 400, query);
  });

  it('refusals of every door are in the trail, with who asked, for what, and why not', async () => {
    await app.inject({ url: '/fhir/R4/Patient/p1', headers: { authorization: 'Bearer forged' } });
    const forged = await newest();
    assert.deepEqual([forged?.outcome, forged?.user_id, forged?.resource], [4, '', 'Patient/p1']);
    assert.match(forged?.note ?? '', /bearer token is not valid/);
    await ask('nurse', 'GET', '/api/people/p2');
    const other = await newest();
    assert.deepEqual([other?.outcome, other?.user_id, other?.persons], [4, 'nurse', ['p2']]);
    await ask('nurse', 'GET', '/fhir/R4/Patient/p2');
    const hidden = await newest();
    assert.deepEqual([hidden?.outcome, hidden?.user_id, hidden?.resource], [4, 'nurse', 'Patient/p2']);
    await app.inject({ method: 'POST', url: '/api/login', payload: { user: 'nurse', password: 'wrong-password' } });
    const login = await newest();
    assert.deepEqual([login?.interaction, login?.outcome, login?.user_id], ['login', 4, 'nurse']);
  });

  it('the monthly review counts, lists, is signed, and is exported with a reason as text', async () => {
    const review = async () =>
      (await ask('manager', 'GET', `/api/manage/audit/review?month=${month}`)).json<AuditReview>();
    const { counts, users, people, reviews } = await review();
    assert.equal(counts['logins-refused'], 1);
    assert.ok(counts.refusals >= 3 && counts['out-of-hours'] > 0 && counts.changes >= 3);
    assert.deepEqual(reviews, []);
    assert.ok(users.some(({ id, outOfHours }) => id === 'doctor' && outOfHours > 0));
    assert.ok(users.every(({ role, outOfHours }) => role !== 'operator' || outOfHours === 0));
    assert.ok(people.some(({ id, name }) => id === 'p1' && name === '김p1'));
    for (const kind of ['refusals', 'logins-refused', 'out-of-hours', 'changes'] as const) {
      const list = (
        await ask('manager', 'GET', `/api/manage/audit?month=${month}&kind=${kind}&user=doctor`)
      ).json<AuditLines>();
      assert.ok(list.lines.every(({ by }) => by === 'doctor'));
    }
    const before = (await ask('manager', 'GET', `/api/manage/audit?month=${month}`)).json<AuditLines>();
    assert.equal(before.total, await total());

    const signed = await ask('manager', 'POST', '/api/manage/audit/reviewed', { month, note: '이상 없음' });
    assert.equal(signed.statusCode, 200, signed.body);
    const [signature] = (await review()).reviews;
    assert.deepEqual([signature?.by, signature?.note, signature?.at], ['manager', '이상 없음', now]);
    assert.equal((await ask('manager', 'POST', '/api/manage/audit/reviewed', { month, note: '' })).statusCode, 400);

    const exportOf = (reason: string) => ask('manager', 'POST', '/api/manage/audit/export', { month, reason });
    assert.equal((await exportOf('')).statusCode, 400);
    const csv = await exportOf('=경찰 요청');
    assert.match(String(csv.headers['content-type']), /^text\/csv/);
    const lines = csv.body.split('\r\n');
    assert.equal(lines.length, (await total()) + 2);
    assert.ok(csv.body.includes(`"'=경찰 요청"`), 'the reason is no formula');
    const row = await newest();
    assert.deepEqual([row?.interaction, row?.reason], ['export', '=경찰 요청']);
    assert.equal((await review()).counts.exports, 1);
    for (const role of ['operator', 'nurse', 'doctor', 'family'] as const)
      for (const path of ['review', 'export', 'reviewed', '']) {
        const method = path === 'review' || path === '' ? 'GET' : 'POST';
        const url = `/api/manage/audit${path && `/${path}`}${method === 'GET' ? `?month=${month}` : ''}`;
        const body = method === 'GET' ? undefined : { month, note: 'x', reason: 'x' };
        assert.equal((await ask(role, method, url, body)).statusCode, 403, `${role} ${url}`);
      }
  });

  it('munan audit verify walks it beside the running house, and says what was changed', async (t) => {
    clock.advance(60_000);
    const said: string[] = [];
    t.mock.method(console, 'log', (line: string) => said.push(line));
    assert.equal(await auditVerify.run(['--data', folder]), 0);
    assert.match(said.join('\n'), /whole; \d+ rows, 1 to \d+/);
    const { query } = house.database;
    await sql`drop trigger audit_event_no_update`.execute(query);
    await sql`update audit_event set user_id = 'somebody' where seq = 3`.execute(query);
    said.length = 0;
    assert.equal(await auditVerify.run(['--data', folder]), 1);
    assert.match(said.join('\n'), /BROKEN[\s\S]*changed: row 3 is not what was written/);
  });
});

it('what the access log of before held is in the trail, in order and under its own times', async () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(now);
  const first = await openTestHouse(folder, clock);
  await sql`create table access_log (nonce text primary key, at integer not null, user_id text not null, user_name text not null,
    role text not null, origin text not null, subject text, action text not null)`.execute(first.database.query);
  for (const [nonce, at, subject, action] of [
    ['b', 2000, 'p1', 'person'],
    ['c', 1000, null, 'login refused'],
    ['a', 3000, 'p2', 'fhir search-type Observation'],
  ])
    await sql`insert into access_log values (${nonce}, ${at}, 'nurse1', '간호', 'nurse', '10.0.0.1', ${subject}, ${action})`.execute(
      first.database.query,
    );
  await first.close();
  const second = await openTestHouse(folder, clock);
  try {
    const { records } = await second.audit.search({ users: ['nurse1'], limit: 10, ascending: true });
    assert.deepEqual(
      records.map(({ at, interaction, outcome, persons, resource }) => [
        at,
        interaction,
        outcome,
        persons.join(),
        resource,
      ]),
      [
        [1000, 'login', 4, '', ''],
        [2000, 'read', 0, 'p1', ''],
        [3000, 'search-type', 0, 'p2', 'Observation'],
      ],
    );
    assert.ok((await second.audit.verify()).ok);
    await assert.rejects(sql`select * from access_log`.execute(second.database.query), /no such table/);
  } finally {
    await second.close();
    remove();
  }
});
