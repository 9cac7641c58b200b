import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Provenance } from '@medplum/fhirtypes';
import { parseSearch } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import fc from 'fast-check';
import { type FhirRecord, resourceOf } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { anyEntry, testBook, visitAt } from './entries-for-tests.ts';
import { signatureHolds } from './signing.ts';
import { findVisit, findVisits, findWholeVisit, findWholeVisits } from './visit-find.ts';
import { normalVisit } from './visit-normal.ts';
import { storeVisit } from './visits.ts';

const minute = 60_000;
const vitalsFinal: VisitEntry = {
  id: 'v-1',
  patient: 'p-1',
  state: 'vitals-final',
  arrived: visitAt,
  finished: visitAt + 10 * minute,
  measured: visitAt + 9 * minute,
  vitals: { pulsePerMin: 96, systolicMmHg: 190, secondSystolicMmHg: 180 },
  confirmed: ['systolicMmHg', 'somethingElse'],
  confirmedWhy: { systolicMmHg: '두 번 재도 같음', somethingElse: '왜' },
};
const signed: VisitEntry = {
  ...vitalsFinal,
  state: 'signed',
  finished: visitAt + 30 * minute,
  forms: {
    feet: { version: '1', answers: { walks: true, steps: 40 } },
    unknown: { version: '3', answers: { a: 'b' } },
  },
  photos: [{ id: 'f-1', takenAt: visitAt + 12 * minute, kind: 'wound', lengthMm: 12, widthMm: 8 }],
  remarks: '무릎 통증',
  question: '혈압약을 올릴까요?',
  next: { date: '2026-12-01', time: '10:00' },
};

export function versionsContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`versions of a visit on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const clock = new ManualClock(visitAt + 60 * minute);

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock, log: silentLog });
    });
    after(async () => {
      await database?.close();
    });

    const store = (entry: VisitEntry, more: { by?: string; at?: number; reason?: string } = {}) => {
      clock.advance(1000);
      return storeVisit(record, { entry, nurse: 'n-1', ...more }, undefined, testBook);
    };
    const provenances = async (of: string) => {
      const grammar = { zoneOffsetMinutes: 540, now: clock.now() };
      const { rows } = await record.search(parseSearch('Provenance', [['target', `Encounter/${of}`]], grammar));
      return rows.map((row) => resourceOf<Provenance>(row)).sort((a, b) => (a.recorded < b.recorded ? -1 : 1));
    };

    it('findVisit() tells every version of a visit: who, when, in which state, and why', async () => {
      assert.equal((await store(vitalsFinal)).outcome, 'created');
      assert.deepEqual((await findVisit(record, 'v-1'))?.entry, vitalsFinal);
      const stored = await store(signed, { at: visitAt + 31 * minute });
      assert.deepEqual([stored.outcome, stored.entry], ['updated', signed]);
      assert.equal((await store(signed)).outcome, 'same');
      const { pulsePerMin: _, ...vitals } = signed.vitals;
      const { forms: _forms, photos: _photos, question: _question, next: _next, ...less } = signed;
      const corrected: VisitEntry = { ...less, vitals, remarks: '왼쪽 무릎 통증' };
      await store(corrected, { at: visitAt + 50 * minute, reason: '다른 분의 값' });
      await store({ ...corrected, remarks: '왼쪽 무릎' }, { by: 'd-1', at: visitAt + 55 * minute });
      const found = await findVisit(record, 'v-1');
      assert.deepEqual(found?.entry, { ...corrected, remarks: '왼쪽 무릎' });
      assert.deepEqual(found?.versions, [
        { at: clock.now() - 4000, by: 'n-1', state: 'vitals-final' },
        { at: visitAt + 31 * minute, by: 'n-1', state: 'signed' },
        { at: visitAt + 50 * minute, by: 'n-1', state: 'signed', reason: '다른 분의 값' },
        { at: visitAt + 55 * minute, by: 'd-1', state: 'signed' },
      ]);
      assert.deepEqual(found?.signed, { by: 'n-1', at: visitAt + 50 * minute });
      const original = await record.vread('Observation', 'v-1.remarks', 1);
      assert.match(original.text, /"무릎 통증"/);
      const back = await store(signed);
      assert.deepEqual(back.entry, signed, 'what was taken back is there again');
      assert.deepEqual((await findVisit(record, 'v-1'))?.entry, signed);
    });

    it('signatureHolds() of what was signed, and of nothing else', async () => {
      await store({ ...signed, id: 'v-signed' }, { at: visitAt + 31 * minute });
      const [provenance, ...others] = await provenances('v-signed');
      assert.deepEqual(others, []);
      const [signature] = provenance?.signature ?? [];
      assert.deepEqual(
        [signature?.type[0]?.code, signature?.who.reference, signature?.when],
        ['1.2.840.10065.1.12.1.1', 'Practitioner/n-1', '2026-11-22T01:31:00.000Z'],
      );
      const types = provenance?.target.map(({ reference }) => reference?.split('/')[0]);
      assert.deepEqual([...new Set(types)].sort(), [
        'Appointment',
        'Communication',
        'Encounter',
        'Media',
        'Observation',
        'QuestionnaireResponse',
      ]);
      assert.equal(await signatureHolds(record, provenance!), true);
      await store({ ...signed, id: 'v-signed', remarks: '다름' }, { by: 'd-1' });
      assert.equal(await signatureHolds(record, provenance!), true, 'the original is still there');
      const [first, ...rest] = provenance!.target;
      assert.equal(await signatureHolds(record, { ...provenance!, target: rest }), false);
      const second = { reference: first?.reference?.replace(/_history.*/, '_history/1') };
      const other = { reference: 'Observation/v-signed.remarks/_history/2' };
      assert.equal(await signatureHolds(record, { ...provenance!, target: [second, ...rest.slice(1), other] }), false);
      assert.equal((await provenances('v-signed'))[1]?.signature, undefined, 'a doctor does not sign for the nurse');
    });

    it('findVisits() show the doctor what is final, and nobody else what is open unless asked', async () => {
      const at = (id: string, state: VisitEntry['state'], minutes: number) =>
        store({ ...vitalsFinal, id, patient: 'p-states', state, arrived: visitAt + minutes });
      await at('s-open', 'open', 1);
      await at('s-final', 'vitals-final', 2);
      await at('s-signed', 'signed', 3);
      const ids = async (more: object) =>
        (await findVisits(record, { patient: 'p-states', limit: 9, ...more })).map(({ id, state }) => [id, state]);
      const [open, final, whole] = [
        ['s-open', 'open'],
        ['s-final', 'vitals-final'],
        ['s-signed', undefined],
      ];
      assert.deepEqual(await ids({}), [whole, final]);
      assert.deepEqual(await ids({ states: ['open'] }), [open]);
      assert.deepEqual(await ids({ states: ['open', 'vitals-final'] }), [final, open]);
      assert.deepEqual(await ids({ states: ['signed'] }), [whole]);
      assert.deepEqual(await ids({ states: ['open', 'vitals-final', 'signed'] }), [whole, final, open]);
      assert.deepEqual(await ids({ states: ['open', 'signed'] }), [whole, open]);
      assert.deepEqual(await ids({ patient: undefined, patients: [] }), []);
      assert.deepEqual(await ids({ patient: undefined, patients: ['p-states', 'p-none'], limit: 1 }), [whole]);
    });

    it('findVisit() and findWholeVisits() show nothing that the filter does not let pass', async () => {
      const filter = { patients: ['p-9'], withoutPatient: false };
      assert.equal(await findVisit(record, 'v-1', { filter }), undefined);
      assert.deepEqual(await findWholeVisits(record, { limit: 9, filter }), []);
      assert.equal(await findVisit(record, 'never'), undefined);
      assert.equal(await findWholeVisit(record, 'v-1', { filter }), undefined);
      const whole = await findWholeVisit(record, 'v-1');
      const { entry, row } = (await findVisit(record, 'v-1'))!;
      assert.deepEqual(whole, { entry, row });
      assert.ok(await findVisit(record, 'v-1', { filter: { patients: ['p-1'], withoutPatient: false } }));
    });

    it('storeVisit() of one entry after another under one id reads back the last one, with nothing of those before', async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(anyEntry, { minLength: 2, maxLength: 4 }), async (entries) => {
          const id = `chain-${count++}`;
          for (const entry of entries) {
            const { entry: stored, visit } = await store({ ...entry, id });
            assert.deepEqual(stored, normalVisit({ ...entry, id }));
            const found = await findVisit(record, id);
            assert.deepEqual(found?.entry, stored);
            assert.deepEqual(found?.row.vitals, visit.vitals);
          }
          const found = await findVisit(record, id);
          const changes = entries.filter(
            (entry, at) => at === 0 || JSON.stringify(entry) !== JSON.stringify(entries[at - 1]),
          );
          assert.equal(found?.versions.length, changes.length);
        }),
        { numRuns: 15 },
      );
    });

    it('findWholeVisits() read a hundred and twenty visits as they were entered', async () => {
      const entries = Array.from({ length: 120 }, (_, at) => ({
        ...signed,
        id: `m-${at}`,
        patient: `p-m${at % 7}`,
        arrived: visitAt - at * minute,
      }));
      await record.transaction(async (query) => {
        for (const entry of entries) await storeVisit(record, { entry, nurse: 'n-7' }, query, testBook);
      });
      const found = await findWholeVisits(record, { nurse: 'n-7', limit: 200 });
      assert.deepEqual(
        found.map(({ entry }) => entry),
        entries,
      );
      assert.deepEqual(found[119]?.row.question, signed.question);
    });
  });
}
