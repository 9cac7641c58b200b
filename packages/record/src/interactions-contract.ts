import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bundle, type Observation, type OperationOutcome, type Patient, vitalSignObservation } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { AccessAnswer, AskedInteraction, FhirAccess } from './access.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';
import { fhirRoutes } from './routes.ts';

const at = Date.UTC(2026, 10, 22);
const fhirJson = { 'content-type': 'application/fhir+json' };

/** What the interactions of the FHIR door promise, on whichever engine. */
export function interactionsContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`fhirRoutes on ${engine}`, () => {
    let database: Database;
    let app: FastifyInstance;
    let answer: (interaction: AskedInteraction) => AccessAnswer = () => ({ allowed: true });
    const clock = new ManualClock(at);
    const seen: string[] = [];
    const access: FhirAccess = {
      may: async (_request, interaction) => answer(interaction),
      saw: async (_request, patients, interaction, type) => {
        seen.push(`${interaction} ${type} ${patients.join()}`);
      },
    };

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      const record = openRecord({ database, clock, log: silentLog });
      await record.writeAll([
        { resourceType: 'Patient', id: 'p1', active: true, name: [{ text: '김영희' }], birthDate: '1941-03-02' },
        { resourceType: 'Patient', id: 'p2', name: [{ text: '이철수' }] },
        vitalSignObservation(vitals.temperature, { id: 't1', patient: 'p1', at, value: 37 }),
      ]);
      app = fastify();
      await app.register(fhirRoutes(record, access), { prefix: '/fhir/R4' });
    });
    after(async () => {
      await app?.close();
      await database?.close();
    });

    const ask = (method: InjectOptions['method'], url: string, more: Partial<InjectOptions> = {}) =>
      app.inject({ method, url: `/fhir/R4${url}`, ...more } as InjectOptions);
    const send = (method: InjectOptions['method'], url: string, body: unknown, headers = {}) =>
      ask(method, url, { headers: { ...fhirJson, ...headers }, payload: JSON.stringify(body) });
    const patch = (url: string, operations: unknown, headers = {}) =>
      send('PATCH', url, operations, { 'content-type': 'application/json-patch+json', ...headers });
    const bundle = async (url: string) => JSON.parse((await ask('GET', url)).body) as Bundle;
    const codeOf = (body: string) => (JSON.parse(body) as OperationOutcome).issue[0]?.details?.coding?.[0]?.code;

    it('DELETE makes a last version; then 410, out of every search, and back by PUT', async () => {
      const patient = { resourceType: 'Patient', id: 'd1', identifier: [{ value: 'd-1' }] };
      await send('PUT', '/Patient/d1', patient);
      assert.equal((await ask('DELETE', '/Patient/d1', { headers: { 'if-match': 'W/"9"' } })).statusCode, 412);
      seen.length = 0;
      const deleted = await ask('DELETE', '/Patient/d1');
      assert.deepEqual([deleted.statusCode, deleted.headers.etag, deleted.body], [204, 'W/"2"', '']);
      assert.deepEqual(seen, ['delete Patient d1']);
      assert.equal((await ask('DELETE', '/Patient/d1')).statusCode, 204);
      assert.equal((await ask('GET', '/Patient/d1')).statusCode, 410);
      assert.equal((await ask('GET', '/Patient/d1/_history/1')).statusCode, 200);
      assert.equal((await bundle('/Patient?identifier=d-1')).total, 0);
      const { entry = [] } = await bundle('/Patient/d1/_history');
      assert.deepEqual(
        entry.map(({ request }) => request?.method),
        ['DELETE', 'PUT'],
      );
      assert.equal((await send('PUT', '/Patient/d1', patient)).statusCode, 200);
      assert.equal((await ask('DELETE', '/Patient?identifier=d-1')).statusCode, 204);
      assert.equal((await ask('GET', '/Patient/d1')).statusCode, 410);
      assert.equal((await ask('DELETE', '/Patient?identifier=d-1')).statusCode, 204, 'nothing matches any more');
    });

    it('who may read but not write neither deletes nor patches, alone or in a bundle', async () => {
      answer = (interaction) =>
        ['create', 'update', 'patch', 'delete'].includes(interaction)
          ? { allowed: false, reason: 'reads only' }
          : { allowed: true };
      try {
        assert.equal((await ask('DELETE', '/Patient/p1')).statusCode, 403);
        assert.equal((await patch('/Patient/p1', [])).statusCode, 403);
        for (const type of ['batch', 'transaction']) {
          const body = { resourceType: 'Bundle', type, entry: [{ request: { method: 'DELETE', url: 'Patient/p1' } }] };
          const response = await send('POST', '/', body);
          const status =
            type === 'batch' ? (JSON.parse(response.body) as Bundle).entry?.[0]?.response?.status : response.statusCode;
          assert.equal(String(status), '403', type);
        }
      } finally {
        answer = () => ({ allowed: true });
      }
      answer = () => ({ allowed: true, filter: { patients: ['p2'], withoutPatient: false } });
      try {
        assert.equal((await ask('DELETE', '/Patient/p1')).statusCode, 404);
        assert.equal((await patch('/Patient/p1', [])).statusCode, 404);
        assert.equal(
          (await bundle('/_history')).entry?.every(({ fullUrl }) => fullUrl?.endsWith('/Patient/p2')),
          true,
        );
        assert.equal((await bundle('/Observation/_history')).total, 0);
      } finally {
        answer = () => ({ allowed: true });
      }
      assert.equal((await ask('GET', '/Patient/p1')).statusCode, 200);
    });

    it('PATCH changes only what it names, keeps decimals, and the outcome must be valid', async () => {
      const path = '/valueQuantity/value';
      const test = await patch('/Observation/t1', [{ op: 'test', path, value: 36 }]);
      assert.deepEqual([test.statusCode, codeOf(test.body)], [422, 'patch-test-failed']);
      const done = await ask('PATCH', '/Observation/t1', {
        headers: { 'content-type': 'application/json-patch+json', 'if-match': 'W/"1"' },
        payload: `[{"op":"replace","path":"${path}","value":38.10},{"op":"replace","path":"/status","value":"amended"}]`,
      });
      assert.equal(done.statusCode, 200);
      assert.match(done.body, /"status":"amended".*"value":38\.10,/);
      assert.equal(
        (await patch('/Observation/t1', [{ op: 'replace', path: '/status', value: 'bogus' }])).statusCode,
        422,
      );
      assert.equal((await patch('/Observation/t1', [{ op: 'replace', path: '/id', value: 't2' }])).statusCode, 422);
      assert.equal((await patch('/Observation/t1', [], { 'if-match': 'W/"1"' })).statusCode, 412);
      assert.equal(
        (await patch('/Patient?name=김영희', [{ op: 'add', path: '/gender', value: 'female' }])).statusCode,
        200,
      );
      assert.match((await ask('GET', '/Patient/p1')).body, /"gender":"female"/);
    });

    it('PUT on a condition creates, updates the one that matches, and refuses several', async () => {
      const person = { resourceType: 'Patient', identifier: [{ system: 'urn:c', value: '1' }] };
      const url = '/Patient?identifier=urn:c|1';
      const first = await send('PUT', url, person);
      assert.equal(first.statusCode, 201);
      const { id } = JSON.parse(first.body) as Patient;
      const second = await send('PUT', url, { ...person, active: true });
      assert.equal(second.statusCode, 200);
      assert.equal((JSON.parse(second.body) as Patient).id, id);
      assert.equal((await send('PUT', url, { ...person, id: 'other' })).statusCode, 400);
      assert.equal((await send('PUT', '/Patient', person)).statusCode, 400);
      await send('POST', '/Patient', person);
      assert.equal((await send('PUT', url, person)).statusCode, 412);
      assert.equal((await ask('DELETE', url)).statusCode, 412);
      const once = { resourceType: 'Patient', id: 'once' };
      assert.equal((await send('PUT', '/Patient/once', once, { 'if-none-match': '*' })).statusCode, 201);
      assert.equal((await send('PUT', '/Patient/once', once, { 'if-none-match': '*' })).statusCode, 412);
    });

    it('Prefer says what comes back; HEAD has no body', async () => {
      const patient = { resourceType: 'Patient', id: 'prefers' };
      const minimal = await send('PUT', '/Patient/prefers', patient, { prefer: 'return=minimal' });
      assert.deepEqual([minimal.statusCode, minimal.body], [201, '']);
      const outcome = await send('PUT', '/Patient/prefers', patient, { prefer: 'return=OperationOutcome' });
      assert.equal((JSON.parse(outcome.body) as OperationOutcome).issue[0]?.severity, 'information');
      const whole = await send('PUT', '/Patient/prefers', patient, { prefer: 'return=representation' });
      assert.equal((JSON.parse(whole.body) as Patient).id, 'prefers');
      for (const url of ['/Patient/prefers', '/Patient?_id=prefers', '/metadata']) {
        const head = await ask('HEAD', url);
        assert.deepEqual([head.statusCode, head.body], [200, ''], url);
      }
      assert.equal((await ask('GET', '/Patient/prefers?_format=json')).statusCode, 200);
    });

    it('_summary and _elements leave out, and say so', async () => {
      const of = async (query: string) => JSON.parse((await ask('GET', `/Patient/p1?${query}`)).body) as Patient;
      const whole = await of('');
      const few = await of('_elements=birthDate');
      assert.deepEqual(Object.keys(few).sort(), ['birthDate', 'id', 'meta', 'resourceType']);
      assert.equal(few.meta?.tag?.[0]?.code, 'SUBSETTED');
      const observation = JSON.parse((await ask('GET', '/Observation?_id=t1&_elements=value')).body) as Bundle;
      const { resource } = observation.entry?.[0] ?? {};
      assert.deepEqual(Object.keys(resource ?? {}).sort(), [
        'code',
        'id',
        'meta',
        'resourceType',
        'status',
        'valueQuantity',
      ]);
      assert.ok((await of('_summary=true')).birthDate && whole.birthDate);
      assert.equal((await of('_summary=text')).birthDate, undefined);
      assert.ok((await of('_summary=data')).birthDate);
      assert.deepEqual(await of('_summary=false'), whole);
      const counted = await bundle('/Patient?_summary=count');
      assert.ok((counted.total ?? 0) > 2 && counted.entry === undefined);
    });

    it('history of a type and of everything, page by page, since a time', async () => {
      clock.advance(60_000);
      await send('PUT', '/Patient/late', { resourceType: 'Patient', id: 'late' });
      const since = await bundle('/_history?_since=2026-11-22T00:00:30Z');
      assert.deepEqual(
        since.entry?.map(({ fullUrl }) => fullUrl?.split('/').at(-1)),
        ['late'],
      );
      const all = await bundle('/Patient/_history?_count=1000');
      const paged: string[] = [];
      for (let url: string | undefined = '/Patient/_history?_count=3'; url !== undefined; ) {
        const page: Bundle = await bundle(url);
        assert.equal(page.total, all.total);
        paged.push(...(page.entry ?? []).map(({ fullUrl, response }) => `${fullUrl} ${response?.etag}`));
        const next: string | undefined = page.link?.find(({ relation }) => relation === 'next')?.url;
        url = next?.slice(next.indexOf('/fhir/R4') + '/fhir/R4'.length);
      }
      assert.deepEqual(
        paged,
        all.entry?.map(({ fullUrl, response }) => `${fullUrl} ${response?.etag}`),
      );
      assert.equal(new Set(paged).size, all.total);
    });

    it('$validate answers with the outcome and stores nothing', async () => {
      const good = { resourceType: 'Patient', id: 'unstored' };
      assert.match((await send('POST', '/Patient/$validate', good)).body, /"severity":"information"/);
      const bad = await send('POST', '/Patient/$validate', { ...good, gender: 'x' });
      assert.deepEqual([bad.statusCode, codeOf(bad.body)], [200, 'code-not-in-value-set']);
      const parameters = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: good }] };
      assert.match((await send('POST', '/Patient/unstored/$validate', parameters)).body, /"severity":"information"/);
      assert.match((await ask('GET', '/Patient/p1/$validate')).body, /"severity":"information"/);
      const profile = 'http://hl7.org/fhir/StructureDefinition/bodyweight';
      const observation = JSON.parse((await ask('GET', '/Observation/t1')).body) as Observation;
      const against = await send('POST', `/Observation/$validate?profile=${profile}x`, observation);
      assert.deepEqual([against.statusCode, codeOf(against.body)], [404, 'not-held']);
      assert.equal((await ask('GET', '/Patient/unstored')).statusCode, 404);
    });

    const entryOf = (method: string, url: string, resource?: unknown, more = {}) => ({
      ...(resource !== undefined && { resource }),
      request: { method, url },
      ...more,
    });

    it('a transaction is all or nothing, and its urn:uuid references become addresses', async () => {
      const [mother, sign] = [
        'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
        'urn:uuid:2c3151bd-1cbf-4d64-b04d-cd9187a4c6e1',
      ];
      const observation = {
        ...vitalSignObservation(vitals.spo2, { id: 'x', patient: 'x', at, value: 97 }),
        subject: { reference: mother },
      };
      const entry = [
        entryOf('GET', 'Observation?identifier=urn:t|1'),
        entryOf('POST', 'Observation', observation, { fullUrl: sign }),
        entryOf(
          'POST',
          'Patient',
          {
            resourceType: 'Patient',
            identifier: [{ system: 'urn:t', value: '1' }],
            link: [{ other: { reference: 'Patient?name=이철수' }, type: 'seealso' }],
          },
          { fullUrl: mother },
        ),
        entryOf('PUT', 'Flag/tx', {
          resourceType: 'Flag',
          id: 'tx',
          status: 'active',
          code: { text: 'low' },
          subject: { reference: mother },
        }),
        entryOf('DELETE', 'Patient/late'),
      ];
      const total = (await bundle('/_history?_count=1')).total ?? 0;
      const failing = [...entry, entryOf('PUT', 'Flag/bad', { resourceType: 'Flag', id: 'bad', status: 'bogus' })];
      const failed = await send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry: failing });
      assert.equal(failed.statusCode, 422);
      assert.match(failed.body, /Bundle\.entry\[5\]/);
      const twice = [
        entryOf('DELETE', 'Patient/p2'),
        entryOf('PUT', 'Patient/p2', { resourceType: 'Patient', id: 'p2' }),
      ];
      assert.equal(
        (await send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry: twice })).statusCode,
        400,
      );
      assert.equal((await bundle('/_history?_count=1')).total, total, 'nothing was written');

      const done = await send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry });
      assert.equal(done.statusCode, 200, done.body);
      const response = JSON.parse(done.body) as Bundle;
      assert.equal(response.type, 'transaction-response');
      assert.deepEqual(
        response.entry?.map(({ response: each }) => each?.status),
        ['200', '201', '201', '201', '204'],
      );
      const patient = response.entry?.[2]?.resource as Patient;
      assert.equal(patient.link?.[0]?.other.reference, 'Patient/p2');
      assert.equal(
        (response.entry?.[1]?.resource as Observation | undefined)?.subject?.reference,
        `Patient/${patient.id}`,
      );
      assert.equal((await bundle(`/Flag?subject=Patient/${patient.id}`)).total, 1);
      assert.equal((await ask('GET', '/Patient/late')).statusCode, 410);

      const again = entryOf('POST', 'Patient', { resourceType: 'Patient' }, { fullUrl: mother });
      Object.assign(again.request, { ifNoneExist: 'identifier=urn:t|1' });
      const flag = entryOf('PUT', 'Flag/tx', {
        resourceType: 'Flag',
        id: 'tx',
        status: 'inactive',
        code: { text: 'low' },
        subject: { reference: mother },
      });
      const second = await send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry: [again, flag] });
      assert.match(second.body, new RegExp(`"status":"200","location":"[^"]*/Patient/${patient.id}/`));
      assert.equal((await bundle(`/Flag?subject=Patient/${patient.id}`)).total, 1);
    });

    it('a batch does what it can and says of each entry how it went', async () => {
      const binary = {
        resourceType: 'Binary',
        contentType: 'application/json-patch+json',
        data: Buffer.from('[{"op":"add","path":"/active","value":false}]').toString('base64'),
      };
      const entry = [
        entryOf('PUT', 'Patient/b1', { resourceType: 'Patient', id: 'b1' }),
        entryOf('PUT', 'Patient/b2', { resourceType: 'Patient', id: 'b2', gender: 'x' }),
        entryOf('GET', 'Patient/b1'),
        entryOf('PATCH', 'Patient/b1', binary),
        entryOf('GET', 'Nothing/1'),
        entryOf('GET', 'Patient?_id=b1'),
      ];
      const response = await send('POST', '/', { resourceType: 'Bundle', type: 'batch', entry });
      const statuses = (JSON.parse(response.body) as Bundle).entry?.map(({ response: each }) => each?.status);
      assert.deepEqual(statuses, ['201', '422', '200', '200', '404', '200']);
      assert.match((await ask('GET', '/Patient/b1')).body, /"active":false/);
      assert.equal((await ask('GET', '/Patient/b2')).statusCode, 404);
    });

    it('of fifty updates with the same If-Match one wins, and forty-nine are told', async () => {
      await send('PUT', '/Patient/raced', { resourceType: 'Patient', id: 'raced' });
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          send(
            'PUT',
            '/Patient/raced',
            { resourceType: 'Patient', id: 'raced', name: [{ text: `${index}` }] },
            { 'if-match': 'W/"1"' },
          ),
        ),
      );
      const statuses = all.map(({ statusCode }) => statusCode);
      assert.deepEqual(
        [statuses.filter((each) => each === 200).length, statuses.filter((each) => each === 412).length],
        [1, 49],
      );
      assert.equal((await bundle('/Patient/raced/_history')).total, 2);
    });
  });
}
