import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AllergyIntolerance, Condition, MedicationStatement, Provenance } from '@medplum/fhirtypes';
import { OutcomeError, parseSearch } from '@munan/fhir';
import type { Conflict, VisitEntry, VisitPhoto } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { type FhirRecord, resourceOf } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { type AnswerToStore, markRead, readAnswers, storeAnswer } from './answers.ts';
import { findAppointments } from './appointments.ts';
import { findConflict, findConflicts, storeConflict } from './conflicts.ts';
import { visitAt } from './entries-for-tests.ts';
import { storeFacts } from './facts.ts';
import { findPhoto, storePhoto } from './photos.ts';
import { findVisit } from './visit-find.ts';
import { completeVisitRequests, findVisitRequests, storeVisitRequest } from './visit-requests.ts';
import { storeVisit } from './visits.ts';

const minute = 60_000;
const jpeg = (...bytes: number[]) => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...bytes]);
const refused = (code: string) => (error: unknown) => error instanceof OutcomeError && error.code === code;

export function careContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`what belongs to a visit in the record on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const clock = new ManualClock(visitAt);

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock, log: silentLog });
    });
    after(async () => {
      await database?.close();
    });

    const search = async (type: Parameters<typeof parseSearch>[0], query: [string, string][]) =>
      (await record.search(parseSearch(type, query, { zoneOffsetMinutes: 540, now: clock.now() }))).rows;

    const photo: VisitPhoto = {
      id: 'f-1',
      takenAt: visitAt + minute,
      kind: 'wound',
      caption: '왼쪽 발뒤꿈치',
      lengthMm: 21,
    };
    const withPhoto: VisitEntry = {
      id: 'v-photo',
      patient: 'p-1',
      arrived: visitAt,
      finished: visitAt + 9 * minute,
      vitals: {},
      photos: [photo, { ...photo, id: 'f-2' }],
    };

    it('storePhoto() completes the Media of a visit, whichever of the two comes first', async () => {
      const about = { visit: 'v-photo', patient: 'p-1', nurse: 'n-1' };
      assert.equal(await storePhoto(record, { ...about, photo: { ...photo, id: 'f-2' }, jpeg: jpeg(2) }), 'created');
      await storeVisit(record, { entry: withPhoto, nurse: 'n-1' });
      assert.deepEqual((await findVisit(record, 'v-photo'))?.photos, ['f-2']);
      assert.equal(await findPhoto(record, 'v-photo', 'f-1'), undefined);
      assert.equal(await storePhoto(record, { ...about, photo, jpeg: jpeg(1) }), 'created');
      assert.equal(await storePhoto(record, { ...about, photo, jpeg: jpeg(1) }), 'same');
      const found = await findVisit(record, 'v-photo');
      assert.deepEqual(found?.photos.sort(), ['f-1', 'f-2']);
      assert.deepEqual(found?.entry.photos, withPhoto.photos);
      const bytes = await findPhoto(record, 'v-photo', 'f-1');
      assert.deepEqual([[...(bytes?.jpeg ?? [])], bytes?.patient], [[...jpeg(1)], 'p-1']);
      // Sent again, the visit still knows its bytes.
      assert.equal((await storeVisit(record, { entry: withPhoto, nurse: 'n-1' })).outcome, 'same');
      await storePhoto(record, { ...about, visit: 'v-none', photo, jpeg: jpeg(3) });
      await storeVisit(record, { entry: { ...withPhoto, id: 'v-none', photos: [] }, nurse: 'n-1' });
      assert.deepEqual((await findVisit(record, 'v-none'))?.photos, [], 'thrown away before the visit came');
      const [wound] = await search('Observation', [['code', '72287-6']]);
      assert.deepEqual(wound?.patients, ['p-1']);
    });

    it('storePhoto() refuses other bytes, no JPEG, and the visit of somebody else; a photo that was taken back is not found', async () => {
      const about = { visit: 'v-photo', patient: 'p-1', nurse: 'n-1', photo };
      await assert.rejects(storePhoto(record, { ...about, jpeg: jpeg(9) }), refused('already-exists'));
      await assert.rejects(storePhoto(record, { ...about, patient: 'p-2', jpeg: jpeg(1) }), refused('already-exists'));
      await assert.rejects(storePhoto(record, { ...about, jpeg: new Uint8Array() }), refused('resource-invalid'));
      await assert.rejects(
        storePhoto(record, { ...about, jpeg: new TextEncoder().encode('<svg onload=alert(1)>') }),
        refused('resource-invalid'),
      );
      await storeVisit(record, { entry: { ...withPhoto, photos: [photo] }, nurse: 'n-1', reason: '다른 분 사진' });
      assert.equal(await findPhoto(record, 'v-photo', 'f-2'), undefined);
      assert.ok(await findPhoto(record, 'v-photo', 'f-1'));
    });

    const answer: AnswerToStore = {
      id: 'a-1',
      kind: 'advice',
      text: '다음 방문 때 체중을 다시 재 주십시오.',
      visit: 'v-photo',
      patient: 'p-1',
      from: 'd-1',
      nurse: 'n-1',
      at: visitAt + 20 * minute,
    };
    const order: AnswerToStore = { ...answer, id: 'a-2', kind: 'order', text: '소변 검사', at: answer.at + minute };
    const again: AnswerToStore = { ...answer, id: 'a-3', kind: 'visit', by: '2026-11-25', at: answer.at + 2 * minute };

    it('readAnswers() reads what storeAnswer() stored, newest first, and markRead() says who read it', async () => {
      for (const each of [answer, order, again]) assert.equal(await storeAnswer(record, each), 'created');
      assert.equal(await storeAnswer(record, { ...order, at: order.at + 5 }), 'same');
      assert.deepEqual(await readAnswers(record, { visits: ['v-photo'] }), [again, order, answer]);
      assert.deepEqual(await readAnswers(record, { patients: ['p-1', 'p-9'], since: order.at }), [again, order]);
      assert.deepEqual(await readAnswers(record, { patients: ['p-9'] }), []);
      for (const id of ['a-1', 'a-2']) {
        const read = { by: 'n-1', at: answer.at + 9 * minute };
        assert.deepEqual((await markRead(record, id, { user: 'n-1', at: read.at }))?.read, read);
        assert.deepEqual(
          (await markRead(record, id, { user: 'n-2', at: read.at + 1 }))?.read,
          read,
          'the first stands',
        );
      }
      assert.equal(await markRead(record, 'never', { user: 'n-1', at: visitAt }), undefined);
      assert.deepEqual(await readAnswers(record, { patients: ['p-1'], unread: true }), [again]);
      assert.equal(await storeAnswer(record, answer), 'same', 'sent again after it was read');
      const { rows } = await record.history({ type: 'Communication', id: 'a-1' });
      assert.equal(rows.length, 2);
    });

    it('storeAnswer() refuses another answer under the same id, and one without words or with a day that is none', async () => {
      await assert.rejects(storeAnswer(record, { ...answer, text: '다른 말' }), refused('already-exists'));
      await assert.rejects(storeAnswer(record, { ...answer, kind: 'order' }), refused('already-exists'));
      await assert.rejects(
        storeAnswer(record, { ...answer, id: 'a-9', text: ' \u0000 ' }),
        refused('resource-invalid'),
      );
      await assert.rejects(storeAnswer(record, { ...again, id: 'a-9', by: 'soon' }), refused('resource-invalid'));
      assert.equal((await readAnswers(record, { patients: ['p-1'] })).length, 3);
    });

    it('findVisitRequests() gives what anybody asked for and the doctor too, until completeVisitRequests() says it is done', async () => {
      const asked = {
        id: 'r-1',
        text: '전화를 받지 않으심',
        patient: 'p-1',
        from: 'o-1',
        at: visitAt + 30 * minute,
        alert: 'a/1#2',
      };
      assert.equal(await storeVisitRequest(record, asked), 'created');
      assert.equal(await storeVisitRequest(record, { ...asked, at: asked.at + 1 }), 'same');
      await assert.rejects(storeVisitRequest(record, { ...asked, text: '!' }), refused('already-exists'));
      await assert.rejects(storeVisitRequest(record, { ...asked, id: 'r-2', text: ' ' }), refused('resource-invalid'));
      const open = await findVisitRequests(record, { patients: ['p-1'], open: true });
      assert.deepEqual(open[0], asked);
      assert.deepEqual(
        open.map(({ id, by }) => [id, by]),
        [
          ['r-1', undefined],
          ['a-3', '2026-11-25'],
        ],
      );
      const visit = { id: 'v-2', patient: 'p-1', arrived: visitAt + 25 * minute, nurse: 'n-1' };
      assert.deepEqual(await completeVisitRequests(record, visit), ['a-3'], 'what was asked before it began');
      assert.deepEqual(await completeVisitRequests(record, { ...visit, id: 'v-3', arrived: asked.at }), ['r-1']);
      assert.deepEqual(await completeVisitRequests(record, { ...visit, id: 'v-4', arrived: asked.at }), []);
      assert.deepEqual(await findVisitRequests(record, { open: true }), []);
      const done = await findVisitRequests(record, { patients: ['p-1'] });
      assert.deepEqual(
        done.map(({ doneBy }) => doneBy),
        ['v-3', 'v-2'],
      );
      assert.equal((await readAnswers(record, { visits: ['v-photo'] })).length, 3, 'an answer stays one');
    });

    it('storeFacts() stops what is taken off a list, starts it again, and touches nothing of others', async () => {
      const said = { patient: 'p-1', by: 'd-1', at: visitAt };
      await record.writeAll([
        {
          resourceType: 'Condition',
          id: 'of-another',
          clinicalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
          },
          code: { text: '고혈압' },
          subject: { reference: 'Patient/p-1' },
        } satisfies Condition,
      ]);
      await storeFacts(record, {
        ...said,
        medications: ['암로디핀 5mg', '메트포르민', ' '],
        allergies: ['페니실린'],
        conditions: ['고혈압'],
      });
      await storeFacts(record, { ...said, medications: ['메트포르민'], allergies: [], conditions: [] });
      const statuses = async () => [
        (await search('MedicationStatement', [['patient', 'p-1']]))
          .map((row) => resourceOf<MedicationStatement>(row))
          .map(({ medicationCodeableConcept, status }) => `${medicationCodeableConcept?.text} ${status}`)
          .sort(),
        (await search('AllergyIntolerance', [['patient', 'p-1']]))
          .map((row) => resourceOf<AllergyIntolerance>(row))
          .map(({ code, clinicalStatus }) => `${code?.text} ${clinicalStatus?.coding?.[0]?.code}`),
        (await search('Condition', [['patient', 'p-1']]))
          .map((row) => resourceOf<Condition>(row))
          .map(({ code, clinicalStatus }) => `${code?.text} ${clinicalStatus?.coding?.[0]?.code}`)
          .sort(),
      ];
      assert.deepEqual(await statuses(), [
        ['메트포르민 active', '암로디핀 5mg stopped'],
        ['페니실린 inactive'],
        ['고혈압 active', '고혈압 resolved'],
      ]);
      const before = await record.history({});
      await storeFacts(record, {
        ...said,
        at: visitAt + 1,
        medications: ['메트포르민'],
        allergies: [],
        conditions: [],
      });
      assert.equal((await record.history({})).total, before.total, 'what is so already is not written again');
      await storeFacts(record, { ...said, medications: ['암로디핀 5mg', '메트포르민'] });
      assert.deepEqual((await statuses())[0], ['메트포르민 active', '암로디핀 5mg active']);
      assert.deepEqual((await statuses())[1], ['페니실린 inactive'], 'a list that is left out is left as it is');
      const stopped = (await search('MedicationStatement', [['patient', 'p-1']])).find(({ version }) => version === 3);
      const target = `MedicationStatement/${stopped?.id}`;
      const provenances = (await search('Provenance', [['target', target]])).map((row) => resourceOf<Provenance>(row));
      assert.deepEqual(
        provenances.map((each) => each.target?.length).sort(),
        // The first tells of the allergy and the condition that were taken off with it, too.
        [1, 3],
      );
      assert.deepEqual(
        provenances.map((each) => each.agent?.at(-1)?.who?.reference),
        ['Practitioner/d-1', 'Practitioner/d-1'],
      );
    });

    const conflict: Conflict = {
      id: 'c-1',
      patient: 'p-1',
      patientName: '김영희',
      simulated: true,
      document: 'facts',
      field: 'medications',
      base: ['암로디핀'],
      kept: { value: [], by: 'd-1', byName: '정의사', at: visitAt, where: 'hospital' },
      other: {
        value: ['암로디핀', '아스피린 \u0000\ud800'],
        by: 'n-1',
        byName: '오간호',
        at: visitAt + minute,
        where: 'home',
      },
      clinical: true,
      status: 'open',
      unread: [],
    };

    it('findConflicts() gives back both values of what two people changed, and who has yet to read what was decided', async () => {
      const inVisit: Conflict = {
        ...conflict,
        id: 'c-2',
        document: 'visit/v-1',
        field: 'vitals.weightKg',
        base: 51,
        clinical: false,
      };
      const other = { ...inVisit.other, value: undefined };
      assert.equal(await storeConflict(record, conflict), 'created');
      assert.equal(await storeConflict(record, conflict), 'same');
      assert.equal(await storeConflict(record, { ...inVisit, base: undefined, other }), 'created');
      const open = await findConflicts(record, { patients: ['p-1'], status: 'open' });
      assert.deepEqual(
        open.map(({ id }) => id),
        ['c-1', 'c-2'],
      );
      const { patientName: _name, simulated: _simulated, ...rest } = conflict;
      const nameless = ({ byName: _, ...side }: Conflict['kept']) => side;
      const kept = { ...rest, kept: nameless(conflict.kept), other: nameless(conflict.other) };
      assert.deepEqual(open[0], kept);
      assert.deepEqual([open[1]?.base, open[1]?.other.value], [undefined, undefined]);
      const decided = {
        by: 'n-1',
        byName: '오간호',
        at: visitAt + 9 * minute,
        choice: 'both' as const,
        value: ['암로디핀'],
      };
      await storeConflict(record, { ...conflict, status: 'decided', decided, unread: ['d-1', 'n-2'] });
      const { byName: _by, ...stored } = decided;
      assert.deepEqual(await findConflict(record, 'c-1'), {
        ...kept,
        status: 'decided',
        decided: stored,
        unread: ['d-1', 'n-2'],
      });
      assert.deepEqual(
        (await findConflicts(record, { unreadBy: 'd-1' })).map(({ id }) => id),
        ['c-1'],
      );
      assert.deepEqual(await findConflicts(record, { unreadBy: 'n-1' }), []);
      assert.deepEqual(
        (await findConflicts(record, { document: 'visit/v-1' })).map(({ id }) => id),
        ['c-2'],
      );
      assert.deepEqual(
        (await findConflicts(record, { document: 'facts', status: 'open' })).map(({ id }) => id),
        [],
      );
      assert.deepEqual(await findConflicts(record, { patients: [] }), []);
      assert.equal(await findConflict(record, 'never'), undefined);
    });

    it('findAppointments() gives promised and planned days of people within the days asked for, until they are taken back', async () => {
      const visit = (id: string, patient: string, next: VisitEntry['next']) =>
        storeVisit(record, {
          entry: { id, patient, arrived: visitAt, finished: visitAt, vitals: {}, ...(next && { next }) },
          nurse: 'n-1',
        });
      await visit('v-10', 'p-1', { date: '2026-12-01', time: '09:30', note: '발 확인' });
      await visit('v-11', 'p-2', { date: '2026-12-01' });
      await visit('v-12', 'p-2', { date: '2026-12-02' });
      const wanted = { from: '2026-12-01', to: '2026-12-01' };
      assert.deepEqual(await findAppointments(record, wanted), [
        { patient: 'p-1', nurse: 'n-1', visit: 'v-10', date: '2026-12-01', time: '09:30', note: '발 확인' },
        { patient: 'p-2', nurse: 'n-1', visit: 'v-11', date: '2026-12-01' },
      ]);
      assert.deepEqual(
        (await findAppointments(record, { patients: ['p-2'] })).map((each) => each.visit),
        ['v-11', 'v-12'],
      );
      await visit('v-10', 'p-1', undefined);
      assert.deepEqual(await findAppointments(record, { ...wanted, patients: ['p-1'] }), []);
    });
  });
}
