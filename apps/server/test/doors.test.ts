import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Role } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

/** What is sent at a door, and what must come back. `body` is sent as JSON; `raw` as it is. */
interface Case {
  by?: Role;
  send: string;
  body?: unknown;
  raw?: string;
  headers?: Record<string, string>;
  status: number;
  code?: string | RegExp;
  /** What the message must name. */
  says?: RegExp;
}

const clock = new ManualClock();
const now = clock.now();
const visit = {
  id: 'v-1',
  patient: 'p1',
  arrived: now - 1_800_000,
  finished: now - 60_000,
  vitals: { systolicMmHg: 131, diastolicMmHg: 78, pulsePerMin: 72 },
};
const withVitals = (vitals: unknown) => ({ ...visit, id: 'v-bad', vitals });
const newPerson = {
  name: '최새봄',
  birthDate: '1944-05-06',
  sex: 'female',
  address: '창원',
  programme: 'regular',
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
};
const series = (query: string) => `GET /api/people/p1/series?${query}`;
const command = (id: string) => `POST /api/alerts/${id}/commands`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

// biome-ignore format: a table
const cases: Record<string, Case> = {
  // Login: the form door.
  'login with a number as user': { send: 'POST /api/login', body: { user: 7, password: 'x' }, status: 400, code: 'invalid', says: /user/ },
  'login with a list as password': { send: 'POST /api/login', body: { user: 'op', password: ['a'] }, status: 400, code: 'invalid', says: /password/ },
  'login with a huge password': { send: 'POST /api/login', body: { user: 'op', password: 'x'.repeat(100_000) }, status: 400, code: 'invalid', says: /password/ },
  'login with SQL as user': { send: 'POST /api/login', body: { user: "' OR 1=1; drop table person; --", password: 'x' }, status: 401, code: 'login-refused' },
  'login with an unknown user': { send: 'POST /api/login', body: { user: 'nobody', password: 'wrong-password' }, status: 401, code: 'login-refused' },
  'login without a body': { send: 'POST /api/login', status: 400 },
  'login with nothing said to be JSON': { send: 'POST /api/login', raw: '', headers: { 'content-type': 'application/json' }, status: 400 },
  'login with truncated JSON': { send: 'POST /api/login', raw: '{"user":"op","pass', status: 400 },
  'login as plain text': { send: 'POST /api/login', raw: 'user=op', headers: { 'content-type': 'text/plain' }, status: 415 },
  'login as an XML document': { send: 'POST /api/login', raw: '<user/>', headers: { 'content-type': 'application/xml' }, status: 415 },
  'login with a body above the limit': { send: 'POST /api/login', raw: JSON.stringify({ user: 'x'.repeat(1_100_000) }), status: 413 },
  'login with a list nested 100,000 deep': { send: 'POST /api/login', raw: nested(100_000), status: 400 },
  'login with __proto__': { send: 'POST /api/login', raw: '{"__proto__":{"role":"manager"},"user":"op","password":"x"}', status: 400 },
  'login with constructor.prototype': { send: 'POST /api/login', raw: '{"constructor":{"prototype":{"role":"manager"}},"user":"op","password":"x"}', status: 400 },
  'a change asked for by another site': { send: 'POST /api/logout', headers: { origin: 'https://evil.example' }, status: 403, code: 'cross-site' },
  'a change whose Origin is no address': { send: 'POST /api/logout', headers: { origin: 'not an address' }, status: 403, code: 'cross-site' },
  'a change from a sandboxed page': { send: 'POST /api/logout', headers: { origin: 'null' }, status: 403, code: 'cross-site' },

  'login with NUL as user': { send: 'POST /api/login', body: { user: 'o\0p', password: 'x' }, status: 400, code: 'invalid', says: /NUL/ },

  // Who asks.
  'a forged bearer token': { send: 'GET /api/board', headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6Im1hbmFnZXIifQ.' }, status: 401, code: 'token-refused' },
  'a forged cookie': { send: 'GET /api/board', headers: { cookie: 'munan_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }, status: 401, code: 'login-required' },
  'a cookie of 8 KB': { send: 'GET /api/board', headers: { cookie: `munan_session=${'A'.repeat(8_000)}` }, status: 401, code: 'login-required' },
  'the event stream without login': { send: 'GET /api/stream', status: 401, code: 'login-required' },
  'FHIR without login': { send: 'GET /fhir/R4/Patient/p1', status: 401 },
  'the quarantine as an operator': { by: 'operator', send: 'GET /api/manage/quarantine', status: 403, code: 'role' },
  'a user made by a doctor': { by: 'doctor', send: 'POST /api/manage/users', body: { id: 'x', name: 'x', role: 'manager', password: 'long-enough-1' }, status: 403, code: 'role' },
  'a path out of the web folder': { send: 'GET /../secret.txt', status: 404 },
  'an encoded path out of the web folder': { send: 'GET /%2e%2e%2fsecret.txt', status: 404 },
  'a doubly encoded path out of the web folder': { send: 'GET /assets/%252e%252e/%252e%252e/secret.txt', status: 404 },
  'a path with NUL': { send: 'GET /index.html%00.png', status: 400 },
  'a path with a broken escape': { send: 'GET /%E0%A4%A', status: 400 },

  // People.
  'a person who is not there': { by: 'operator', send: 'GET /api/people/nobody', status: 404, code: 'not-found' },
  'a person named __proto__': { by: 'operator', send: 'GET /api/people/__proto__', status: 404, code: 'not-found' },
  'a person with an id of 5 KB': { by: 'operator', send: `GET /api/people/${'x'.repeat(5_000)}`, status: 403 },
  "another nurse's person": { by: 'nurse', send: 'GET /api/people/p2', status: 403, code: 'break-glass-needed' },
  'a person born in the future': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, birthDate: '2040-01-01' }, status: 400, code: 'invalid', says: /birthDate/ },
  'a person born on 30 February': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, birthDate: '1944-02-30' }, status: 400, code: 'invalid', says: /birthDate/ },
  'a person with limits out of order': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, noMovementHours: { caution: 12, alarm: 8, danger: 24 } }, status: 400, code: 'invalid', says: /caution/ },
  'a person with a scale that is null': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, spo2Scale2: null }, status: 400, code: 'invalid', says: /spo2Scale2/ },
  'a person unwell in words': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, enrolledUnwell: 'yes' }, status: 400, code: 'invalid', says: /enrolledUnwell/ },
  'nobody well again': { by: 'manager', send: 'POST /api/manage/people/nobody/enrolled-unwell', body: { unwell: false }, status: 404, code: 'not-found' },
  'a person well again, by a nurse': { by: 'nurse', send: 'POST /api/manage/people/p1/enrolled-unwell', body: { unwell: false }, status: 403 },
  'a person with a nurse who is none': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, nurse: 'op' }, status: 400, code: 'invalid', says: /nurse/ },
  'a person who brings her own id': { by: 'manager', send: 'POST /api/manage/people', body: { ...newPerson, id: 'p1' }, status: 400, code: 'invalid' },
  'a user with a weak password': { by: 'manager', send: 'POST /api/manage/users', body: { id: 'new', name: 'n', role: 'nurse', password: '123' }, status: 400, code: 'password-weak' },
  'a user twice': { by: 'manager', send: 'POST /api/manage/users', body: { id: 'op', name: 'n', role: 'nurse', password: 'long-enough-1' }, status: 409, code: 'user-exists' },
  'a user with a role that is none': { by: 'manager', send: 'POST /api/manage/users', body: { id: 'new', name: 'n', role: 'admin', password: 'long-enough-1' }, status: 400, code: 'invalid', says: /role/ },
  'an audit review of a month that is none': { by: 'manager', send: 'GET /api/manage/audit?month=2026-13', status: 400, code: 'invalid', says: /month/ },

  // Visits.
  'a visit with systolic as text': { by: 'nurse', send: 'POST /api/visits', body: withVitals({ systolicMmHg: '131' }), status: 400, code: 'invalid', says: /systolicMmHg/ },
  'a visit with oxygen as null': { by: 'nurse', send: 'POST /api/visits', body: withVitals({ onOxygen: null }), status: 400, code: 'invalid', says: /onOxygen/ },
  'a visit with SpO2 of 140 %': { by: 'nurse', send: 'POST /api/visits', body: withVitals({ spo2Percent: 140 }), status: 400, code: 'invalid', says: /spo2Percent/ },
  'a visit with a temperature of 370': { by: 'nurse', send: 'POST /api/visits', body: withVitals({ temperatureCel: 370 }), status: 400, code: 'invalid', says: /temperatureCel/ },
  'a visit with a number beyond all': { by: 'nurse', send: 'POST /api/visits', raw: JSON.stringify(withVitals({ pulsePerMin: 1 })).replace(':1}', ':1e999}'), status: 400, code: 'invalid', says: /pulsePerMin/ },
  'a visit with a vital that is none': { by: 'nurse', send: 'POST /api/visits', body: withVitals({ mood: 5 }), status: 400, code: 'invalid' },
  'a visit in the future': { by: 'nurse', send: 'POST /api/visits', body: { ...visit, id: 'v-f', finished: now + 86_400_000 }, status: 400, code: 'invalid', says: /future/ },
  'a visit that ended before it began': { by: 'nurse', send: 'POST /api/visits', body: { ...visit, id: 'v-r', arrived: visit.finished, finished: visit.arrived }, status: 400, code: 'invalid', says: /before arrived/ },
  "a visit to another nurse's person": { by: 'nurse', send: 'POST /api/visits', body: { ...visit, id: 'v-o', patient: 'p2' }, status: 403, code: 'break-glass-needed' },
  'a visit to nobody': { by: 'nurse', send: 'POST /api/visits', body: { ...visit, id: 'v-n', patient: 'nobody' }, status: 403, code: 'break-glass-needed' },
  'a visit by an operator': { by: 'operator', send: 'POST /api/visits', body: visit, status: 403, code: 'role' },
  "a visit under the id of somebody else's": { by: 'nurse', send: 'POST /api/visits', body: { ...visit, patient: 'p3' }, status: 409, code: 'already-exists' },

  // Alerts.
  'a command to an alert that is not there': { by: 'operator', send: command('nothing'), body: { command: 'take' }, status: 404, code: 'not-found' },
  'a command of an unknown kind': { by: 'operator', send: command('OPEN'), body: { command: 'explode' }, status: 400, code: 'invalid' },
  'a command without its kind': { by: 'operator', send: command('OPEN'), body: {}, status: 400, code: 'invalid' },
  'a command to an old version': { by: 'operator', send: command('OPEN'), body: { command: 'take', version: 0 }, status: 409, code: 'out-of-date' },
  'a command to a closed alert': { by: 'operator', send: command('CLOSED'), body: { command: 'take' }, status: 409, code: 'closed' },
  'a dispatch by a nurse': { by: 'nurse', send: command('OPEN'), body: { command: 'authorise-dispatch' }, status: 403, code: 'role' },
  'a dispatch out of turn': { by: 'operator', send: command('OPEN'), body: { command: 'authorise-dispatch' }, status: 422, code: 'not-at-dispatch' },
  'a pause for a year': { by: 'operator', send: command('OPEN'), body: { command: 'pause', untilMs: now + 365 * 86_400_000 }, status: 422, code: 'pause-too-long' },
  'a close without an outcome of the list': { by: 'operator', send: command('OPEN'), body: { command: 'close', outcome: { verdict: 'true', code: 'whatever' } }, status: 422, code: 'needs-outcome' },
  'a note of 10 KB': { by: 'operator', send: command('OPEN'), body: { command: 'note', note: 'x'.repeat(10_000) }, status: 400, code: 'invalid' },

  // Series.
  'a series window that is reversed': { by: 'operator', send: series(`channel=spo2&from=${now}&to=${now - 1}`), status: 400, code: 'invalid', says: /before/ },
  'a series window of a hundred years': { by: 'operator', send: series(`channel=spo2&from=0&to=${100 * 366 * 86_400_000}`), status: 400, code: 'invalid', says: /years/ },
  'a series of a channel that is none': { by: 'operator', send: series('channel=mood&from=0&to=1'), status: 400, code: 'invalid', says: /channel/ },
  'a series from NaN': { by: 'operator', send: series('channel=spo2&from=NaN&to=1'), status: 400, code: 'invalid', says: /from/ },
  'a series from infinity': { by: 'operator', send: series('channel=spo2&from=0&to=Infinity'), status: 400, code: 'invalid' },
  'a series without a channel': { by: 'operator', send: series('from=0&to=1'), status: 400, code: 'invalid', says: /channel/ },
  'a series of three years of acceleration': { by: 'operator', send: series(`channel=acceleration&from=${now - 1_000 * 86_400_000}&to=${now}`), status: 200 },

  // Devices.
  'a device with an id of letters that are not allowed': { by: 'manager', send: 'POST /api/manage/devices', body: { id: 'a/b+#', kind: 'ear' }, status: 400, code: 'device-id-invalid' },
  'a device twice': { by: 'manager', send: 'POST /api/manage/devices', body: { id: 'ear-1', kind: 'ear' }, status: 409, code: 'device-exists' },
  'a device of a kind that is none': { by: 'manager', send: 'POST /api/manage/devices', body: { id: 'ear-9', kind: 'hat' }, status: 400, code: 'invalid', says: /kind/ },
  'a device on a person who is not there': { by: 'manager', send: 'POST /api/manage/devices', body: { id: 'ear-9', kind: 'ear', person: 'nobody' }, status: 400, code: 'invalid', says: /person/ },
  'an assignment to a person who is not there': { by: 'manager', send: 'POST /api/manage/devices/ear-1/assign', body: { person: 'nobody' }, status: 400, code: 'invalid', says: /person/ },
  'an assignment of a device that is not there': { by: 'manager', send: 'POST /api/manage/devices/ear-8/assign', body: { person: 'p1' }, status: 404, code: 'not-found' },
  'a packet with the secret of nobody': { send: 'POST /devices/ear-1/data', raw: '{}', headers: { authorization: `Basic ${btoa('ear-1:wrong')}` }, status: 401 },
  'FHIR of a type that is none': { by: 'doctor', send: 'GET /fhir/R4/Horse/1', status: 404 },
  'FHIR with JSON that is truncated': { by: 'doctor', send: 'POST /fhir/R4/Observation', raw: '{"resourceType"', headers: { 'content-type': 'application/fhir+json' }, status: 400 },
  'a method that is not there': { by: 'operator', send: 'DELETE /api/people/p1', status: 404, code: 'not-found' },
};

describe('the doors of openHttp() under bad input', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  const by = new Map<Role, string>();
  const alerts: Record<string, string> = {};

  before(async () => {
    const web = join(folder, 'web');
    mkdirSync(join(web, 'assets'), { recursive: true });
    writeFileSync(join(web, 'index.html'), '<p>the app</p>');
    writeFileSync(join(folder, 'secret.txt'), 'SECRET');
    house = await openTestHouse(folder, clock);
    await house.enrol(['p1', 'p2', 'p3'].map((id) => personOf(id)));
    await house.addUser({ id: 'op', name: '교환', role: 'operator', password: 'right-password-1' });
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1', 'p3']);
    await house.addDevice('ear-1', 'ear', 'p1');
    app = await house.openHttp(web);
    for (const role of house.roles)
      by.set(role, await bearer(folder, role, role === 'nurse' ? 'nurse' : `t-${role}`, now));
    for (const [name, subject] of [
      ['OPEN', 'p1'],
      ['CLOSED', 'p2'],
    ] as const) {
      await house.response.reply({ subject, device: `ear-${subject}`, answer: 'help', at: now });
      alerts[name] = (await house.response.list({ status: 'open', subject }))[0]!.id;
    }
    const outcome = { verdict: 'true', code: 'helped' } as const;
    await house.response.command(alerts.CLOSED!, { command: 'close', outcome }, { id: 'op', name: '교환' });
    const saved = await ask({ by: 'nurse', send: 'POST /api/visits', body: visit, status: 200 });
    assert.equal(saved.statusCode, 200, saved.body);
  });
  after(async () => {
    await house.close();
    remove();
  });

  const ask = ({ by: role, send, body, raw, headers = {} }: Case) => {
    const [method, url] = send.replace(/OPEN|CLOSED/, (name) => alerts[name]!).split(' ') as ['GET' | 'POST', string];
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    const authorization = role ? { authorization: by.get(role)! } : {};
    return app.inject({
      method,
      url,
      headers: { ...type, ...authorization, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
  };

  /** All that could be lost: people, visits, alerts, devices. */
  const kept = async () => ({
    people: Array.from(house.people.all(), ({ id }) => id),
    visits: (await house.visits.list({ limit: 100 })).map(({ stored, ...row }) => row),
    alerts: [...(await house.response.list({ status: 'open' })), ...(await house.response.list({ status: 'closed' }))],
    devices: house.ingest.devices().map(({ id, subject, revoked }) => ({ id, subject, revoked })),
    users: house.identity.users(),
  });

  for (const [name, wanted] of Object.entries(cases)) {
    it(`${name}: ${wanted.status}, and nothing is lost`, async () => {
      const before = await kept();
      const answer = await ask(wanted);
      assert.equal(answer.statusCode, wanted.status, answer.body);
      assert.doesNotMatch(answer.body, /SECRET|node_modules|SqliteError|at .*\.ts:/);
      if (wanted.status >= 400) {
        const { error, resourceType } = answer.json();
        if (resourceType === undefined) {
          assert.match(error.code, /^\S+$/);
          assert.ok(error.message.length > 5, answer.body);
          if (wanted.code) assert.equal(error.code, wanted.code, answer.body);
          if (wanted.says) assert.match(error.message, wanted.says);
        } else assert.equal(resourceType, 'OperationOutcome');
      }
      assert.deepEqual(await kept(), before);
      assert.equal((await ask({ send: 'GET /healthz', status: 200 })).statusCode, 200);
      assert.equal((await ask({ by: 'nurse', send: 'GET /api/people/p1', status: 200 })).statusCode, 200);
    });
  }

  it('POST /api/visits of the same id twice stores one visit; with other content it is refused and replaces nothing', async () => {
    const again = await ask({ by: 'nurse', send: 'POST /api/visits', body: visit, status: 200 });
    assert.equal(again.statusCode, 200);
    assert.equal((await house.visits.list({ limit: 10 })).length, 1);
    const corrected = { ...visit, vitals: { ...visit.vitals, systolicMmHg: 113 } };
    const changed = await ask({ by: 'nurse', send: 'POST /api/visits', body: corrected, status: 409 });
    assert.deepEqual([changed.statusCode, changed.json().error.code], [409, 'already-exists'], changed.body);
    const [row, ...others] = await house.visits.list({ limit: 10 });
    assert.deepEqual([row?.vitals, others.length], [again.json().vitals, 0]);
  });

  it('has thirty cases and more', () => assert.ok(Object.keys(cases).length >= 30));
});
