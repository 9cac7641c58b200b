import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Board, BreakGlassList, ConsentList, FamilyPage, PersonPage, Role } from '@munan/flow';
import { openBreakGlass } from '@munan/identity';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const hourMs = 3_600_000;
const visit = (patient: string) => ({
  id: `v-${patient}`,
  patient,
  arrived: clock.now() - 900_000,
  finished: clock.now() - 60_000,
  vitals: { pulsePerMin: 71 },
});

describe('who may see whom, on the screens', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol(['p1', 'p2', 'p3'].map((id) => personOf(id)));
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    await house.addUser({ id: 'other', name: '다른', role: 'nurse', password: 'right-password-3' }, ['p2']);
    await house.addUser({ id: 'child', name: '딸', role: 'family', password: 'right-password-4' }, ['p1']);
    await house.addUser({ id: 'boss', name: '관리', role: 'manager', password: 'right-password-5' });
    app = await house.openHttp();
    await app.ready();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const users: Record<Role, string> = {
    nurse: 'nurse',
    family: 'child',
    person: 'herself',
    manager: 'boss',
    doctor: 'd',
    operator: 'o',
    service: 's',
  };
  const ask = async (role: Role, url: string, payload?: object, user = users[role]) =>
    app.inject({
      method: payload ? 'POST' : 'GET',
      url,
      headers: { authorization: await bearer(folder, role, user, clock.now()) },
      ...(payload ? { payload } : {}),
    });
  const people = async (role: Role, user?: string) =>
    (await ask(role, '/api/board', undefined, user)).json<Board>().people.map(({ id }) => id);

  describe('care teams', () => {
    it('an assignment is a CareTeam in the record', async () => {
      const team = (await ask('manager', '/fhir/R4/CareTeam?patient=p1')).json();
      assert.equal(team.total, 1);
      assert.equal(team.entry[0].resource.participant[0].member.reference, 'Practitioner/nurse');
      assert.equal(team.entry[0].resource.status, 'active');
    });

    it('a nurse sees whose active care team she is in, at once and as long as it lasts', async () => {
      assert.deepEqual(await people('nurse'), ['p1']);
      const period = { end: new Date(clock.now() + hourMs).toISOString() };
      const team = {
        resourceType: 'CareTeam',
        id: 'ward',
        status: 'active',
        subject: { reference: 'Patient/p3' },
        participant: [{ member: { reference: 'Practitioner/nurse' }, period }],
      };
      const put = async (resource: object) => {
        const answer = await app.inject({
          method: 'PUT',
          url: '/fhir/R4/CareTeam/ward',
          headers: {
            authorization: await bearer(folder, 'manager', 'boss', clock.now()),
            'content-type': 'application/fhir+json',
          },
          payload: JSON.stringify(resource),
        });
        assert.ok(answer.statusCode < 300, answer.body);
      };
      await put(team);
      assert.deepEqual(await people('nurse'), ['p1', 'p3']);
      assert.equal((await ask('nurse', '/fhir/R4/Patient/p3')).statusCode, 200);
      clock.advance(hourMs + 1);
      assert.deepEqual(await people('nurse'), ['p1']);
      await put({ ...team, participant: [{ member: { reference: 'Practitioner/nurse' } }] });
      assert.deepEqual(await people('nurse'), ['p1', 'p3']);
      await put({ ...team, status: 'inactive' });
      assert.deepEqual(await people('nurse'), ['p1']);
      assert.equal((await ask('nurse', '/fhir/R4/Patient/p3')).statusCode, 404);
    });

    it('an open event stream tells nothing more once the care team has ended', async () => {
      const team = (status: string) => ({
        resourceType: 'CareTeam',
        id: 'ward',
        status,
        subject: { reference: 'Patient/p3' },
        participant: [{ member: { reference: 'Practitioner/nurse' } }],
      });
      const address = await app.listen({ host: '127.0.0.1', port: 0 });
      const authorization = await bearer(folder, 'nurse', 'nurse', clock.now());
      const answer = await fetch(`${address}/api/stream`, { headers: { authorization } });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let heard = '';
      const help = async (subject: string, until: RegExp) => {
        await house.response.reply({ subject, device: `ear-${subject}`, answer: 'help', at: clock.now() });
        while (!until.test(heard)) heard += (await reader.read()).value ?? '';
      };
      await house.record.writeAll([team('active')]);
      await help('p3', /event: person\ndata: .*"p3"/);
      await house.record.writeAll([team('inactive')]);
      heard = '';
      const [about] = await house.response.list({ status: 'open', subject: 'p3' });
      await house.response.command(about!.id, { command: 'acknowledge' }, { id: 'o', name: '교환' });
      // When hers has come, the other would have come before.
      await help('p1', /event: person\ndata: .*"p1"/);
      assert.doesNotMatch(heard, /p3/);
      await reader.cancel();
    });

    it('a nurse cannot write herself into a care team', async () => {
      const resource = { resourceType: 'CareTeam', status: 'active', subject: { reference: 'Patient/p1' } };
      const answer = await app.inject({
        method: 'POST',
        url: '/fhir/R4/CareTeam',
        headers: {
          authorization: await bearer(folder, 'nurse', 'nurse', clock.now()),
          'content-type': 'application/fhir+json',
        },
        payload: JSON.stringify(resource),
      });
      assert.equal(answer.statusCode, 403);
    });
  });

  describe('consent of the family', () => {
    const page = async () => (await ask('family', '/api/family')).json<FamilyPage>();
    const consent = (parts: string[], more: object = {}) =>
      ask('manager', '/api/manage/consents', {
        ...{ person: 'p1', family: 'child', parts, agreedAt: clock.now(), agreedBy: '김p1' },
        ...more,
      });

    it('without a consent a family member sees only that there is none', async () => {
      const answer = await ask('family', '/api/family');
      assert.deepEqual(answer.json().people, []);
      assert.equal(answer.json().withoutConsent, 1);
      assert.doesNotMatch(answer.body, /p1|김/);
    });

    it('each part is shown only where it was agreed to, and closes when it is withdrawn', async () => {
      await house.visits.save(visit('p1'), { id: 'nurse', name: '간호' });
      const [only] = (await consent(['status'])).statusCode === 200 ? (await page()).people : [];
      assert.deepEqual(only?.parts, ['status']);
      assert.ok(only.state && only.lastVisit === undefined && !only.done && !only.vitals);
      await consent(['visits', 'vitals', 'alerts']);
      const [more] = (await page()).people;
      assert.ok(more && more.state === undefined && more.lastVisit !== undefined && more.done);
      assert.equal(more.vitals?.values.pulsePerMin, 71);
      const rows = (await ask('manager', '/api/manage/consents')).json<ConsentList>().rows;
      assert.deepEqual(
        rows.map(({ person, family, parts, agreedBy }) => [person.id, family.id, parts, agreedBy]),
        [['p1', 'child', ['alerts', 'visits', 'vitals'], '김p1']],
      );
      await consent([]);
      assert.deepEqual((await page()).people, []);
    });

    it('a consent that cannot be is refused, naming why', async () => {
      for (const more of [
        { person: 'p2' },
        { family: 'nurse' },
        { agreedBy: ' ' },
        { agreedAt: clock.now() + 24 * hourMs },
        { parts: ['everything'] },
      ])
        assert.equal((await consent(['status'], more)).statusCode, 400, JSON.stringify(more));
      assert.equal((await ask('nurse', '/api/manage/consents')).statusCode, 403);
    });
  });

  it('a person who refuses a named user is seen by nobody of that name', async () => {
    const practitioner = { reference: { reference: 'Practitioner/d' }, role: { text: 'user' } };
    await house.record.writeAll([
      {
        resourceType: 'Consent',
        id: 'no-d',
        status: 'active',
        scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
        category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
        patient: { reference: 'Patient/p2' },
        policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
        provision: { type: 'deny', actor: [practitioner] },
      },
    ]);
    assert.deepEqual(await people('doctor'), ['p1', 'p3']);
    assert.deepEqual(await people('doctor', 'another'), ['p1', 'p2', 'p3']);
    assert.equal((await ask('doctor', '/api/people/p2')).json().error.code, 'consent');
    assert.equal((await ask('doctor', '/fhir/R4/Patient/p2')).statusCode, 404);
    assert.equal((await ask('doctor', '/fhir/R4/Patient')).json().total, 2);
    await house.record.remove('Consent', 'no-d');
    assert.equal((await ask('doctor', '/api/people/p2')).statusCode, 200);
  });

  describe('break-glass', () => {
    const reason = '길에서 쓰러지신 분의 기왕력 확인';
    const open = (body: object, role: Role = 'nurse') => ask(role, '/api/break-glass', body);

    it('needs a reason of ten letters, a person, and a role that looks after people', async () => {
      assert.equal((await ask('nurse', '/api/people/p2')).json().error.code, 'break-glass-needed');
      assert.equal((await open({ person: 'p2', reason: '. . . . . . . . . . . .' })).statusCode, 400);
      assert.equal((await open({ person: 'p2', reason: '급함' })).json().error.code, 'reason-short');
      assert.equal((await open({ person: 'nobody', reason })).statusCode, 404);
      assert.equal((await open({ person: 'p1', reason })).json().error.code, 'not-needed');
      for (const role of ['family', 'manager', 'service'] as const)
        assert.equal((await open({ person: 'p2', reason }, role)).statusCode, 403, role);
      assert.equal((await ask('nurse', '/api/people/p2')).statusCode, 403);
    });

    it('a person is found by her name and date of birth only', async () => {
      const find = (name: string, birthDate: string) => ask('nurse', '/api/break-glass/find', { name, birthDate });
      assert.deepEqual((await find('김p2', '1941-03-02')).json(), { person: 'p2' });
      assert.equal((await find('김', '1941-03-02')).statusCode, 404);
      assert.equal((await find('김p2', '1941-03-03')).statusCode, 404);
    });

    it('opens one person for four hours to look at and to visit, and the manager sees it and ticks it off', async () => {
      clock.advance(1000); // she was searched for before
      const granted = await open({ person: 'p2', reason });
      assert.equal(granted.statusCode, 200, granted.body);
      assert.equal(granted.json().until, clock.now() + 4 * hourMs);
      const page = (await ask('nurse', '/api/people/p2')).json<PersonPage>();
      assert.deepEqual(page.breakGlass, { reason, until: clock.now() + 4 * hourMs });
      assert.equal((await ask('nurse', '/api/people/p3')).statusCode, 403);
      assert.equal((await ask('nurse', '/api/people/p2', undefined, 'third')).statusCode, 403);
      assert.equal((await ask('nurse', '/fhir/R4/Patient/p2')).statusCode, 404, 'screens only');
      assert.equal((await ask('nurse', '/api/visits', visit('p2'))).statusCode, 200);

      clock.advance(4 * hourMs);
      assert.equal((await ask('nurse', '/api/people/p2')).statusCode, 403);
      const { rows } = (await ask('manager', '/api/manage/break-glass')).json<BreakGlassList>();
      const [row] = rows;
      assert.ok(row && rows.length === 1);
      assert.deepEqual([row.by.id, row.person, row.reason, row.reviewed], ['nurse', 'p2', reason, undefined]);
      assert.deepEqual(row.viewed.map(({ what }) => what).sort(), ['person', 'visit saved']);
      const tick = () => ask('manager', `/api/manage/break-glass/${row.id}/review`, { note: '확인' });
      assert.equal((await ask('nurse', `/api/manage/break-glass/${row.id}/review`, { note: '' })).statusCode, 403);
      assert.equal((await tick()).json().reviewed.note, '확인');
      assert.equal((await tick()).statusCode, 409);
      assert.equal((await ask('manager', '/api/manage/break-glass/none/review', { note: '' })).statusCode, 404);
      const told = await house.audit.search({ limit: 100, persons: ['p2'], users: ['nurse'] });
      const seen = told.records.filter(({ what }) => what === 'person' || what === 'visit saved');
      assert.ok(seen.length >= 2 && seen.every((one) => one.reason === reason || one.outcome !== 0));
    });

    it('survives a restart', async () => {
      await open({ person: 'p3', reason });
      const again = await openBreakGlass({ database: house.database, clock });
      assert.deepEqual([...again.grantsOf('nurse', clock.now())], [['p3', reason]]);
    });
  });
});
