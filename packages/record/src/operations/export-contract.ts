import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { silentLog } from '@munan/runtime';
import { type DoorForTests, fhirJson, openDoorForTests } from './door-for-tests.ts';
import { ExportJobs } from './export-jobs.ts';
import type { Exporter } from './export-routes.ts';

const asynchronous = { prefer: 'respond-async', 'x-munan-reason': 'yearly review' };

interface Manifest {
  transactionTime: string;
  request: string;
  requiresAccessToken: boolean;
  output: { type: string; url: string; count: number }[];
  error: unknown[];
}

/** What the export promises, on whichever engine. */
export function exportContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`ExportJobs on ${engine}`, () => {
    let folder: string;
    let door: DoorForTests;
    let jobs: ExportJobs;
    let exporter: Exporter | undefined;
    const manager: Exporter = { id: 'manager', isService: false, isManager: true };
    const newJobs = () => new ExportJobs({ ...door, log: silentLog, folder: join(folder, 'exports'), rowsAtOnce: 3 });

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'munan-export-'));
      door = await openDoorForTests(await newUrl(), async (record, database, clock) => {
        jobs = new ExportJobs({
          record,
          database,
          clock,
          log: silentLog,
          folder: join(folder, 'exports'),
          rowsAtOnce: 3,
        });
        await jobs.start();
        return { exports: { jobs, who: () => exporter } };
      });
      await door.record.writeAll([
        {
          resourceType: 'Group',
          id: 'ours',
          type: 'person',
          actual: true,
          member: [
            { entity: { reference: 'Patient/p2' } },
            { entity: { reference: 'Patient/p1' }, inactive: true },
            { entity: { reference: 'Device/ear' } },
          ],
        },
      ]);
    });
    beforeEach(() => {
      exporter = manager;
      door.may = () => ({ allowed: true });
      door.seen.length = 0;
    });
    after(async () => {
      await jobs?.stop();
      await door?.close();
      await rm(folder, { recursive: true, force: true });
    });

    const begin = async (url: string, headers: object = asynchronous) => {
      const answered = await door.ask('GET', url, { headers: { ...headers } });
      assert.equal(answered.statusCode, 202, answered.body);
      return String(answered.headers['content-location']).replace(/^.*\/fhir\/R4/, '');
    };
    const whole = async (url: string, headers?: object): Promise<Manifest> => {
      const status = await begin(url, headers);
      await jobs.settled();
      return JSON.parse((await door.ask('GET', status)).body) as Manifest;
    };
    const fetched = (url: string) =>
      door.ask('GET', url.replace(/^.*\/fhir\/R4/, ''), { headers: { accept: 'application/fhir+ndjson' } });
    const names = async ({ output }: Manifest) => {
      const found: string[] = [];
      for (const { type, url, count } of output) {
        const { body, headers } = await fetched(url);
        assert.equal(headers['content-type'], 'application/fhir+ndjson');
        const lines = body
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as { resourceType: string; id: string });
        assert.equal(lines.length, count);
        for (const { resourceType, id } of lines) {
          assert.equal(resourceType, type);
          found.push(`${type}/${id}`);
        }
      }
      return found.sort();
    };
    const observations = (letter: string) => Array.from({ length: 10 }, (_, day) => `Observation/${letter}${day}`);

    it('an export of everything has every resource once, tells its progress, and is logged with its reason', async () => {
      const status = await begin('/$export');
      const early = await door.ask('GET', status);
      assert.equal(early.statusCode, 202);
      assert.match(String(early.headers['x-progress']), /^.{1,100}$/);
      assert.match(String(early.headers['retry-after']), /^\d+$/);
      await jobs.settled();
      const answered = await door.ask('GET', status);
      assert.equal(answered.statusCode, 200);
      assert.equal(answered.headers.expires, new Date(door.clock.now() + 86_400_000).toUTCString());
      const manifest = JSON.parse(answered.body) as Manifest;
      assert.equal(manifest.transactionTime, '2026-11-22T00:00:00.000Z');
      assert.equal(manifest.request, 'http://localhost:80/fhir/R4/$export');
      assert.deepEqual([manifest.requiresAccessToken, manifest.error], [true, []]);
      assert.deepEqual(await names(manifest), [
        'Device/ear',
        'Encounter/visit',
        'Flag/flag',
        'Group/ours',
        'Observation/other',
        ...observations('s'),
        ...observations('t'),
        'Organization/city',
        'Organization/other-city',
        'Patient/p1',
        'Patient/p2',
        'Patient/p3',
        'Practitioner/nurse',
        'Provenance/corrected',
      ]);
      assert.equal(door.seen[0], '$export Bundle  (yearly review)');
      assert.ok(door.seen.includes('$export Observation p1,p2 (yearly review)'));
      assert.ok(door.seen.includes('$export Organization  (yearly review)'));
    });

    it('of patients only what belongs to them, of a group only of its active patients', async () => {
      const ofPatients = await names(await whole('/Patient/$export?_type=Patient,Observation,Flag'));
      assert.equal(ofPatients.length, 3 + 21 + 1);
      assert.deepEqual(await names(await whole('/Group/ours/$export')), [
        'Group/ours',
        'Observation/other',
        'Patient/p2',
      ]);
    });

    it('_since, _elements, _outputFormat and POST with Parameters', async () => {
      door.clock.advance(60_000);
      await door.record.update({ resourceType: 'Patient', id: 'p3', active: true, birthDate: '1941-03-02' });
      const later = await whole('/$export?_since=2026-11-22T00:00:30Z&_outputFormat=application/fhir%2Bndjson');
      assert.deepEqual(await names(later), ['Patient/p3']);
      const parameter = [
        { name: '_type', valueString: 'Patient' },
        { name: '_elements', valueString: 'Patient.birthDate' },
        { name: '_since', valueInstant: '2026-11-22T00:00:30Z' },
        { name: 'reason', valueString: '연간 점검' },
      ];
      const payload = JSON.stringify({ resourceType: 'Parameters', parameter });
      const posted = await door.ask('POST', '/$export', { headers: { ...fhirJson, prefer: 'respond-async' }, payload });
      assert.equal(posted.statusCode, 202, posted.body);
      await jobs.settled();
      const status = String(posted.headers['content-location']).replace(/^.*\/fhir\/R4/, '');
      const { output } = JSON.parse((await door.ask('GET', status)).body) as Manifest;
      const patient = JSON.parse((await fetched(output[0]?.url ?? '')).body);
      assert.deepEqual(Object.keys(patient).sort(), ['birthDate', 'id', 'meta', 'resourceType']);
      assert.equal(door.seen.at(-1), '$export Patient p3 (연간 점검)');
    });

    it('DELETE ends an export and removes its files, whether it runs or is done', async () => {
      const done = await begin('/$export?_type=Patient');
      await jobs.settled();
      const id = done.split('/').at(-1) ?? '';
      assert.ok(existsSync(join(folder, 'exports', id)));
      assert.equal(statSync(join(folder, 'exports')).mode & 0o777, 0o700);
      assert.equal((await door.ask('DELETE', done)).statusCode, 202);
      assert.equal(existsSync(join(folder, 'exports', id)), false);
      const running = await begin('/$export');
      assert.equal((await door.ask('DELETE', running)).statusCode, 202);
      await jobs.settled();
      assert.equal(existsSync(join(folder, 'exports', running.split('/').at(-1) ?? '')), false);
      for (const status of [done, running]) {
        assert.equal((await door.ask('GET', status)).statusCode, 404);
        assert.equal((await door.ask('DELETE', status)).statusCode, 404);
      }
    });

    it('an export whose files cannot be written has failed, and the next one is done', async () => {
      const exports = join(folder, 'exports');
      await rm(exports, { recursive: true, force: true });
      await writeFile(exports, 'in the way');
      const status = await begin('/$export?_type=Patient');
      await jobs.settled();
      const answered = await door.ask('GET', status);
      await rm(exports);
      assert.equal(answered.statusCode, 500, answered.body);
      assert.equal(await jobs.unfinished(manager.id), 0);
      assert.equal((await names(await whole('/$export?_type=Patient'))).length, 3);
    });

    it('files expire after their day', async () => {
      const status = await begin('/$export?_type=Patient');
      await jobs.settled();
      const { output } = JSON.parse((await door.ask('GET', status)).body) as Manifest;
      door.clock.advance(jobs.keepMs - 1);
      assert.equal((await door.ask('GET', status)).statusCode, 200);
      door.clock.advance(1);
      await jobs.settled();
      assert.equal((await door.ask('GET', status)).statusCode, 404);
      assert.equal((await fetched(output[0]?.url ?? '')).statusCode, 404);
      assert.deepEqual(readdirSync(join(folder, 'exports')), []);
    });

    it('start() begins anew what a stop interrupted, and removes files that belong to nothing', async () => {
      await jobs.stop();
      const id = await jobs.ask({
        asker: 'manager',
        address: 'urn:x',
        reason: 'x',
        wanted: { types: [{ type: 'Patient' }] },
      });
      await mkdir(join(folder, 'exports', id), { recursive: true });
      await writeFile(join(folder, 'exports', id, 'Patient.1.ndjson'), '{"half":');
      await mkdir(join(folder, 'exports', 'stray'), { recursive: true });
      const again = newJobs();
      await again.start();
      await again.settled();
      const job = await again.find(id);
      assert.equal(job?.status, 'done');
      assert.deepEqual(job.files, [{ type: 'Patient', name: 'Patient.1.ndjson', count: 3 }]);
      assert.deepEqual(readdirSync(join(folder, 'exports')), [id]);
      await again.stop();
    });
  });
}
