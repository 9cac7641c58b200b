import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { silentLog } from '@munan/runtime';
import type { AccessAnswer } from '../access.ts';
import { codeOf, type DoorForTests, fhirJson, openDoorForTests } from './door-for-tests.ts';
import { ExportJobs } from './export-jobs.ts';
import type { Exporter } from './export-routes.ts';

/** Who gets what of an export, and what is refused, on whichever engine. */
export function exportAccessContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`$export on ${engine}: who gets what`, () => {
    let folder: string;
    let door: DoorForTests;
    let jobs: ExportJobs;
    let exporter: Exporter | undefined;
    const doctor: Exporter = { id: 'doctor', isService: false, isManager: false };
    const why = { prefer: 'respond-async', 'x-munan-reason': 'study 12' };

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'munan-export-access-'));
      door = await openDoorForTests(await newUrl(), async (record, database, clock) => {
        jobs = new ExportJobs({ record, database, clock, log: silentLog, folder: join(folder, 'exports') });
        await jobs.start();
        return { exports: { jobs, who: () => exporter } };
      });
    });
    beforeEach(() => {
      exporter = doctor;
      door.may = () => ({ allowed: true });
      door.seen.length = 0;
    });
    after(async () => {
      await jobs?.stop();
      await door?.close();
      await rm(folder, { recursive: true, force: true });
    });

    const begin = (url: string, headers: object = why) => door.ask('GET', url, { headers: { ...headers } });
    const done = async (url: string) => {
      const begun = await begin(url);
      assert.equal(begun.statusCode, 202, begun.body);
      await jobs.settled();
      const status = String(begun.headers['content-location']).replace(/^.*\/fhir\/R4/, '');
      const { output } = JSON.parse((await door.ask('GET', status)).body) as { output: { url: string }[] };
      return { status, files: output.map(({ url }) => url.replace(/^.*\/fhir\/R4/, '')) };
    };

    it('what may not be seen is not in the files', async () => {
      const filter = { patients: ['p2'], withoutPatient: false };
      door.may = (type): AccessAnswer =>
        type === 'Encounter' ? { allowed: false, reason: 'no visits for you' } : { allowed: true, filter };
      const { files } = await done('/$export');
      const lines = await Promise.all(files.map(async (url) => (await door.ask('GET', url)).body));
      assert.deepEqual(lines.map((text) => JSON.parse(text).id).sort(), ['other', 'p2']);
      assert.deepEqual(door.seen.slice(1).sort(), [
        '$export Observation p2 (study 12)',
        '$export Patient p2 (study 12)',
      ]);
      assert.equal((await begin('/$export?_type=Patient,Encounter')).statusCode, 403);
      assert.equal((await begin('/Group/nobody/$export')).statusCode, 404);
    });

    it('only who asked, or a manager, gets its status and its files; others are told of nothing', async () => {
      const { status, files } = await done('/$export?_type=Patient');
      const absent = await door.ask('GET', '/$export-status/00000000-0000-4000-8000-000000000000');
      exporter = { ...doctor, id: 'other-doctor' };
      for (const url of [status, ...files]) {
        const { statusCode, body } = await door.ask('GET', url);
        assert.deepEqual([statusCode, body], [404, absent.body], url);
      }
      assert.equal((await door.ask('DELETE', status)).statusCode, 404);
      exporter = { id: 'manager', isService: false, isManager: true };
      for (const url of [status, ...files]) assert.equal((await door.ask('GET', url)).statusCode, 200, url);
      exporter = undefined;
      for (const url of [status, ...files]) assert.equal((await door.ask('GET', url)).statusCode, 401, url);
    });

    it('a file is not given when what may be seen has changed since', async () => {
      door.may = () => ({ allowed: true, filter: { patients: ['p2', 'p1'], withoutPatient: true } });
      const { files } = await done('/$export?_type=Patient');
      const [file = ''] = files;
      door.may = () => ({ allowed: true, filter: { patients: ['p1', 'p2'], withoutPatient: true } });
      assert.equal((await door.ask('GET', file)).statusCode, 200, 'the same people in another order');
      door.may = () => ({ allowed: true, filter: { patients: ['p2'], withoutPatient: true } });
      assert.equal((await door.ask('GET', file)).statusCode, 403);
      door.may = () => ({ allowed: false, reason: 'not any more' });
      assert.equal((await door.ask('GET', file)).statusCode, 403);
    });

    it('people must say why, programs need not; reasons are read as UTF-8, percent-encoded or not', async () => {
      const without = await begin('/$export', { prefer: 'respond-async' });
      assert.deepEqual([without.statusCode, codeOf(without.body)], [400, 'reason-required']);
      exporter = { ...doctor, isService: true };
      assert.equal((await begin('/$export', { prefer: 'respond-async' })).statusCode, 202);
      for (const reason of [Buffer.from('연간 점검').toString('latin1'), encodeURIComponent('연간 점검')]) {
        assert.equal((await begin('/$export', { ...why, 'x-munan-reason': reason })).statusCode, 202);
        assert.equal(door.seen.at(-1), '$export Bundle  (연간 점검)');
      }
      const broken = await begin('/$export', { ...why, 'x-munan-reason': '100 % of us' });
      assert.equal(broken.statusCode, 202);
      assert.equal(door.seen.at(-1), '$export Bundle  (100 % of us)');
      await jobs.settled();
    });

    it('who has five unfinished exports waits', async () => {
      const begun = await Promise.all(Array.from({ length: 5 }, () => begin('/$export')));
      assert.deepEqual(
        begun.map(({ statusCode }) => statusCode),
        [202, 202, 202, 202, 202],
      );
      // Those that ended meanwhile make room, so that a sixth is asked for until it is refused or all have ended.
      const more = await Promise.all(Array.from({ length: 20 }, () => begin('/$export')));
      const refused = more.find(({ statusCode }) => statusCode !== 202);
      assert.equal(refused?.statusCode, 429);
      assert.match(String(refused.headers['retry-after']), /^\d+$/);
      await jobs.settled();
      assert.equal((await begin('/$export?_type=Patient')).statusCode, 202);
      await jobs.settled();
    });

    it('bad input is refused clearly and begins nothing', async () => {
      const before = await jobs.unfinished('doctor');
      const cases: [string, object, number, string][] = [
        ['/$export', { 'x-munan-reason': 'why not' }, 400, 'prefer-required'],
        ['/Patient/$export', { ...why, prefer: 'return=minimal' }, 400, 'prefer-required'],
        ['/$export?colour=red', why, 400, 'parameter-unknown'],
        ['/$export?_typeFilter=Patient%3Fx', why, 400, 'parameter-unknown'],
        ['/$export?_type=Nothing', why, 400, 'parameter-value-invalid'],
        ['/Patient/$export?_type=Organization', why, 400, 'parameter-value-invalid'],
        ['/$export?_since=yesterday', why, 400, 'parameter-value-invalid'],
        ['/$export?_outputFormat=text/csv', why, 400, 'parameter-value-invalid'],
        ['/$export?_elements=a.b.c', why, 400, 'parameter-value-invalid'],
        ['/$export?_since=2026%00', why, 400, 'parameter-value-invalid'],
        ['/$export', { ...why, 'x-munan-reason': 'x' }, 400, 'parameter-value-invalid'],
        ['/$export', { ...why, 'x-munan-reason': 'x'.repeat(501) }, 400, 'parameter-value-invalid'],
        ['/Group/a%2Fb/$export', why, 400, 'id-invalid'],
        ['/Organization/city/$export', why, 404, 'not-found'],
      ];
      for (const [url, headers, status, code] of cases) {
        const { statusCode, body } = await begin(url, headers);
        assert.deepEqual([statusCode, codeOf(body)], [status, code], url);
      }
      const lenient = await begin('/$export?colour=red&_type=Patient', {
        ...why,
        prefer: 'respond-async, handling=lenient',
      });
      assert.equal(lenient.statusCode, 202);
      await jobs.settled();
      assert.equal(await jobs.unfinished('doctor'), before);
      const parameters = { ...why, ...fhirJson };
      const posted = await door.ask('POST', '/$export', {
        headers: parameters,
        payload: '{"resourceType":"Parameters","parameter":[{"name":"_type","valuePeriod":{}}]}',
      });
      assert.equal(codeOf(posted.body), 'parameter-value-invalid');
    });

    it('no address leads to a file but those of the manifest', async () => {
      const { status, files } = await done('/$export?_type=Patient');
      const [file = ''] = files;
      for (const url of [
        `${file}.patients`,
        file.replace('Patient.1.ndjson', '..%2F..%2Fmunan.sqlite'),
        file.replace('Patient.1.ndjson', '%2e%2e'),
        file.replace('Patient.1.ndjson', 'Patient.1.ndjson%00'),
        '/$export-file/..%2F..%2Fx/Patient.1.ndjson',
        '/$export-file/constructor/__proto__',
        `${status}'%20or%201=1`,
      ]) {
        const { statusCode } = await door.ask('GET', url);
        assert.ok(statusCode === 404 || statusCode === 400, `${url}: ${statusCode}`);
      }
    });
  });
}
