import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Role } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import fastify, { type FastifyInstance } from 'fastify';
import type { House } from '../src/house.ts';
import type { Asker } from '../src/http/asker.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

/**
 * The real FHIR door, asked by everybody for everything: p1 is the nurse's person, p2 is not. Whatever is p2's has SECRET2
 * in it, so that a leak by any way is seen in the answer.
 */
const clock = new ManualClock();
type Who =
  | 'operator'
  | 'nurse'
  | 'doctor'
  | 'manager'
  | 'family'
  | 'service'
  | 'bare'
  | 'launched'
  | 'vitals'
  | 'writer';
const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
const scopes: Partial<Record<Who, { role: Role; scopes: string[]; patient?: string }>> = {
  service: { role: 'service', scopes: ['system/*.cruds'] },
  bare: { role: 'service', scopes: [] },
  launched: { role: 'doctor', scopes: ['patient/*.rs'], patient: 'p1' },
  vitals: { role: 'doctor', scopes: [`patient/Observation.rs?category=${category}|vital-signs`], patient: 'p1' },
  writer: { role: 'nurse', scopes: ['user/Observation.cu'] },
};
const everybody: Who[] = [
  'operator',
  'nurse',
  'doctor',
  'manager',
  'family',
  'service',
  'bare',
  'launched',
  'vitals',
  'writer',
];

/** Written by hand: whose data each reads (`all`, `own`: p1's, `-`), of these types. */
const reads: Record<Who, Record<'Patient' | 'Observation' | 'CareTeam' | 'Organization', string>> = {
  operator: { Patient: 'all', Observation: 'all', CareTeam: 'all', Organization: 'all' },
  nurse: { Patient: 'own', Observation: 'own', CareTeam: 'own', Organization: 'all' },
  doctor: { Patient: 'all', Observation: 'all', CareTeam: 'all', Organization: 'all' },
  manager: { Patient: 'all', Observation: 'all', CareTeam: 'all', Organization: 'all' },
  family: { Patient: '-', Observation: '-', CareTeam: '-', Organization: '-' },
  service: { Patient: 'all', Observation: 'all', CareTeam: 'all', Organization: 'all' },
  bare: { Patient: '-', Observation: '-', CareTeam: '-', Organization: '-' },
  launched: { Patient: 'own', Observation: 'own', CareTeam: 'own', Organization: 'all' },
  vitals: { Patient: '-', Observation: 'own', CareTeam: '-', Organization: '-' },
  writer: { Patient: '-', Observation: '-', CareTeam: '-', Organization: '-' },
};
/** Observations written: of whom. */
const writes: Record<Who, string> = {
  ...{ operator: '-', nurse: 'own', doctor: 'all', manager: 'all', family: '-', service: 'all' },
  ...{ bare: '-', launched: '-', vitals: '-', writer: 'own' },
};

const observation = (id: string, person: string, kind: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [{ coding: [{ system: category, code: kind }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '8716-3' }] },
  subject: { reference: `Patient/${person}` },
  performer: [{ reference: 'Practitioner/nurse' }],
  valueString: person === 'p1' ? 'of one' : 'SECRET2',
  ...more,
});

describe('the FHIR door, asked by everybody for everything', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: FastifyInstance;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol([personOf('p1'), personOf('p2', { name: 'SECRET2' })]);
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    await house.addUser({ id: 'other', name: '다른', role: 'nurse', password: 'right-password-3' }, ['p2']);
    await house.record.writeAll([
      { resourceType: 'Organization', id: 'centre', name: 'centre' },
      observation('v1', 'p1', 'vital-signs'),
      observation('l1', 'p1', 'laboratory', { valueString: 'lab of one' }),
      observation('v2', 'p2', 'vital-signs'),
      observation('moved', 'p2', 'vital-signs'),
      observation('restricted', 'p1', 'vital-signs', {
        meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }] },
        valueString: 'VERY RESTRICTED',
      }),
      {
        resourceType: 'Communication',
        id: 'both',
        status: 'completed',
        subject: { reference: 'Patient/p2' },
        about: [{ reference: 'Patient/p1' }, { reference: 'Observation/v1' }],
        payload: [{ contentString: 'SECRET2' }],
      },
    ]);
    // An Observation that was about p2 once, and is about p1 now.
    await house.record.writeAll([observation('moved', 'p1', 'vital-signs')]);
    await house.record.writeAll([observation('gone', 'p2', 'vital-signs')]);
    await house.record.remove('Observation', 'gone');
    app = fastify();
    app.decorateRequest('asker', undefined);
    app.addHook('onRequest', async (request) => {
      const who = request.headers['x-who'] as Who;
      const granted = scopes[who];
      const role = granted?.role ?? (who as Role);
      const id = role === 'nurse' ? 'nurse' : who;
      const asker: Asker = { id, name: who, role, origin: 'test', by: 'bearer', ...granted };
      request.asker = asker;
    });
    await app.register(house.fhirDoor(), { prefix: '/fhir/R4' });
    await app.ready();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const seesAll = (who: Who): boolean => reads[who].Observation === 'all';
  async function ask(who: Who, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json';
    const answer = await app.inject({
      method,
      url: `/fhir/R4${path}`,
      headers: { 'x-who': who, prefer: 'respond-async', ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    // What was sent may come back to whoever sent it; nothing else of p2 may, and nothing very restricted.
    const sent = path + JSON.stringify(body ?? '');
    if (!seesAll(who) && !sent.includes('SECRET2'))
      assert.doesNotMatch(answer.body, /SECRET2/, `${who} ${method} ${path}`);
    if (who !== 'doctor' && who !== 'launched' && who !== 'vitals')
      assert.doesNotMatch(answer.body, /VERY RESTRICTED/, `${who} ${method} ${path}`);
    if (who === 'vitals') assert.doesNotMatch(answer.body, /lab of one/, `${who} ${method} ${path}`);
    assert.notEqual(answer.statusCode, 500, answer.body);
    return answer;
  }
  const resources = {
    Patient: { own: 'p1', other: 'p2' },
    Observation: { own: 'v1', other: 'v2' },
    CareTeam: { own: 'care.p1', other: 'care.p2' },
    Organization: { own: 'centre', other: 'centre' },
  } as const;
  type Type = keyof typeof resources;
  const types = Object.keys(resources) as Type[];

  for (const who of everybody) {
    it(`${who}: read, vread, history, search and their parts in a batch`, async () => {
      for (const type of types)
        for (const whose of ['own', 'other'] as const) {
          const id = resources[type][whose];
          const word = reads[who][type];
          const wanted = word === '-' ? 403 : word === 'all' || whose === 'own' ? 200 : 404;
          for (const path of [`/${type}/${id}`, `/${type}/${id}/_history/1`, `/${type}/${id}/_history`]) {
            const { statusCode, body } = await ask(who, 'GET', path);
            assert.equal(statusCode, wanted, `${who} ${path} ${body.slice(0, 200)}`);
            const batch = { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: path } }] };
            const batched = await ask(who, 'POST', '/', batch);
            const inBatch = batched.json().entry?.[0].response.status ?? String(batched.statusCode);
            assert.equal(inBatch, String(wanted), `${who} batch ${path}`);
          }
          const found = await ask(who, 'GET', `/${type}?_id=${id}`);
          assert.equal(found.statusCode, wanted === 403 ? 403 : 200, `${who} search ${type}`);
          if (found.statusCode === 200)
            assert.equal(found.json().total, wanted === 200 ? 1 : 0, `${who} ${type} ${id}`);
          const listed = await ask(who, 'GET', `/${type}/_history?_count=1000`);
          assert.equal(listed.statusCode, wanted === 403 ? 403 : 200);
        }
      const system = await ask(who, 'GET', '/_history?_count=1000');
      assert.equal(
        system.statusCode,
        who === 'family' || who === 'bare' || who === 'writer' ? 403 : 200,
        system.body.slice(0, 200),
      );
    });

    it(`${who}: includes, chains, _has, $everything and $export lead nowhere that reading does not`, async () => {
      const observations = reads[who].Observation;
      for (const query of [
        '_include=Observation:subject',
        '_include=Observation:*',
        'subject:Patient.name=SECRET2',
        'patient.name=SECRET2',
        '_has:Communication:based-on:status=completed',
        '_revinclude=Provenance:target',
        'performer:Practitioner._has:CareTeam:participant:patient=Patient/p2',
      ]) {
        const answer = await ask(who, 'GET', `/Observation?${query}`);
        if (observations === '-') assert.equal(answer.statusCode, 403, query);
        else if (answer.statusCode === 200 && observations === 'own' && query.includes('SECRET2'))
          assert.equal(answer.json().total, 0, `${who} ${query}`);
      }
      if (who === 'vitals') {
        const answer = (await ask(who, 'GET', '/Observation?_include=Observation:subject')).json();
        assert.ok(answer.total > 0);
        assert.ok(
          answer.entry.every(
            (one: { resource: { resourceType: string } }) => one.resource.resourceType === 'Observation',
          ),
        );
        const chained = (await ask(who, 'GET', '/Observation?patient.gender=female')).json();
        assert.equal(chained.total, 0, 'what may not be read is not told by a chain either');
        assert.equal((await ask(who, 'GET', '/Observation/l1')).statusCode, 404);
        assert.equal((await ask(who, 'GET', '/Observation/l1/_history/1')).statusCode, 404);
      }
      for (const [id, whose] of [
        ['p1', 'own'],
        ['p2', 'other'],
      ] as const) {
        const word = reads[who].Patient;
        const wanted = word === '-' ? 403 : word === 'all' || whose === 'own' ? 200 : 404;
        assert.equal((await ask(who, 'GET', `/Patient/${id}/$everything`)).statusCode, wanted, `${who} ${id}`);
      }
      const exported = await ask(who, 'GET', '/$export?_type=Organization&reason=matrix');
      const mayExport = who === 'manager' || who === 'service';
      assert.equal(exported.statusCode === 403, !mayExport, `${who} $export ${exported.statusCode} ${exported.body}`);
    });

    it(`${who}: create, update, patch, delete and their conditional forms`, async () => {
      for (const [person, whose] of [
        ['p1', 'own'],
        ['p2', 'other'],
      ] as const) {
        const word = writes[who];
        const may = word === 'all' || (word === 'own' && whose === 'own');
        const make = observation('x', person, 'vital-signs');
        const { id: _, ...nameless } = make;
        const posted = await ask(who, 'POST', '/Observation', nameless);
        assert.equal(posted.statusCode, may ? 201 : 403, `${who} create ${posted.body.slice(0, 200)}`);
        const mine = `${who}-${person}`;
        const put = await ask(who, 'PUT', `/Observation/${mine}`, { ...make, id: mine });
        assert.equal(put.statusCode, may ? 201 : 403, `${who} update ${put.body.slice(0, 200)}`);
        const foreign = await ask(who, 'PUT', '/Observation/v2', { ...observation('v2', 'p1', 'vital-signs') });
        if (word !== 'all') assert.equal(foreign.statusCode, 403, `${who} takes over v2`);
        else await house.record.writeAll([observation('v2', 'p2', 'vital-signs')]);
        const id = whose === 'own' ? 'v1' : 'v2';
        const change = [{ op: 'replace', path: '/status', value: 'final' }];
        const patched = await ask(who, 'PATCH', `/Observation/${id}`, change);
        const mayPatch = may && who !== 'writer';
        const closed = word === '-' || who === 'writer' ? 403 : 404;
        assert.equal(patched.statusCode, mayPatch ? 200 : closed, `${who} patch ${patched.body.slice(0, 200)}`);
        const removed = await ask(who, 'DELETE', `/Observation/${mine}`);
        const wanted = may && who !== 'writer' ? 204 : closed;
        assert.equal(removed.statusCode, wanted, `${who} delete ${removed.body.slice(0, 200)}`);
      }
      const probe = await ask(who, 'PUT', '/Observation?_id=v2', observation('v2', 'p1', 'vital-signs'));
      if (writes[who] !== 'all') assert.equal(probe.statusCode, 403, `${who} conditional`);
      else await house.record.writeAll([observation('v2', 'p2', 'vital-signs')]);
      const trail = await ask(who, 'GET', '/AuditEvent?_count=1');
      assert.equal(trail.statusCode, who === 'manager' ? 200 : 403, `${who} AuditEvent`);
      const forged = { resourceType: 'AuditEvent' };
      assert.ok((await ask(who, 'POST', '/AuditEvent', forged)).statusCode >= 400);
    });
  }

  it('a version that was about somebody else stays hidden from who sees only the present person', async () => {
    for (const who of ['nurse', 'launched'] as const) {
      assert.equal((await ask(who, 'GET', '/Observation/moved')).statusCode, 200);
      assert.equal((await ask(who, 'GET', '/Observation/moved/_history/1')).statusCode, 404);
      const history = (await ask(who, 'GET', '/Observation/moved/_history')).json();
      assert.deepEqual([history.total, history.entry.length], [1, 1]);
    }
    assert.equal((await ask('doctor', 'GET', '/Observation/moved/_history')).json().total, 2);
    assert.equal((await ask('nurse', 'GET', '/Observation/gone')).statusCode, 404, 'not even that it is gone');
    assert.equal((await ask('doctor', 'GET', '/Observation/gone')).statusCode, 410);
  });

  it('what is very restricted is neither read nor counted but by the doctor', async () => {
    for (const who of ['operator', 'nurse', 'manager', 'service'] as const) {
      assert.equal((await ask(who, 'GET', '/Observation/restricted')).statusCode, 404, who);
      assert.equal((await ask(who, 'GET', '/Observation/restricted/_history/1')).statusCode, 404, who);
      assert.equal((await ask(who, 'GET', '/Observation?_id=restricted')).json().total, 0, who);
    }
    assert.equal((await ask('doctor', 'GET', '/Observation?_id=restricted')).json().total, 1);
  });
});
