import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role, VisitEntry } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

/** 2026-11-23 12:00 in Korea. */
const now = Date.UTC(2026, 10, 23, 3);
const place = newFolder();
let house: House;
let app: App;

before(async () => {
  house = await openTestHouse(place.folder, new ManualClock(now));
  app = await house.openHttp();
  await app.ready();
  await house.enrol([personOf('p1'), personOf('p2')]);
  const password = 'right-password-2';
  await house.addUser({ id: 'anna', name: '김안나', role: 'nurse', password }, ['p1']);
  await house.addUser({ id: 'bora', name: '이보라', role: 'nurse', password }, ['p2']);
  await house.addUser({ id: 'doctor', name: '최의사', role: 'doctor', password });
  const saved = await ask('nurse', 'anna', 'POST', '/api/visits', visit);
  assert.equal(saved.statusCode, 200, saved.body);
});
after(async () => {
  await app.close();
  await house.close();
  place.remove();
});

const visit: VisitEntry = {
  id: 'v1',
  patient: 'p1',
  arrived: now - 3_600_000,
  finished: now - 600_000,
  vitals: { systolicMmHg: 128, diastolicMmHg: 78 },
};

async function ask(role: Role, user: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const authorization = await bearer(place.folder, role, user, now);
  return app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) });
}

test('GET record.pdf and month.pdf answer a document that is kept nowhere, and each printing is in the trail', async () => {
  for (const [url, name] of [
    ['/api/visits/v1/record.pdf', 'munan-visit-v1.pdf'],
    ['/api/visits/v1/record.pdf?lang=en', 'munan-visit-v1.pdf'],
    ['/api/people/p1/month.pdf', 'munan-p1-2026-11.pdf'],
    ['/api/people/p1/month.pdf?month=2026-02&lang=en', 'munan-p1-2026-02.pdf'],
  ] as const) {
    const answer = await ask('doctor', 'doctor', 'GET', url);
    assert.equal(answer.statusCode, 200, url);
    assert.equal(answer.headers['content-type'], 'application/pdf');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['content-disposition'], `inline; filename="${name}"`);
    assert.equal(answer.rawPayload.subarray(0, 8).toString(), '%PDF-1.7');
    assert.match(answer.rawPayload.subarray(-8).toString(), /%%EOF/);
  }
  const { lines } = (await ask('manager', 'token-manager', 'GET', '/api/manage/audit?month=2026-11')).json();
  const printed = lines.filter(({ what }: { what: string }) => / printed/.test(what));
  assert.deepEqual(printed.map(({ what }: { what: string }) => what).sort(), [
    'month printed 2026-02',
    'month printed 2026-11',
    'visit printed',
    'visit printed',
  ]);
});

test('GET record.pdf and month.pdf are refused to whoever may not read the visit, and to nonsense', async () => {
  const table: [Role, string, string, number][] = [
    ['nurse', 'bora', '/api/visits/v1/record.pdf', 403],
    ['nurse', 'bora', '/api/people/p1/month.pdf', 403],
    ['family', 'token-family', '/api/people/p1/month.pdf', 403],
    ['nurse', 'anna', '/api/visits/v1/record.pdf', 200],
    ['doctor', 'doctor', '/api/visits/none/record.pdf', 404],
    ['doctor', 'doctor', '/api/people/none/month.pdf', 404],
    ['doctor', 'doctor', '/api/people/p1/month.pdf?month=2026-13', 400],
    ['doctor', 'doctor', '/api/people/p1/month.pdf?month=../etc', 400],
    ['doctor', 'doctor', '/api/visits/v1/record.pdf?lang=fr', 400],
    ['doctor', 'doctor', '/api/visits/..%2Fv1/record.pdf', 404],
  ];
  for (const [role, user, url, status] of table)
    assert.equal((await ask(role, user, 'GET', url)).statusCode, status, `${user} ${url}`);
});
