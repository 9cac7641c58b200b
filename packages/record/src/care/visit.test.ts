import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Observation, type OutcomeError, parseSearch, validate, writeJson } from '@munan/fhir';
import type { PartialNews2, VisitEntry } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import fc from 'fast-check';
import { type FhirRecord, resourceOf } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { visitResources } from './visit.ts';
import { findVisits } from './visit-find.ts';
import { recordedVisit } from './visit-row.ts';
import { storeVisit } from './visits.ts';

const at = Date.UTC(2026, 10, 22, 1);
const entry: VisitEntry = {
  id: 'v-1',
  patient: 'p-1',
  arrived: at,
  finished: at + 30 * 60_000,
  vitals: {
    systolicMmHg: 152,
    diastolicMmHg: 88,
    pulsePerMin: 96,
    temperatureCel: 37,
    spo2Percent: 93,
    onOxygen: false,
    respirationPerMin: 18,
    glucoseMgPerDl: 141,
    fasting: true,
    weightKg: 51.5,
    consciousness: 'alert',
  },
  confirmed: ['systolicMmHg'],
  remarks: '식사를 잘 하심.\n무릎 통증 호소.',
};
const news2: PartialNews2 = { least: 3, most: 3, missing: [], at: entry.finished };

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyVitals: fc.Arbitrary<VisitEntry['vitals']> = fc.record({
  systolicMmHg: some(fc.integer({ min: 30, max: 350 })),
  diastolicMmHg: some(fc.integer({ min: 10, max: 250 })),
  pulsePerMin: some(fc.integer({ min: 10, max: 300 })),
  temperatureCel: some(fc.integer({ min: 200, max: 460 }).map((tenths) => tenths / 10)),
  spo2Percent: some(fc.integer({ min: 30, max: 100 })),
  onOxygen: some(fc.boolean()),
  respirationPerMin: some(fc.integer({ min: 2, max: 90 })),
  glucoseMgPerDl: fc.integer({ min: 10, max: 1500 }),
  fasting: some(fc.boolean()),
  weightKg: some(fc.double({ min: 2, max: 400, noNaN: true })),
  consciousness: some(
    fc.constantFrom('alert' as const, 'confusion' as const, 'voice' as const, 'pain' as const, 'unresponsive' as const),
  ),
});
const defined = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

describe('a visit in the record', () => {
  let folder: string;
  let database: Database;
  let record: FhirRecord;
  const clock = new ManualClock(at);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-visit-'));
    database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
    await database.migrate(recordMigrations);
    record = openRecord({ database, clock, log: silentLog });
  });
  after(async () => {
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('visitResources() makes valid resources from any entry, and recordedVisit() reads the same entry from them', () => {
    fc.assert(
      fc.property(anyVitals, fc.stringMatching(/^[가-힣a-z ]{0,20}$/), (vitals, remarks) => {
        const visit = { entry: { ...entry, vitals: defined(vitals), remarks }, nurse: 'n-1' };
        const [encounter, ...observations] = visitResources(visit);
        validate(encounter);
        for (const observation of observations) validate(observation);
        assert.ok(encounter?.resourceType === 'Encounter');
        const read = recordedVisit(encounter, observations as Observation[]);
        assert.deepEqual(read.vitals, visit.entry.vitals);
        assert.equal(read.remarks ?? '', remarks.trim());
        assert.deepEqual([read.arrived, read.finished, read.nurse], [entry.arrived, entry.finished, 'n-1']);
        assert.deepEqual(read.confirmed, ['systolicMmHg']);
      }),
      { numRuns: 60 },
    );
  });

  it('visitResources() says which NEWS2 is partial, and of what', () => {
    const partial: PartialNews2 = { least: 2, most: 9, missing: ['consciousness', 'onOxygen'], at: entry.finished };
    for (const score of [news2, partial]) {
      const resources = visitResources({ entry, nurse: 'n-1', news2: score, spo2Scale2: true });
      for (const resource of resources) validate(resource);
      const [encounter, ...observations] = resources;
      assert.ok(encounter?.resourceType === 'Encounter');
      const read = recordedVisit(encounter, observations as Observation[]);
      assert.deepEqual(read.news2, score);
      assert.equal(read.spo2Scale2, true);
    }
  });

  it('visitResources() writes a temperature of 37 as 37.0', () => {
    const temperature = visitResources({ entry, nurse: 'n-1' }).find(({ id }) => id === 'v-1.temperature');
    assert.match(writeJson(temperature), /"value":37\.0,/);
  });

  it('storeVisit() stores what is sent twice once', async () => {
    const first = await storeVisit(record, { entry, nurse: 'n-1', news2 });
    assert.equal(first.outcome, 'created');
    assert.deepEqual(first.visit.vitals, entry.vitals);
    assert.equal(first.visit.stored, at);
    clock.advance(60_000);
    const second = await storeVisit(record, { entry, nurse: 'n-1', news2 });
    assert.equal(second.outcome, 'same');
    assert.deepEqual(second.visit, first.visit);
    assert.equal((await record.history({ type: 'Encounter', id: 'v-1' })).total, 1);
    assert.equal((await record.history({ type: 'Observation', id: 'v-1.pulse' })).total, 1);
  });

  it('storeVisit() keeps both of two contents under one id, and says what was taken back', async () => {
    const { weightKg: _weight, ...vitals } = entry.vitals;
    const { outcome, visit } = await storeVisit(record, {
      entry: { ...entry, vitals: { ...vitals, pulsePerMin: 88 } },
      nurse: 'n-1',
      news2,
    });
    assert.equal(outcome, 'updated');
    assert.deepEqual(visit.vitals, { ...vitals, pulsePerMin: 88 });
    const { rows } = await record.history({ type: 'Observation', id: 'v-1.pulse' });
    assert.deepEqual(
      rows.map((row) => resourceOf<Observation>(row).valueQuantity?.value),
      [88, 96],
    );
    const weight = resourceOf<Observation>(await record.read('Observation', 'v-1.weight'));
    assert.deepEqual([weight.status, weight.valueQuantity?.value], ['entered-in-error', 51.5]);
    await storeVisit(record, { entry, nurse: 'n-1', news2 });
    assert.equal(resourceOf<Observation>(await record.read('Observation', 'v-1.weight')).status, 'final');
  });

  it('storeVisit() refuses an id that belongs to a visit to somebody else, and stores nothing of it', async () => {
    const other = { ...entry, patient: 'p-2', vitals: { pulsePerMin: 70 } };
    await assert.rejects(
      storeVisit(record, { entry: other, nurse: 'n-2' }),
      (error: OutcomeError) => error.code === 'already-exists',
    );
    const reversed = { ...entry, id: 'v-reversed', finished: entry.arrived - 1 };
    await assert.rejects(
      storeVisit(record, { entry: reversed, nurse: 'n-1' }),
      (error: OutcomeError) => error.code === 'period-reversed',
    );
    assert.equal(await record.find('Observation', 'v-reversed.pulse'), undefined);
  });

  it('storeVisit() takes visit ids as long as the entry allows', async () => {
    const id = 'v'.repeat(64);
    await storeVisit(record, { entry: { ...entry, id, patient: 'p-3' }, nurse: 'n-2' });
    const [visit] = await findVisits(record, { patient: 'p-3', limit: 5 });
    assert.equal(visit?.id, id);
    assert.deepEqual(visit?.vitals, entry.vitals);
  });

  it('findVisits() gives visits newest first, of a patient, of a nurse, and of those who may be seen', async () => {
    for (let day = 1; day <= 90; day++) {
      const arrived = at - day * 86_400_000;
      const visited: VisitEntry = {
        id: `w-${day}`,
        patient: `q-${day % 3}`,
        arrived,
        finished: arrived + 1,
        vitals: { pulsePerMin: 60 + day },
      };
      await storeVisit(record, { entry: visited, nurse: `n-${day % 2}` });
    }
    const all = await findVisits(record, { limit: 88 });
    assert.equal(all.length, 88);
    assert.deepEqual(
      all.map(({ arrived }) => arrived),
      all.map(({ arrived }) => arrived).sort((a, b) => b - a),
    );
    assert.equal(all.find(({ id }) => id === 'w-85')?.vitals.pulsePerMin, 145);
    const own = await findVisits(record, { nurse: 'n-0', patient: 'q-0', since: at - 12.5 * 86_400_000, limit: 50 });
    assert.deepEqual(
      own.map(({ id }) => id),
      ['w-6', 'w-12'],
    );
    const seen = await findVisits(record, { limit: 200, filter: { patients: ['q-1'], withoutPatient: false } });
    assert.equal(seen.length, 30);
    const bySearch = await record.search(
      parseSearch(
        'Observation',
        [
          ['patient', 'q-1'],
          ['code', '8867-4'],
        ],
        { zoneOffsetMinutes: 540, now: at },
      ),
    );
    assert.equal(bySearch.total, 30);
  });
});
