import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { vitalSignObservation } from '@munan/fhir';
import { ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import type { ExportMeasured } from './export-measured-for-tests.ts';

const at = Date.UTC(2026, 10, 22);
const people = 1000;
const lastPeople = 200;
const observationsEach = 50;
/** What may be alive at once besides the page that is written; the whole is some thirty megabytes. */
const boundBytes = 8 * 1024 * 1024;

it('an export of 1,000 patients streams: every row once, and no more memory than one of 200', async (test) => {
  const folder = await mkdtemp(join(tmpdir(), 'munan-export-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, 'munan.sqlite')}`;
  const database = await openDatabase(url);
  await database.migrate(recordMigrations);
  const clock = new ManualClock(at);
  const record = openRecord({ database, clock, log: silentLog });
  for (let person = 0; person < people; person += 1) {
    // The last of them are stored later, so that _since chooses them.
    if (person === people - lastPeople) clock.advance(60_000);
    const patient = `p${person}`;
    await record.writeAll([
      { resourceType: 'Patient', id: patient, name: [{ text: `김영희 ${person}` }], birthDate: '1941-03-02' },
      ...Array.from({ length: observationsEach }, (_, index) =>
        vitalSignObservation(vitals.spo2, { id: `${patient}.${index}`, patient, at: at - index * 60_000, value: 95 }),
      ),
    ]);
  }
  await database.close();

  const run = async (name: string, ...since: string[]): Promise<ExportMeasured> => {
    const script = join(import.meta.dirname, 'export-measured-for-tests.ts');
    const options = ['--disable-warning=ExperimentalWarning', '--expose-gc', script, url, join(folder, name), ...since];
    return JSON.parse((await promisify(execFile)(process.execPath, options)).stdout) as ExportMeasured;
  };
  const all = await run('all');
  const few = await run('few', String(at));
  test.diagnostic(`${people} patients: ${JSON.stringify(all)}; ${lastPeople}: ${JSON.stringify(few)}`);
  assert.deepEqual(all.lines, { Patient: people, Observation: people * observationsEach });
  assert.deepEqual(few.lines, { Patient: lastPeople, Observation: lastPeople * observationsEach });
  assert.ok(all.bytes > 3 * boundBytes, `${all.bytes} bytes are too few to tell streaming from not`);
  assert.ok(all.grownBytes < boundBytes, `${all.grownBytes} bytes were alive at once`);
  assert.ok(all.grownBytes - few.grownBytes < boundBytes / 2, `${all.grownBytes} against ${few.grownBytes} bytes`);
});
