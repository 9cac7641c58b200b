import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Bundle,
  type CapabilityStatement,
  heldTypes,
  type OperationOutcome,
  validate,
  vitalSignObservation,
} from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { AccessAnswer, FhirAccess } from './access.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';
import { fhirRoutes } from './routes.ts';

const at = Date.UTC(2026, 10, 22);
const fhirJson = { 'content-type': 'application/fhir+json' };

describe('fhirRoutes', () => {
  let folder: string;
  let database: Database;
  let app: FastifyInstance;
  let answer: AccessAnswer = { allowed: true };
  const seen: string[] = [];
  const access: FhirAccess = {
    may: async () => answer,
    saw: async (_request, patients, interaction, type) => {
      seen.push(`${interaction} ${type} ${patients.join()}`);
    },
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-fhir-'));
    database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
    await database.migrate(recordMigrations);
    const record = openRecord({ database, clock: new ManualClock(at), log: silentLog });
    await record.writeAll([
      { resourceType: 'Patient', id: 'p1', name: [{ text: '김영희' }] },
      { resourceType: 'Patient', id: 'p2', name: [{ text: '이철수' }] },
      vitalSignObservation(vitals.temperature, { id: 't1', patient: 'p1', at, value: 37 }),
      vitalSignObservation(vitals.spo2, { id: 's1', patient: 'p1', at, value: 97 }),
      vitalSignObservation(vitals.spo2, { id: 's2', patient: 'p2', at, value: 91 }),
    ]);
    app = fastify();
    await app.register(fhirRoutes(record, access), { prefix: '/fhir/R4' });
  });
  after(async () => {
    await app?.close();
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (method: InjectOptions['method'], url: string, more: Partial<InjectOptions> = {}) =>
    app.inject({ method, url: `/fhir/R4${url}`, ...more } as InjectOptions);
  const put = (url: string, resource: unknown, headers = {}) =>
    ask('PUT', url, { headers: { ...fhirJson, ...headers }, payload: JSON.stringify(resource) });

  it('GET of an instance has its ETag, its decimals, and is logged', async () => {
    seen.length = 0;
    const response = await ask('GET', '/Observation/t1');
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['content-type'], 'application/fhir+json; charset=utf-8');
    assert.equal(response.headers.etag, 'W/"1"');
    assert.match(response.body, /"value":37\.0,/);
    assert.deepEqual(seen, ['read Observation p1']);
    const again = await ask('GET', '/Observation/t1', { headers: { 'if-none-match': 'W/"1"' } });
    assert.equal(again.statusCode, 304);
  });

  it('GET of a type searches; what is seen is logged; the next link leads on to the end', async () => {
    seen.length = 0;
    let url: string | undefined = '/Observation?code=2708-6,8310-5&_sort=-date&_count=2';
    const found: string[] = [];
    while (url !== undefined) {
      const response: { body: string } = await ask('GET', url);
      const bundle = JSON.parse(response.body) as Bundle;
      assert.equal(bundle.total, 3);
      found.push(...(bundle.entry ?? []).map(({ resource }) => resource?.id ?? ''));
      const next: string | undefined = bundle.link?.find(({ relation }) => relation === 'next')?.url;
      url = next?.slice(next.indexOf('/fhir/R4') + '/fhir/R4'.length);
    }
    assert.deepEqual(found.toSorted(), ['s1', 's2', 't1']);
    assert.equal(seen.length, 2);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await ask('POST', '/Observation/_search', { headers: form, payload: 'patient=p1&code=2708-6' });
    assert.equal((JSON.parse(posted.body) as Bundle).total, 1);
  });

  it('PUT creates and updates; If-Match lets only the seen version be changed', async () => {
    const patient = { resourceType: 'Patient', id: 'p3', active: true };
    const created = await put('/Patient/p3', patient);
    assert.equal(created.statusCode, 201);
    assert.equal(created.headers.location, 'http://localhost:80/fhir/R4/Patient/p3/_history/1');
    assert.equal((await put('/Patient/p3', { ...patient, active: false }, { 'if-match': 'W/"1"' })).statusCode, 200);
    assert.equal((await put('/Patient/p3', patient, { 'if-match': 'W/"1"' })).statusCode, 412);
    const history = JSON.parse((await ask('GET', '/Patient/p3/_history')).body) as Bundle;
    assert.deepEqual([history.type, history.total], ['history', 2]);
    assert.match((await ask('GET', '/Patient/p3/_history/1')).body, /"active":true/);
    const minimal = await put('/Patient/p3', patient, { prefer: 'return=minimal' });
    assert.deepEqual([minimal.statusCode, minimal.body], [200, '']);
  });

  it('POST creates under a new id; If-None-Exist creates once', async () => {
    const payload = JSON.stringify({ resourceType: 'Patient', identifier: [{ system: 'urn:x', value: '1' }] });
    const post = () =>
      ask('POST', '/Patient', { headers: { ...fhirJson, 'if-none-exist': 'identifier=urn:x|1' }, payload });
    const first = await post();
    const second = await post();
    assert.deepEqual([first.statusCode, second.statusCode], [201, 200]);
    assert.equal(first.body, second.body);
    await ask('POST', '/Patient', { headers: fhirJson, payload });
    assert.equal((await post()).statusCode, 412);
  });

  it('metadata says what is held, and every parameter it names is served', async () => {
    const statement = JSON.parse((await ask('GET', '/metadata')).body) as CapabilityStatement;
    assert.equal(statement.fhirVersion, '4.0.1');
    assert.deepEqual(
      statement.rest?.[0]?.resource?.map(({ type }) => type),
      [...heldTypes],
    );
    const observation = statement.rest?.[0]?.resource?.find(({ type }) => type === 'Observation');
    for (const { name } of observation?.searchParam ?? []) {
      const response = await ask('GET', `/Observation?${name}:missing=false&_count=1`);
      assert.notEqual(response.statusCode, 500, name);
      assert.doesNotMatch(response.body, /parameter-unknown/, name);
    }
  });

  it('whom the filter hides is not read, not found, not counted, not written and not told apart from nobody', async () => {
    answer = { allowed: true, filter: { patients: ['p1'], withoutPatient: false } };
    try {
      assert.equal((await ask('GET', '/Patient/p1')).statusCode, 200);
      const absent = (await ask('GET', '/Patient/nobody')).body.replaceAll('nobody', 'p2');
      for (const url of ['/Patient/p2', '/Patient/p2/_history', '/Patient/p2/_history/1', '/Observation/s2']) {
        const response = await ask('GET', url);
        assert.equal(response.statusCode, 404, url);
        if (url === '/Patient/p2') assert.equal(response.body, absent);
      }
      assert.equal((JSON.parse((await ask('GET', '/Observation?code=2708-6')).body) as Bundle).total, 1);
      const stolen = vitalSignObservation(vitals.spo2, { id: 's2', patient: 'p1', at, value: 99 });
      assert.equal((await put('/Observation/s2', stolen)).statusCode, 403);
      const planted = vitalSignObservation(vitals.spo2, { id: 'x', patient: 'p2', at, value: 99 });
      assert.equal((await put('/Observation/x', planted)).statusCode, 403);
      const posted = await ask('POST', '/Observation', { headers: fhirJson, payload: JSON.stringify(planted) });
      assert.equal(posted.statusCode, 403);
    } finally {
      answer = { allowed: true };
    }
    assert.equal((await ask('GET', '/Observation/x')).statusCode, 404, 'what was refused was not stored');
    assert.equal((JSON.parse((await ask('GET', '/Observation?patient=p2')).body) as Bundle).total, 1);
  });

  it('nobody logged in is answered 401, somebody not allowed 403', async () => {
    try {
      answer = { allowed: false, reason: 'log in first', loginRequired: true };
      for (const url of ['/metadata', '/Patient', '/Patient/p1', '/Patient/p1/_history']) {
        const response = await ask('GET', url);
        assert.equal(response.statusCode, 401, url);
        assert.equal(response.headers['www-authenticate'], 'Bearer');
      }
      answer = { allowed: false, reason: 'a manager reads no observations' };
      assert.equal((await ask('GET', '/Observation')).statusCode, 403);
      assert.equal((await put('/Patient/p1', { resourceType: 'Patient', id: 'p1' })).statusCode, 403);
    } finally {
      answer = { allowed: true };
    }
  });

  it('bad input is answered with a clear outcome, nothing is stored, and the server goes on', async () => {
    const good = JSON.stringify({ resourceType: 'Patient', id: 'bad', active: true });
    const body = (payload: string, contentType = 'application/fhir+json') => ({
      payload,
      headers: { 'content-type': contentType },
    });
    const cases: [string, InjectOptions['method'], string, Partial<InjectOptions>, number, string][] = [
      ['truncated JSON', 'PUT', '/Patient/bad', body(good.slice(0, -3)), 400, 'json-invalid'],
      ['an empty body', 'PUT', '/Patient/bad', body(''), 400, 'json-invalid'],
      ['a wrong content type', 'PUT', '/Patient/bad', body(good, 'text/plain'), 415, 'content-type-unknown'],
      ['XML', 'PUT', '/Patient/bad', body('<Patient/>', 'application/fhir+xml'), 415, 'content-type-unknown'],
      ['a form', 'POST', '/Patient', body('a=b', 'application/x-www-form-urlencoded'), 415, 'content-type-unknown'],
      ['a wrong resourceType', 'PUT', '/Observation/bad', body(good), 400, 'type-mismatch'],
      ['no resourceType', 'POST', '/Patient', body('{}'), 422, 'resource-invalid'],
      ['JSON that is no object', 'POST', '/Patient', body('[1]'), 422, 'resource-invalid'],
      ['JSON null', 'POST', '/Patient', body('null'), 422, 'resource-invalid'],
      ['another id than the address', 'PUT', '/Patient/other', body(good), 400, 'id-mismatch'],
      ['an id with a slash', 'PUT', '/Patient/a%2Fb', body(good), 400, 'id-invalid'],
      ['a path that climbs', 'GET', '/Patient/..%2F..%2Fetc%2Fpasswd', {}, 400, 'id-invalid'],
      ['an id too long', 'GET', `/Patient/${'a'.repeat(65)}`, {}, 400, 'id-invalid'],
      ['an invalid resource', 'PUT', '/Patient/bad', body(good.replace('true', '"yes"')), 422, 'resource-invalid'],
      ['an unknown element', 'PUT', '/Patient/bad', body(good.replace('active', 'alive')), 422, 'resource-invalid'],
      ['__proto__', 'PUT', '/Patient/bad', body(good.replace('"active"', '"__proto__"')), 422, 'property-forbidden'],
      ['too large', 'PUT', '/Patient/bad', body(`"${'x'.repeat(1024 * 1024)}"`), 413, 'too-large'],
      [
        'nested deeply',
        'PUT',
        '/Patient/bad',
        body(`${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`),
        400,
        'json-too-deep',
      ],
      ['an unknown parameter', 'GET', '/Patient?colour=red', {}, 400, 'parameter-unknown'],
      ['a parameter called __proto__', 'GET', '/Patient?__proto__=1', {}, 400, 'parameter-unknown'],
      ['an unknown modifier', 'GET', '/Patient?name:like=x', {}, 400, 'modifier-unknown'],
      ['a bad date prefix', 'GET', '/Observation?date=after2026', {}, 400, 'parameter-value-invalid'],
      ['a bad date', 'GET', '/Observation?date=2026-02-31', {}, 400, 'parameter-value-invalid'],
      ['a bad count', 'GET', '/Patient?_count=many', {}, 400, 'parameter-value-invalid'],
      ['a bad cursor', 'GET', '/Patient?_cursor=%00', {}, 400, 'parameter-value-invalid'],
      ['a NUL', 'GET', '/Patient?name=a%00b', {}, 400, 'parameter-value-invalid'],
      ['a type that is not held', 'GET', '/Parameters', {}, 404, 'not-held'],
      ['a type of Object.prototype', 'GET', '/constructor', {}, 404, 'not-held'],
      ['an absent resource', 'GET', '/Patient/nobody', {}, 404, 'not-found'],
      ['an absent version', 'GET', '/Patient/p1/_history/99', {}, 404, 'not-found'],
      ['a version that is no number', 'GET', '/Patient/p1/_history/x', {}, 404, 'not-found'],
      [
        'a bad If-Match',
        'PUT',
        '/Patient/bad',
        { ...body(good), headers: { ...fhirJson, 'if-match': 'one' } },
        400,
        'version-unknown',
      ],
      ['DELETE of what never was', 'DELETE', '/Patient/nobody', {}, 404, 'not-found'],
      ['DELETE without a condition', 'DELETE', '/Patient', {}, 400, 'parameter-value-invalid'],
      ['PATCH as JSON', 'PATCH', '/Patient/p1', body('[]', 'application/json'), 415, 'content-type-unknown'],
      ['a bundle of no kind', 'POST', '/', body('{"resourceType":"Bundle"}'), 400, 'bundle-invalid'],
      ['no bundle', 'POST', '/', body(good), 400, 'bundle-invalid'],
      [
        'an entry that is null',
        'POST',
        '/',
        body('{"resourceType":"Bundle","type":"batch","entry":[null]}'),
        400,
        'bundle-invalid',
      ],
      ['a summary that is none', 'GET', '/Patient/p1?_summary=short', {}, 400, 'parameter-value-invalid'],
      ['a _since that is no instant', 'GET', '/_history?_since=yesterday', {}, 400, 'parameter-value-invalid'],
      ['nothing there', 'GET', '/Patient/p1/$everything/x/y', {}, 404, 'not-found'],
      ['a format that is not served', 'GET', '/Patient/p1?_format=xml', {}, 406, 'format-unknown'],
      [
        'an Accept that is not served',
        'GET',
        '/Patient/p1',
        { headers: { accept: 'text/turtle' } },
        406,
        'format-unknown',
      ],
    ];
    for (const [name, method, url, options, status, code] of cases) {
      const response = await ask(method, url, options);
      const outcome = JSON.parse(response.body) as OperationOutcome;
      assert.equal(outcome.resourceType, 'OperationOutcome', name);
      assert.equal(outcome.issue[0]?.details?.coding?.[0]?.code, code, name);
      assert.equal(response.statusCode, status, name);
    }
    assert.equal((await ask('GET', '/Patient/bad')).statusCode, 404);
    const injection = encodeURIComponent(`p1' or '1'='1`);
    for (const query of [
      `name=${injection}`,
      `identifier=${injection}`,
      `gender=${injection}`,
      `address:contains=${injection}`,
    ]) {
      assert.equal((JSON.parse((await ask('GET', `/Patient?${query}`)).body) as Bundle).total, 0, query);
    }
    assert.equal((await ask('GET', '/Patient/p1')).statusCode, 200);
  });

  it('what is served is valid', async () => {
    const { entry = [] } = JSON.parse((await ask('GET', '/Observation')).body) as Bundle;
    assert.ok(entry.length > 0);
    for (const { resource } of entry) validate(resource);
  });
});
