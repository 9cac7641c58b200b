import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle } from '@munan/fhir';
import { ManualClock, silentLog } from '@munan/runtime';
import fastify, { type FastifyRequest } from 'fastify';
import { fhirOperations } from '../src/fhir-operations.ts';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import type { Asker } from '../src/http/asker.ts';
import { bearer, configOf, newFolder, passwordCost, personOf } from './house-for-tests.ts';

const base = 'https://munan.example/fhir/R4';
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const observation = (id: string, person: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'x' },
  subject: { reference: `Patient/${person}` },
  ...more,
});
const veryRestricted = { meta: { security: [{ system: confidentiality, code: 'V' }] } };

/** Ways round `decide` that were found by looking for them: each is closed, and stays closed. */
describe('what leaks by the side of the FHIR door', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock();
  let house: House;
  let app: App;
  const tokens = new Map<string, string>();

  before(async () => {
    const config = { ...configOf(folder), behindTls: true, publicUrl: 'https://munan.example' };
    house = await openHouse(config, { clock, log: silentLog, passwordCost });
    await house.enrol([personOf('p1'), personOf('p2')]);
    for (const role of ['nurse', 'doctor', 'manager'] as const) {
      await house.addUser({ id: role, name: role, role, password: 'right-password-1' }, role === 'nurse' ? ['p1'] : []);
      tokens.set(role, await bearer(folder, role, role, clock.now()));
    }
    app = await house.openHttp();
    await app.ready();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const ask = (who: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    app.inject({
      method,
      url: `/fhir/R4${path}`,
      headers: {
        authorization: tokens.get(who) as string,
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });

  it('DELETE of one’s own that others refer to does not name those of others', async () => {
    await house.record.writeAll([
      observation('pointed', 'p1'),
      observation('hidden-pointer', 'p2', { derivedFrom: [{ reference: 'Observation/pointed' }] }),
    ]);
    const refused = await ask('nurse', 'DELETE', '/Observation/pointed');
    assert.equal(refused.statusCode, 409, refused.body);
    assert.doesNotMatch(refused.body, /hidden-pointer/);
    const entry = [{ request: { method: 'DELETE', url: 'Observation/pointed' } }];
    const together = await ask('nurse', 'POST', '/', { resourceType: 'Bundle', type: 'transaction', entry });
    assert.equal(together.statusCode, 409, together.body);
    assert.doesNotMatch(together.body, /hidden-pointer/);
    const told = await ask('doctor', 'DELETE', '/Observation/pointed');
    assert.match(told.body, /Observation\/hidden-pointer refer to it/);
  });

  it('a deletion does not open the versions that a later label had covered', async () => {
    await house.record.writeAll([observation('covered', 'p1', { valueString: 'SECRET' })]);
    await house.record.writeAll([observation('covered', 'p1', { ...veryRestricted, valueString: 'SECRET' })]);
    assert.equal((await ask('nurse', 'GET', '/Observation/covered/_history/1')).statusCode, 404);
    await house.record.remove('Observation', 'covered');
    for (const path of ['', '/_history/1', '/_history/3', '/_history']) {
      const { statusCode, body } = await ask('nurse', 'GET', `/Observation/covered${path}`);
      assert.equal(statusCode, 404, `${path} ${body}`);
    }
    for (const path of ['/_history', '/Observation/_history'])
      assert.doesNotMatch((await ask('nurse', 'GET', path)).body, /covered/, path);
    assert.equal((await ask('nurse', 'DELETE', '/Observation/covered')).statusCode, 404);
    assert.equal((await ask('nurse', 'PUT', '/Observation/covered', observation('covered', 'p1'))).statusCode, 403);
    assert.equal((await ask('doctor', 'GET', '/Observation/covered')).statusCode, 410);
    assert.match((await ask('doctor', 'GET', '/Observation/covered/_history')).body, /SECRET/);
  });

  it('the total of a history does not count versions on other pages that are hidden', async () => {
    await house.record.writeAll([observation('moved', 'p2')]);
    await house.record.writeAll([observation('moved', 'p1')]);
    const whole = (await ask('nurse', 'GET', '/Observation/moved/_history')).json<Bundle>();
    assert.equal(whole.total, 1);
    const page = (await ask('nurse', 'GET', '/Observation/moved/_history?_count=1')).json<Bundle>();
    assert.deepEqual([page.total, page.entry?.length], [undefined, 1]);
    const all = (await ask('doctor', 'GET', '/Observation/moved/_history?_count=1')).json<Bundle>();
    assert.equal(all.total, 2);
  });

  it('whom it is about does not hang on how it was written: an address of this server is her, too', async () => {
    const subject = { reference: `${base}/Patient/p2` };
    const { id: _, ...nameless } = observation('x', 'p2', { subject });
    const created = await ask('doctor', 'POST', '/Observation', nameless);
    assert.equal(created.statusCode, 201, created.body);
    const { id, subject: kept } = created.json<{ id: string; subject: object }>();
    assert.deepEqual(kept, { reference: 'Patient/p2' });
    assert.match((await ask('doctor', 'GET', '/Patient/p2/Observation')).body, new RegExp(id));
    const refusal = {
      resourceType: 'Consent',
      id: 'refusal',
      status: 'active',
      scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: { reference: `${base}/Patient/p2` },
      policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }] },
      provision: {
        type: 'deny',
        actor: [{ role: { text: 'doctor' }, reference: { reference: `${base}/Practitioner/doctor/_history/1` } }],
      },
    };
    const recorded = await ask('manager', 'PUT', '/Consent/refusal', refusal);
    assert.equal(recorded.statusCode, 201, recorded.body);
    assert.equal((await ask('doctor', 'GET', '/Patient/p2')).statusCode, 404, 'the refusal counts');
    assert.equal((await ask('doctor', 'GET', `/Observation/${id}`)).statusCode, 404);
    await house.record.remove('Consent', 'refusal');
    assert.equal((await ask('doctor', 'GET', `/Observation/${id}`)).statusCode, 200);
  });

  it('what was taken of a person is about her, though no search parameter says so', async () => {
    const taken = (id: string, person: string) => ({
      resourceType: 'BiologicallyDerivedProduct',
      id,
      collection: { source: { reference: `Patient/${person}` } },
    });
    await house.record.writeAll([taken('blood1', 'p1'), taken('blood2', 'p2')]);
    const found = (await ask('nurse', 'GET', '/BiologicallyDerivedProduct')).json<Bundle>();
    assert.deepEqual(
      found.entry?.map(({ resource }) => resource?.id),
      ['blood1'],
    );
    assert.equal((await ask('nurse', 'GET', '/BiologicallyDerivedProduct/blood2')).statusCode, 404);
    assert.equal((await ask('doctor', 'GET', '/BiologicallyDerivedProduct')).json<Bundle>().total, 2);
  });

  it('PUT makes nothing new of somebody whom only changes were granted for', async () => {
    const asker = { id: 'doctor', name: 'doctor', role: 'doctor', patient: 'p1' } as const;
    const scopes = ['patient/Observation.crus', 'user/Observation.rus'];
    const door = fastify();
    door.decorateRequest('asker', undefined);
    door.addHook('onRequest', async (request) => {
      request.asker = { ...asker, scopes, origin: 'test', by: 'bearer' };
    });
    await door.register(house.fhirDoor(), { prefix: '/fhir/R4' });
    const put = async (path: string, resource: object) => {
      const headers = { 'content-type': 'application/fhir+json' };
      const url = `/fhir/R4/Observation${path}`;
      return (await door.inject({ method: 'PUT', url, headers, payload: JSON.stringify(resource) })).statusCode;
    };
    await house.record.writeAll([observation('granted', 'p2')]);
    assert.equal(await put('/granted', observation('granted', 'p2', { valueString: 'changed' })), 200);
    assert.equal(await put('/new1', observation('new1', 'p1')), 201);
    assert.equal(await put('/new2', observation('new2', 'p2')), 403);
    const { id: _, ...nameless } = observation('', 'p2');
    assert.equal(await put('?identifier=none', nameless), 403);
    assert.equal(await house.record.find('Observation', 'new2'), undefined);
    await door.close();
  });

  it('fhirOperations(): an app in a manager’s name is no manager to the exports of others', () => {
    const { exports } = fhirOperations(house);
    const manager = { id: 'manager', name: 'manager', role: 'manager', origin: '', by: 'bearer' } as const;
    const exporter = (asker: Asker) => exports?.who({ asker } as unknown as FastifyRequest);
    assert.equal(exporter(manager)?.isManager, true);
    assert.equal(exporter({ ...manager, client: 'app', scopes: ['user/Observation.rs'] })?.isManager, false);
  });

  it('the address of X-Forwarded-For is what the proxy saw, not what a client wrote before it', async () => {
    for (const forged of ['10.0.0.1', '10.0.0.2']) assert.equal((await tryLogin(forged)).statusCode, 401);
    const { records } = await house.audit.search({ users: ['nobody'], limit: 100 });
    assert.deepEqual([...new Set(records.map(({ origin }) => origin))], ['198.51.100.7']);
  });

  const tryLogin = (forged: string) =>
    app.inject({
      method: 'POST',
      url: '/api/login',
      headers: { 'x-forwarded-for': `${forged}, 198.51.100.7`, 'x-forwarded-proto': 'https' },
      payload: { user: 'nobody', password: 'wrong-password' },
    });
});
