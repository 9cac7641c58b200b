import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AlertList, Board, DayPlan, Role, VisitList } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { familyConsent } from '../src/people/consent.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Every route of the application, read from its own tree: `├── /a (GET)` and below it `│   └── /b (POST)`. */
function routesOf(app: App): { method: Method; path: string }[] {
  const routes: { method: Method; path: string }[] = [];
  const above: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent, part, methods] = /^([│ ]*)[├└]── (\S+) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    if (indent === undefined || !part || !methods) continue;
    const depth = indent.length / 4;
    above.length = depth;
    above[depth] = part;
    for (const method of methods.split(', ')) routes.push({ method: method as Method, path: above.join('') });
  }
  return routes;
}

const clock = new ManualClock();
const now = clock.now();
/** What is served to anybody, and the devices' door, which has a lock of its own. */
const open = new Set([
  '/healthz',
  '/readyz',
  '/api/login',
  '/api/login/start',
  '/api/login/callback',
  '/api/logout',
  '/api/demo-accounts',
  '/fhir/R4/.well-known/smart-configuration',
  '*',
]);
/** The identity provider's, the steps of a sign-in, which ask for a cookie of their own, and the hooks, which ask for a signature (hooks.test.ts). */
const isOwnLock = (path: string): boolean => /^\/(oidc\/|api\/sign-in\/|hooks\/)/.test(path);
const visit = { id: 'v-1', patient: 'p1', arrived: now - 900_000, finished: now - 60_000, vitals: { pulsePerMin: 71 } };

describe('openHttp() lets nobody in who may not', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  const alerts: Record<string, string> = {};

  const raise = async (subject: string, at: number): Promise<string> => {
    await house.response.reply({ subject, device: `ear-${subject}`, answer: 'help', at });
    return (await house.response.list({ status: 'open', subject }))[0]!.id;
  };
  before(async () => {
    const web = join(folder, 'web');
    mkdirSync(web);
    writeFileSync(join(web, 'index.html'), '<p>the shell</p>');
    house = await openTestHouse(folder, clock);
    await house.enrol(['p1', 'p2'].map((id) => personOf(id)));
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    await house.addUser({ id: 'other', name: '다른', role: 'nurse', password: 'right-password-3' }, ['p2']);
    const child = { id: 'child', name: '딸' };
    await house.addUser({ ...child, role: 'family', password: 'right-password-4' }, ['p1']);
    const parts = ['status'] as const;
    await house.record.writeAll([
      familyConsent({ person: 'p1', family: child, parts, agreedAt: now, agreedBy: '김p1', simulated: true }),
    ]);
    for (const id of ['p1', 'p2']) {
      await house.addDevice(`ear-${id}`, 'ear', id);
      alerts[id] = await raise(id, now);
    }
    await house.visits.save(visit, { id: 'nurse', name: '간호' });
    await house.visits.save({ ...visit, id: 'v-2', patient: 'p2' }, { id: 'other', name: '다른' });
    app = await house.openHttp(web);
    await app.ready();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const ask = async (role: Role | undefined, url: string, method: Method = 'GET', payload?: object) => {
    const user = role === 'nurse' ? 'nurse' : role === 'family' ? 'child' : `t-${role}`;
    const authorization = role && (await bearer(folder, role, user, now));
    return app.inject({
      method,
      url,
      headers: authorization ? { authorization } : {},
      ...(payload ? { payload } : {}),
    });
  };

  it('without a session or token every route but the open ones answers 401, whatever the body', async () => {
    const routes = routesOf(app);
    assert.ok(routes.length > 40, `${routes.length} routes were found`);
    for (const expected of [
      '/api/manage/devices/:id/revoke',
      '/api/people/:id/series',
      '/fhir/R4/:type/:id/_history/:version',
    ])
      assert.ok(
        routes.some(({ path }) => path === expected),
        expected,
      );
    for (const { method, path } of routes) {
      if (open.has(path) || isOwnLock(path)) continue;
      const url = path
        .replace(':type', 'Patient')
        .replace(':device', 'ear-p1')
        .replace(':id', 'p1')
        .replace(':version', '1')
        .replace(':within', 'Observation');
      const answer = await ask(undefined, url, method, method === 'GET' || method === 'HEAD' ? undefined : {});
      // What FHIR does not serve at all it serves to nobody.
      const wanted = answer.headers.allow ? 405 : 401;
      assert.equal(answer.statusCode, wanted, `${method} ${url}: ${answer.body}`);
      assert.doesNotMatch(answer.body, /김p|창원/);
    }
  });

  it('the open routes tell nothing of anybody', async () => {
    for (const url of ['/healthz', '/readyz', '/api/demo-accounts', '/', '/people/p1']) {
      const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } });
      assert.equal(statusCode, 200, url);
      assert.doesNotMatch(body, /김p|창원|nurse|p1/);
    }
    assert.deepEqual((await app.inject('/api/demo-accounts')).json(), [], 'no accounts outside the demonstration');
  });

  const totalOf = async (person?: string) =>
    (await house.audit.search({ limit: 0, ...(person !== undefined && { persons: [person] }) })).total;

  it('each view of a person leaves a row in the audit trail that names who looked, and at whom', async () => {
    const window = `channel=spo2&from=${now - 1000}&to=${now}`;
    const ofOne: [Role, string][] = [
      ['operator', '/api/people/p1'],
      ['doctor', `/api/people/p1/series?${window}`],
      ['operator', `/api/alerts/${alerts.p1}`],
      ['operator', '/api/alerts?person=p1'],
      ['doctor', '/api/visits'],
      ['nurse', '/api/visits'],
      ['nurse', '/api/day'],
      ['nurse', '/api/people/p1/facts'],
      ['doctor', `/api/visits/${visit.id}`],
      ['nurse', `/api/visits/${visit.id}/answers`],
      ['family', '/api/family'],
      ['doctor', '/fhir/R4/Patient/p1'],
      ['doctor', '/fhir/R4/Patient/p1/_history'],
      ['doctor', '/fhir/R4/Patient/p1/_history/1'],
      ['doctor', '/fhir/R4/Patient'],
      ['nurse', '/fhir/R4/Observation?patient=p1'],
      ['operator', `/fhir/R4/Flag/${alerts.p1}`],
      ['nurse', '/api/people/p2'], // refused, and written down all the same
    ];
    for (const [role, url] of ofOne) {
      const person = url.endsWith('p2') ? 'p2' : 'p1';
      const before = await totalOf(person);
      const answer = await ask(role, url);
      assert.equal(answer.statusCode, person === 'p2' ? 403 : 200, `${url}: ${answer.body}`);
      const added = (await totalOf(person)) - before;
      assert.equal(added, 1, `${role} ${url}: ${added} rows`);
    }
    const { records } = await house.audit.search({ persons: ['p1'], limit: 1000 });
    assert.ok(records.every(({ user_id, origin, at }) => user_id !== '' && origin !== '' && at === now));
    const refused = (await house.audit.search({ persons: ['p2'], outcomes: [4], limit: 1 })).records[0];
    assert.deepEqual(
      [refused?.user_id, refused?.interaction, refused?.note],
      ['nurse', 'read', 'this person is not one of yours; in an emergency ask for her data with a reason'],
    );
  });

  it('a list of many people leaves a row for each of them, and what shows nobody a row about nobody', async () => {
    const people = Array.from(house.people.all(), ({ id }) => id);
    const rowsOf = (id?: string) => totalOf(id);
    const lists: [Role, string][] = [
      ['operator', '/api/board'],
      ['manager', '/api/manage/people'],
    ];
    for (const [role, url] of lists) {
      const before = await Promise.all(people.map(rowsOf));
      assert.equal((await ask(role, url)).statusCode, 200, url);
      const after = await Promise.all(people.map(rowsOf));
      assert.deepEqual(
        after,
        before.map((count) => count + 1),
        url,
      );
    }
    const shown = (await ask('operator', '/api/alerts')).json<AlertList>().alerts.map(({ person }) => person?.id);
    assert.ok(shown.length > 0);
    const before = await rowsOf(shown[0]);
    await ask('operator', '/api/alerts');
    assert.equal(await rowsOf(shown[0]), before + 1);
    for (const url of ['/api/manage/quarantine', '/api/manage/audit?month=2026-11']) {
      const all = await rowsOf();
      assert.equal((await ask('manager', url)).statusCode, 200, url);
      assert.equal(await rowsOf(), all + 1, url);
    }
  });

  it('a family member sees how hers is, and no person, series, alert or record', async () => {
    const family = await ask('family', '/api/family');
    assert.deepEqual(
      family.json().people.map(({ person }: { person: { id: string } }) => person.id),
      ['p1'],
    );
    const window = `channel=spo2&from=${now - 1000}&to=${now}`;
    const closed = [
      'board',
      'people/p1',
      `people/p1/series?${window}`,
      'alerts',
      `alerts/${alerts.p1}`,
      'visits',
      'day',
      'conflicts',
      'people/p1/facts',
      `visits/${visit.id}`,
      'stream',
    ];
    for (const path of closed) assert.equal((await ask('family', `/api/${path}`)).statusCode, 403, path);
    for (const path of ['people', 'devices', 'quarantine', 'audit?month=2026-11'])
      assert.equal((await ask('family', `/api/manage/${path}`)).statusCode, 403, path);
    for (const path of ['Patient/p1', 'Patient', 'Observation?patient=p1'])
      assert.equal((await ask('family', `/fhir/R4/${path}`)).statusCode, 403, path);
  });

  it("a nurse does not see another nurse's person by the API", async () => {
    const window = `channel=spo2&from=${now - 1000}&to=${now}`;
    for (const path of ['people/p2', `people/p2/series?${window}`, 'alerts?person=p2', `alerts/${alerts.p2}`])
      assert.equal((await ask('nurse', `/api/${path}`)).statusCode, 403, path);
    assert.equal((await ask('nurse', '/api/visits', 'POST', { ...visit, id: 'v-3', patient: 'p2' })).statusCode, 403);
    const shown = [
      (await ask('nurse', '/api/board')).json<Board>().people.map(({ id }) => id),
      (await ask('nurse', '/api/day')).json<DayPlan>().stops.map(({ person }) => person),
      (await ask('nurse', '/api/alerts')).json<AlertList>().alerts.map(({ person }) => person?.id),
      (await ask('nurse', '/api/visits')).json<VisitList>().visits.map(({ person }) => person.id),
    ];
    assert.deepEqual(shown, [['p1'], ['p1'], ['p1'], ['p1']]);
  });

  it("a nurse does not see another nurse's person by FHIR", async () => {
    for (const path of [
      'Patient/p2',
      'Patient/p2/_history',
      'Patient/p2/_history/1',
      `Flag/${alerts.p2}`,
      'Encounter/v-2',
    ])
      assert.equal((await ask('nurse', `/fhir/R4/${path}`)).statusCode, 404, path);
    for (const path of [
      'Patient',
      'Encounter',
      'Observation',
      'Flag',
      'Task',
      'Device?patient=p2',
      'Observation?patient=p2',
    ]) {
      const answer = await ask('nurse', `/fhir/R4/${path}`);
      assert.equal(answer.statusCode, 200, answer.body);
      assert.doesNotMatch(JSON.stringify(answer.json().entry ?? []), /p2|v-2/, path);
    }
    const theirs = (await ask('doctor', '/fhir/R4/Patient/p2')).json();
    assert.equal((await ask('nurse', '/fhir/R4/Patient/p2', 'PUT', theirs)).statusCode, 403);
  });

  it("a nurse does not hear of another nurse's person by the event stream", async () => {
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const authorization = await bearer(folder, 'nurse', 'nurse', now);
    const answer = await fetch(`${address}/api/stream`, { headers: { authorization } });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await reader.read()).value ?? '';
    assert.match(heard, /event: hello/);
    const by = { id: 'op', name: '교환' };
    // First the other's person, then her own: when hers has come, the other would have come before.
    await house.response.command(alerts.p2!, { command: 'acknowledge' }, by);
    await house.response.command(alerts.p1!, { command: 'acknowledge' }, by);
    while (!heard.includes('event: person')) heard += (await reader.read()).value ?? '';
    assert.match(heard, /event: alert\ndata: .*p1/);
    assert.doesNotMatch(heard, /p2/);
    await reader.cancel();
  });
});
