import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, OperationOutcome, Provenance } from '@medplum/fhirtypes';
import { validate, vitalSignObservation } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { AccessAnswer } from './access.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';
import { fhirRoutes } from './routes.ts';
import type { RecordTables } from './tables.ts';

const at = Date.UTC(2026, 10, 22);
const fhirJson = { 'content-type': 'application/fhir+json' };

/** What the FHIR door promises of references and of corrections, on whichever engine. */
export function correctionsContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`references and corrections on ${engine}`, () => {
    let database: Database;
    let app: FastifyInstance;
    let answer: AccessAnswer = { allowed: true };

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      const record = openRecord({ database, clock: new ManualClock(at), log: silentLog });
      await record.writeAll([
        { resourceType: 'Patient', id: 'p1' },
        { resourceType: 'Patient', id: 'p2' },
        { resourceType: 'Practitioner', id: 'n1' },
      ]);
      app = fastify();
      const access = { may: async () => answer, saw: async () => {} };
      const agentOf = () => ({ reference: 'Practitioner/n1', display: '박간호' });
      await app.register(fhirRoutes(record, access, { agentOf }), { prefix: '/fhir/R4' });
    });
    after(async () => {
      await app?.close();
      await database?.close();
    });

    const send = (method: InjectOptions['method'], url: string, body?: unknown, headers = {}) =>
      app.inject({
        method,
        url: `/fhir/R4${url}`,
        ...(body !== undefined && { payload: JSON.stringify(body) }),
        headers: { ...(body !== undefined && fhirJson), ...headers },
      } as InjectOptions);
    const spo2 = (id: string, patient: string, more: Record<string, unknown> = {}) => ({
      ...vitalSignObservation(vitals.spo2, { id, patient, at, value: 97 }),
      ...more,
    });
    const issuesOf = (body: string) =>
      (JSON.parse(body) as OperationOutcome).issue.map(({ details, diagnostics, expression }) => ({
        code: details?.coding?.[0]?.code,
        says: diagnostics ?? '',
        where: expression?.[0],
      }));
    const provenances = async (target: string) => {
      const { body } = await send('GET', `/Provenance?target=${target}&_sort=recorded`);
      return ((JSON.parse(body) as Bundle).entry ?? []).map(({ resource }) => resource as Provenance);
    };
    const transaction = (...entry: unknown[]) =>
      send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry });

    it('a reference to what is not there is refused, with its place and its target; nothing is stored', async () => {
      const performer = [
        { reference: 'Practitioner/n1' },
        { reference: 'http://localhost:80/fhir/R4/Practitioner/n2' },
      ];
      const body = spo2('o1', 'nobody', { performer });
      for (const [method, url] of [
        ['PUT', '/Observation/o1'],
        ['POST', '/Observation'],
      ] as const) {
        const response = await send(method, url, body);
        assert.equal(response.statusCode, 422, response.body);
        assert.deepEqual(issuesOf(response.body), [
          { code: 'reference-wrong', says: 'Patient/nobody does not exist here', where: 'Observation.subject' },
          { code: 'reference-wrong', says: 'Practitioner/n2 does not exist here', where: 'Observation.performer[1]' },
        ]);
      }
      assert.equal((await send('GET', '/Observation/o1')).statusCode, 404);
      const urn = spo2('o1', 'p1', { subject: { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' } });
      assert.equal((await send('PUT', '/Observation/o1', urn)).statusCode, 422);
      assert.equal(
        (await transaction({ resource: urn, request: { method: 'PUT', url: 'Observation/o1' } })).statusCode,
        422,
      );
    });

    it('more references than one statement takes values are followed like few', async () => {
      const member = Array.from({ length: 33_000 }, (_, each) => ({ entity: { reference: `Patient/x${each}` } }));
      member.push({ entity: { reference: 'Patient/p1' } });
      const resource = { resourceType: 'Group', id: 'large', type: 'person', actual: true, member };
      const { statusCode, body } = await transaction({ resource, request: { method: 'PUT', url: 'Group/large' } });
      assert.equal(statusCode, 422, body.slice(0, 200));
      const issues = issuesOf(body);
      assert.equal(issues.length, 100);
      assert.deepEqual(issues[0], {
        code: 'reference-wrong',
        says: 'Patient/x0 does not exist here',
        where: 'Bundle.entry[0].resource.Group.member[0].entity',
      });
    });

    it('what is not ours to follow is let through: logical, contained, on other servers', async () => {
      const body = spo2('o2', 'p1', {
        contained: [{ resourceType: 'Practitioner', id: 'inside' }],
        performer: [
          { reference: '#inside' },
          { identifier: { system: 'urn:licence', value: '1' } },
          { reference: 'https://elsewhere.example/fhir/Practitioner/n2' },
          { reference: 'Practitioner/n1/_history/1' },
        ],
      });
      const response = await send('PUT', '/Observation/o2', body);
      assert.equal(response.statusCode, 201, response.body);
    });

    it('patches, batches and deleted targets are held to it too', async () => {
      const patch = [{ op: 'replace', path: '/subject/reference', value: 'Patient/nobody' }];
      const type = { 'content-type': 'application/json-patch+json' };
      assert.equal((await send('PATCH', '/Observation/o2', patch, type)).statusCode, 422);
      await send('PUT', '/Practitioner/leaving', { resourceType: 'Practitioner', id: 'leaving' });
      assert.equal((await send('DELETE', '/Practitioner/leaving')).statusCode, 204);
      const left = spo2('o3', 'p1', { performer: [{ reference: 'Practitioner/leaving' }] });
      const batch = await send('POST', '/', {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [
          { resource: left, request: { method: 'PUT', url: 'Observation/o3' } },
          { resource: spo2('o4', 'p1'), request: { method: 'PUT', url: 'Observation/o4' } },
        ],
      });
      const statuses = (JSON.parse(batch.body) as Bundle).entry?.map(({ response }) => response?.status);
      assert.deepEqual(statuses, ['422', '201']);
    });

    it('within a transaction entries may refer to each other, whichever is written first', async () => {
      const flag = {
        resourceType: 'Flag',
        id: 'f1',
        status: 'active',
        code: { text: 'x' },
        subject: { reference: 'Patient/p3' },
      };
      const later = { resource: { resourceType: 'Patient', id: 'p3' }, request: { method: 'PUT', url: 'Patient/p3' } };
      const first = { resource: flag, request: { method: 'POST', url: 'Flag' } };
      const alone = await transaction(first);
      assert.equal(alone.statusCode, 422);
      assert.deepEqual(issuesOf(alone.body)[0]?.where, 'Bundle.entry[0].resource.Flag.subject');
      const done = await transaction(first, later);
      assert.equal(done.statusCode, 200, done.body);
    });

    it('DELETE of what others refer to is refused with some of them; together with them it is done', async () => {
      await send('PUT', '/Observation/o5', spo2('o5', 'p2'));
      const refused = await send('DELETE', '/Patient/p2');
      assert.deepEqual([refused.statusCode, issuesOf(refused.body)[0]?.code], [409, 'referred-to']);
      assert.match(refused.body, /Observation\/o5/);
      assert.equal((await send('GET', '/Patient/p2')).statusCode, 200);
      const both = await transaction(
        { request: { method: 'DELETE', url: 'Patient/p2' } },
        { request: { method: 'DELETE', url: 'Observation/o5' } },
      );
      assert.equal(both.statusCode, 200, both.body);
    });

    it('a correction says who and why, and the original stays readable', async () => {
      const reason = encodeURIComponent('손가락을 바꿔 다시 쟀음');
      await send('PUT', '/Observation/c1', spo2('c1', 'p1'));
      assert.deepEqual(await provenances('Observation/c1'), [], 'what is new says itself who made it');
      const corrected = spo2('c1', 'p1', { status: 'corrected' });
      assert.equal((await send('PUT', '/Observation/c1', corrected, { 'x-munan-reason': reason })).statusCode, 200);
      const wrong = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
      const type = { 'content-type': 'application/json-patch+json' };
      assert.equal((await send('PATCH', '/Observation/c1', wrong, type)).statusCode, 200);
      assert.equal((await send('DELETE', '/Observation/c1')).statusCode, 204);
      const told = await provenances('Observation/c1');
      for (const each of told) validate(each);
      assert.deepEqual(
        told.map(({ target, activity, reason: why, agent }) => [
          target[0]?.reference,
          activity?.coding?.[0]?.code,
          why?.[0]?.text ?? why?.[0]?.coding?.[0]?.code,
          agent[0]?.who.reference,
        ]),
        [
          ['Observation/c1/_history/2', 'UPDATE', '손가락을 바꿔 다시 쟀음', 'Practitioner/n1'],
          ['Observation/c1/_history/3', 'UPDATE', 'NI', 'Practitioner/n1'],
          ['Observation/c1/_history/4', 'DELETE', 'NI', 'Practitioner/n1'],
        ],
      );
      assert.match((await send('GET', '/Observation/c1/_history/1')).body, /"status":"final"/);
      const { entry = [] } = JSON.parse((await send('GET', '/Observation/c1/_history')).body) as Bundle;
      assert.equal(entry.length, 4);
      assert.match((await send('GET', '/Observation/c1/_history/3')).body, /entered-in-error/);
    });

    it('X-Provenance is taken where it is valid, and who sent it is added', async () => {
      const own = {
        resourceType: 'Provenance',
        recorded: '2026-11-21T10:00:00+09:00',
        reason: [{ text: 'from the paper chart' }],
        agent: [{ who: { display: 'Dr Kim' } }],
      };
      const header = { 'x-provenance': JSON.stringify(own) };
      assert.equal((await send('PUT', '/Observation/c2', spo2('c2', 'p1'), header)).statusCode, 201);
      const [told] = await provenances('Observation/c2');
      assert.equal(told?.recorded, own.recorded);
      assert.deepEqual(told?.reason, own.reason);
      assert.deepEqual(
        told?.agent.map(({ who }) => who.display),
        ['Dr Kim', '박간호'],
      );
      for (const bad of [
        'not JSON',
        '{"resourceType":"Patient"}',
        '{"resourceType":"Provenance"}',
        JSON.stringify({ ...own, target: [{ reference: 'Patient/p1' }] }),
        JSON.stringify({ ...own, recorded: 'yesterday' }),
        '['.repeat(2000),
      ]) {
        const response = await send('PUT', '/Observation/c3', spo2('c3', 'p1'), { 'x-provenance': bad });
        assert.deepEqual([response.statusCode, issuesOf(response.body)[0]?.code], [400, 'provenance-invalid'], bad);
      }
      const long = await send('PUT', '/Observation/c3', spo2('c3', 'p1'), { 'x-munan-reason': 'x'.repeat(501) });
      assert.equal(long.statusCode, 400);
      const control = await send('PUT', '/Observation/c3', spo2('c3', 'p1'), { 'x-munan-reason': 'a%0Ab' });
      assert.equal(control.statusCode, 400);
      assert.equal((await send('GET', '/Observation/c3')).statusCode, 404);
    });

    it('a reason is seen by those who see whom it is about, and by nobody else', async () => {
      await send('PUT', '/Observation/c4', spo2('c4', 'p1'));
      await send('PUT', '/Observation/c4', spo2('c4', 'p1', { status: 'amended' }));
      const [told] = await provenances('Observation/c4');
      assert.ok(told);
      answer = { allowed: true, filter: { patients: ['p3'], withoutPatient: true } };
      try {
        assert.deepEqual(await provenances('Observation/c4'), []);
        assert.equal((await send('GET', `/Provenance/${told.id}`)).statusCode, 404);
      } finally {
        answer = { allowed: true };
      }
    });

    it('no version is changed or removed, not even by a hand at the database', async () => {
      const versions = database.query.withTables<RecordTables>();
      await assert.rejects(versions.deleteFrom('resource_version').execute(), /only grows/);
      await assert.rejects(versions.updateTable('resource_version').set({ json: '{}' }).execute(), /only grows/);
      assert.equal((await send('GET', '/Patient/p1/_history/1')).statusCode, 200);
    });

    it('a correction that fails leaves no Provenance behind', async () => {
      const count = async () => (JSON.parse((await send('GET', '/Provenance?_summary=count')).body) as Bundle).total;
      const before = await count();
      const failing = spo2('c4', 'p1', { performer: [{ reference: 'Practitioner/nobody' }] });
      assert.equal((await send('PUT', '/Observation/c4', failing)).statusCode, 422);
      const good = { resource: spo2('c4', 'p1'), request: { method: 'PUT', url: 'Observation/c4' } };
      const bad = { resource: { resourceType: 'Flag' }, request: { method: 'POST', url: 'Flag' } };
      assert.equal((await transaction(good, bad)).statusCode, 422);
      assert.equal(await count(), before);
    });
  });
}
