import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AccountList, noWishes, type OwnPage, type Role } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { familyConsent } from '../src/people/consent.ts';
import { type Asked, askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const hourMs = 3_600_000;
const password = 'right-password-1';

describe('a person’s own page', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol([personOf('p1'), personOf('p2', { name: 'SECRET2' })]);
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password }, ['p1', 'p2']);
    await house.addUser({ id: 'child', name: '박딸', role: 'family', password }, ['p1']);
    await house.addUser({ id: 'son', name: '박아들', role: 'family', password }, ['p1', 'p2']);
    await house.addUser({ id: 'herself', name: '김p1', role: 'person', password }, ['p1']);
    app = await house.openHttp();
    await app.ready();
    ask = askingOf(app, folder, () => clock.now());
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const own = (asked: Partial<Asked> = {}) => ask('person', 'herself', { url: '/api/own', ...asked });
  const page = async () => (await own()).json<OwnPage>();
  const help = () => own({ method: 'POST', url: '/api/own/help', payload: {} });

  it('GET /api/own says how she is, who looks after her and who may see what', async () => {
    await house.record.writeAll([
      familyConsent({
        ...{ person: 'p1', family: { id: 'child', name: '박딸' }, parts: ['status', 'alerts'], agreedAt: clock.now() },
        ...{ agreedBy: '김p1', simulated: true },
      }),
    ]);
    await house.addDevice('ear-1', 'ear', 'p1');
    await house.addDevice('old-1', 'wrist', 'p1');
    await house.revokeDevice('old-1');
    const visit = { id: 'v1', patient: 'p1', arrived: clock.now() - 2 * hourMs, finished: clock.now() - hourMs };
    await house.visits.save(
      { ...visit, vitals: {}, next: { date: '2026-12-01', time: '10:00' } },
      { id: 'nurse', name: '간호' },
    );
    const { now, person, state, devices, nurse, wishes, lastVisit, nextVisit, helping, family } = await page();
    assert.deepEqual(person, { id: 'p1', name: '김p1', simulated: true });
    assert.deepEqual([now, state, lastVisit], [clock.now(), 'silent', visit.finished]);
    assert.deepEqual(
      devices.map(({ kind }) => kind),
      ['ear'],
    );
    assert.deepEqual([nurse?.name, wishes, helping], ['간호', noWishes, undefined]);
    assert.deepEqual(nextVisit, { day: '2026-12-01', time: '10:00' });
    assert.deepEqual(family, [
      { name: '박딸', parts: ['status', 'alerts'] },
      { name: '박아들', parts: [] },
    ]);
  });

  it('POST /api/own/help calls: an alert opens, the page says that somebody is on it; pressed again it stays one', async () => {
    const answer = await help();
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal(answer.json<OwnPage>().state, 'alert');
    const [alert, ...others] = await house.response.list({ status: 'open', subject: 'p1' });
    assert.deepEqual([alert?.reason.code, alert?.priority, others.length], ['asked-for-help', 'high', 0]);
    assert.equal(answer.json<OwnPage>().helping?.since, alert?.openedAt);
    clock.advance(5_000);
    await help();
    assert.equal((await house.response.list({ status: 'open', subject: 'p1' })).length, 1);
    const { history } = await house.response.get(alert!.id);
    assert.equal(history.filter(({ what, by }) => what === 'reply' && by === 'device:page').length, 2);
  });

  it('PUT /api/own/wishes changes hers, and an older page is refused', async () => {
    const put = (payload: object) => own({ method: 'PUT', url: '/api/own/wishes', payload });
    const wishes = { ...noWishes, quiet: { from: 0, to: 540 } };
    const changed = await put({ wishes, changedAt: null });
    assert.deepEqual(changed.json<OwnPage>().wishes, wishes);
    assert.equal((await page()).wishesChangedAt, clock.now());
    assert.equal((await put({ wishes, changedAt: null })).json().error.code, 'out-of-date');
    const entries = (await ask('manager', 'boss', { url: '/api/people/p1/wishes' })).json();
    assert.equal(entries.changedBy, '김p1');
  });

  const hostile: [string, Partial<Asked>][] = [
    ['help for somebody else', { method: 'POST', url: '/api/own/help', payload: { person: 'p2' } }],
    ['help as a list', { method: 'POST', url: '/api/own/help', payload: '[]' }],
    [
      'wishes of somebody else',
      { method: 'PUT', url: '/api/own/wishes', payload: { wishes: noWishes, changedAt: 1, id: 'p2' } },
    ],
    [
      'no desk',
      {
        method: 'PUT',
        url: '/api/own/wishes',
        payload: { wishes: { ...noWishes, refused: ['dispatch'] }, changedAt: 1 },
      },
    ],
  ];
  for (const [what, asked] of hostile)
    it(`${what} is a bad request`, async () => {
      assert.equal((await own(asked)).statusCode, 400);
      assert.deepEqual(await house.response.list({ status: 'open', subject: 'p2' }), []);
    });

  it('she reaches nothing else: no other person, no record, no board, no queue', async () => {
    for (const url of [
      ...['/api/board', '/api/alerts', '/api/people/p1', '/api/people/p2', '/api/people/p1/wishes', '/api/family'],
      ...['/api/desk', '/api/shifts?from=0&to=1', '/api/handover', '/api/rules', '/fhir/R4/Patient/p1', '/api/stream'],
    ]) {
      const { statusCode, body } = await own({ url });
      assert.ok(statusCode === 403 || statusCode === 404, `${url}: ${statusCode}`);
      assert.doesNotMatch(body, /SECRET2/);
    }
  });

  it('an account of a person is of one person, who is enrolled, and the record has no other than her Patient', async () => {
    const add = (id: string, people: string[]) =>
      ask('manager', 'boss', {
        ...{ method: 'POST', url: '/api/manage/users' },
        payload: { id, name: '누구', role: 'person', password, people },
      });
    assert.equal((await add('none', [])).statusCode, 400);
    assert.equal((await add('two', ['p1', 'p2'])).statusCode, 400);
    assert.equal((await add('ghost', ['ghost'])).statusCode, 400);
    assert.equal((await add('second', ['p2'])).statusCode, 200);
    assert.equal((await ask('person', 'second', { url: '/api/own' })).json<OwnPage>().person.name, 'SECRET2');
    assert.equal(await house.record.find('Practitioner', 'herself'), undefined);
    assert.equal(await house.record.find('RelatedPerson', 'herself.p1'), undefined);
    assert.equal(house.identity.findUser('two'), undefined);
    const listed = await ask('manager', 'boss', { url: '/api/manage/users' });
    const second = listed.json<AccountList>().accounts.find(({ id }) => id === 'second');
    const p2 = { id: 'p2', name: 'SECRET2', simulated: true };
    assert.deepEqual(second, { id: 'second', name: '누구', role: 'person', closed: false, people: [p2] });
    assert.doesNotMatch(listed.body, /password/);
    for (const role of ['operator', 'nurse', 'doctor', 'family', 'person'] as const)
      assert.equal((await ask(role, `one-${role}`, { url: '/api/manage/users' })).statusCode, 403, role);
  });

  it('an ambulance that was called is said with how far it is', async () => {
    const [alert] = await house.response.list({ status: 'open', subject: 'p1' });
    const send = (command: object) =>
      ask('operator', 'desk', { method: 'POST', url: `/api/alerts/${alert!.id}/commands`, payload: command });
    await send({ command: 'skip-to', stepKind: 'dispatch' });
    assert.deepEqual((await page()).helping, { since: alert!.openedAt, step: 'dispatch' });
    await send({ command: 'authorise-dispatch' });
    assert.equal((await page()).helping?.ambulance, undefined, 'who may send it is not yet that it was called');
    const called = await send({ command: 'dispatch-progress', progress: 'called' });
    assert.equal(called.statusCode, 200, called.body);
    assert.equal((await page()).helping?.ambulance, 'called');
  });

  it('an account without a person sees nothing', async () => {
    assert.equal((await ask('person', 'nobody', { url: '/api/own' })).statusCode, 404);
  });

  const roles: Role[] = ['operator', 'nurse', 'doctor', 'manager', 'family', 'service'];
  const routes: Asked[] = [
    { url: '/api/own' },
    { method: 'PUT', url: '/api/own/wishes', payload: { wishes: noWishes, changedAt: null } },
    { method: 'POST', url: '/api/own/help', payload: {} },
  ];
  for (const asked of routes)
    it(`${asked.method ?? 'GET'} ${asked.url} is for the person alone`, async () => {
      for (const role of roles) assert.equal((await ask(role, role, asked)).statusCode, 403, role);
      assert.equal((await ask(undefined, '', asked)).statusCode, 401);
    });
});
