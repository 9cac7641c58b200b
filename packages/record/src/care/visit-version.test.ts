import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { VisitEntry } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import type { FhirRecord } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { visitAt } from './entries-for-tests.ts';
import { findVisit } from './visit-find.ts';
import { findVisitVersion } from './visit-version.ts';
import { storeVisit } from './visits.ts';

const folder = mkdtempSync(join(tmpdir(), 'munan-version-'));
const clock = new ManualClock(visitAt);
let database: Database;
let record: FhirRecord;
before(async () => {
  database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
  await database.migrate(recordMigrations);
  record = openRecord({ database, clock, log: silentLog });
});
after(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const versions: VisitEntry[] = [
  {
    id: 'v-1',
    patient: 'p-1',
    state: 'vitals-final',
    arrived: visitAt,
    finished: visitAt + 1000,
    vitals: { pulsePerMin: 96, weightKg: 51.5 },
  },
  {
    id: 'v-1',
    patient: 'p-1',
    state: 'signed',
    arrived: visitAt,
    finished: visitAt + 2000,
    vitals: { pulsePerMin: 96, weightKg: 51.5 },
    remarks: '무릎 통증',
    question: '?',
  },
  {
    id: 'v-1',
    patient: 'p-1',
    state: 'signed',
    arrived: visitAt,
    finished: visitAt + 2000,
    vitals: { pulsePerMin: 69, weightKg: 51.5 },
    question: '혈압약?',
  },
];

test('findVisitVersion reads a visit as it stood at each of its versions, before and after corrections', async () => {
  for (const [at, entry] of versions.entries())
    await storeVisit(record, { entry, nurse: 'n-1', ...(at === 2 && { reason: '맥박을 잘못 적음' }) });
  const found = await findVisit(record, 'v-1');
  assert.equal(found?.versions.length, versions.length);
  for (const [at, entry] of versions.entries()) {
    const then = await findVisitVersion(record, 'v-1', at + 1);
    assert.deepEqual(then?.entry, entry, `version ${at + 1}`);
    assert.equal(then?.row.state ?? 'signed', entry.state);
  }
  assert.deepEqual((await findVisitVersion(record, 'v-1', 3))?.entry, found?.entry);
});

test('findVisitVersion knows no version before the first or after the last, and none of what is no visit', async () => {
  for (const number of [0, 4, 10_000]) assert.equal(await findVisitVersion(record, 'v-1', number), undefined);
  assert.equal(await findVisitVersion(record, 'nothing', 1), undefined);
});
