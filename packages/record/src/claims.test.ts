import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Bundle, CapabilityStatement, OperationOutcome } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { personPatient } from './care/people.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';
import { fhirRoutes } from './routes.ts';

const krcorePatient = 'http://www.hl7korea.or.kr/fhir/krcore/StructureDefinition/krcore-patient';
const headers = { 'content-type': 'application/fhir+json' };
const person = personPatient({ id: 'p-1', name: '김영희', birthDate: '1940-05-01', sex: 'female' });
const ageless = { ...person, birthDate: undefined };

describe('claims of profiles at the FHIR door', () => {
  let folder: string;
  let database: Database;
  let app: FastifyInstance;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-claims-'));
    database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
    await database.migrate(recordMigrations);
    const record = openRecord({ database, clock: new ManualClock(Date.UTC(2026, 10, 23)), log: silentLog });
    app = fastify();
    const access = { may: async () => ({ allowed: true }) as const, saw: async () => {} };
    await app.register(fhirRoutes(record, access), { prefix: '/fhir/R4' });
  });
  after(async () => {
    await app?.close();
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async <T>(method: InjectOptions['method'], url: string, body?: object, more?: Record<string, string>) => {
    const payload = body && JSON.stringify(body);
    const answer = await app.inject({
      ...{ method, url: `/fhir/R4${url}`, headers: { ...headers, ...more } },
      ...(payload && { payload }),
    } as InjectOptions);
    return { status: answer.statusCode, body: answer.json<T>() };
  };
  const issuesOf = ({ issue }: OperationOutcome) =>
    issue.map(({ severity, expression = [] }) => `${severity} ${expression.join()}`);

  it('what does not meet its claim is refused, by every way of writing, and nothing of it is stored', async () => {
    assert.equal((await ask('PUT', '/Patient/p-1', person)).status, 201);
    const put = await ask<OperationOutcome>('PUT', '/Patient/p-1', ageless);
    assert.equal(put.status, 422);
    assert.deepEqual(issuesOf(put.body), ['error Patient.birthDate']);
    assert.equal((await ask('POST', '/Patient', ageless)).status, 422);
    const patch = [{ op: 'remove', path: '/birthDate' }];
    const patchType = { 'content-type': 'application/json-patch+json' };
    assert.equal((await ask('PATCH', '/Patient/p-1', patch, patchType)).status, 422);
    const entry = [{ resource: { ...ageless, id: 'p-2' }, request: { method: 'PUT', url: 'Patient/p-2' } }];
    assert.equal((await ask('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry })).status, 422);
    const batch = await ask<Bundle>('POST', '/', { resourceType: 'Bundle', type: 'batch', entry });
    assert.match(batch.body.entry?.[0]?.response?.status ?? '', /^422/);
    const stored = await ask<{ meta: { versionId: string } }>('GET', '/Patient/p-1');
    assert.equal(stored.body.meta.versionId, '1');
    assert.equal((await ask('GET', '/Patient/p-2')).status, 404);
  });

  it('a claim that is not held is let through, and $validate warns of it', async () => {
    const stranger = { ...person, id: 'p-3', meta: { profile: ['urn:someone:patient'] } };
    assert.equal((await ask('PUT', '/Patient/p-3', stranger)).status, 201);
    const said = await ask<OperationOutcome>('GET', '/Patient/p-3/$validate');
    assert.deepEqual(issuesOf(said.body), ['warning Patient.meta.profile[0]']);
  });

  it('$validate judges by the claim, by the profile of its address and by the one in Parameters', async () => {
    const unclaimed = { ...ageless, meta: undefined };
    const profile = `?profile=${encodeURIComponent(krcorePatient)}`;
    const said = async (url: string, body: object) => issuesOf((await ask<OperationOutcome>('POST', url, body)).body);
    assert.deepEqual(await said('/Patient/$validate', person), ['information ']);
    assert.deepEqual(await said('/Patient/$validate', ageless), ['error Patient.birthDate']);
    assert.deepEqual(await said('/Patient/$validate', unclaimed), ['information ']);
    assert.deepEqual(await said(`/Patient/$validate${profile}`, unclaimed), ['error Patient.birthDate']);
    const parameter = [
      { name: 'resource', resource: unclaimed },
      { name: 'profile', valueUri: krcorePatient },
    ];
    assert.deepEqual(await said('/Patient/$validate', { resourceType: 'Parameters', parameter }), [
      'error Patient.birthDate',
    ]);
    assert.equal((await ask('POST', '/Patient/$validate?profile=urn:unknown', unclaimed)).status, 404);
  });

  it('the CapabilityStatement names the profiles of a type', async () => {
    const { body } = await ask<CapabilityStatement>('GET', '/metadata');
    const patient = body.rest?.[0]?.resource?.find(({ type }) => type === 'Patient');
    assert.ok(patient?.supportedProfile?.includes(krcorePatient));
    const flag = body.rest?.[0]?.resource?.find(({ type }) => type === 'Flag');
    assert.equal(flag?.supportedProfile, undefined);
  });
});
