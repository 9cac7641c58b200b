import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Conflict, ConflictList, FactsAnswer, VisitAnswer, VisitList, VisitPage, VisitRequest } from '@munan/flow';
import { SyncHouse } from './sync-for-tests.ts';

describe('two people wrote', () => {
  const there = new SyncHouse();
  let device: string;
  before(async () => {
    await there.begin();
    device = (await there.device('anna')).device;
  });
  after(() => there.end());

  it('a hospital edit by the FHIR door and a visit entered meanwhile: both values are kept, and told with who and where', async () => {
    const visit = there.visit('p1', { state: 'vitals-final', remarks: '무릎 통증' });
    const [first] = await there.push('anna', device, [there.message('visit', { visit })]);
    assert.equal(first?.outcome, 'applied', JSON.stringify(first));
    there.clock.advance(60_000);
    const found = await there.house.record.find('Observation', `${visit.id}.pulse`);
    assert.ok(found);
    const observation = JSON.parse(found.text);
    observation.valueQuantity.value = 91;
    const put = await there.request('doctor', 'GET', `/fhir/R4/Observation/${visit.id}.pulse`);
    assert.equal(put.statusCode, 200, put.body);
    const written = await there.fhir('doctor', 'PUT', `/fhir/R4/Observation/${visit.id}.pulse`, observation);
    assert.equal(written.statusCode, 200, written.body);
    there.clock.advance(60_000);
    const base = first.visit!;
    const mine = {
      ...base,
      state: 'signed' as const,
      remarks: '무릎 통증, 파스',
      vitals: { ...base.vitals, pulsePerMin: 84 },
    };
    const [second] = await there.push('anna', device, [there.message('visit', { visit: mine, base })]);
    assert.equal(second?.outcome, 'conflict', JSON.stringify(second));
    const [conflict] = second!.conflicts!;
    assert.deepEqual(
      [
        conflict?.field,
        conflict?.base,
        conflict?.kept.value,
        conflict?.other.value,
        conflict?.clinical,
        conflict?.status,
      ],
      ['vitals.pulsePerMin', 78, 91, 84, false, 'open'],
    );
    assert.deepEqual([conflict?.kept.by, conflict?.kept.where], ['doctor', 'fhir']);
    assert.deepEqual([conflict?.other.byName, conflict?.other.where], ['김안나', 'home']);
    assert.equal(second?.visit?.vitals.pulsePerMin, 91);
    assert.equal(second?.visit?.remarks, '무릎 통증, 파스');
    assert.equal(second?.visit?.state, 'signed');

    const list = await there.ask<ConflictList>('doctor', 'GET', '/api/conflicts');
    assert.deepEqual(
      list.conflicts.map(({ id }) => id),
      [conflict!.id],
    );
    const [decided] = await there.push('anna', device, [
      there.message('decide', { conflict: conflict!.id, choice: 'other' }),
    ]);
    assert.equal(decided?.outcome, 'applied', JSON.stringify(decided));
    const page = await there.ask<VisitPage>('doctor', 'GET', `/api/visits/${visit.id}`);
    assert.equal(page.entry.vitals.pulsePerMin, 84);
    assert.equal(page.signed?.by, 'anna');
    const told = await there.ask<ConflictList>('doctor', 'GET', '/api/conflicts');
    assert.deepEqual(
      told.conflicts.map(({ status, decided: how, unread }) => [status, how?.choice, how?.byName, unread]),
      [['decided', 'other', '김안나', ['doctor']]],
    );
    await there.ask<Conflict>('doctor', 'POST', `/api/conflicts/${conflict!.id}/read`);
    assert.deepEqual((await there.ask<ConflictList>('doctor', 'GET', '/api/conflicts')).conflicts, []);
  });

  it('a decision that comes after a third value is asked again, with that value in sight; nothing vanishes unseen', async () => {
    const change = (base: string | null, mine: string) => ({ changes: [{ field: 'phone', base, mine }] });
    const before = there.house.people.get('p2').phone ?? null;
    await there.ask('doctor', 'POST', '/api/people/p2/facts', change(before, '055-111'));
    const [clash] = await there.push('anna', device, [
      there.message('facts', { patient: 'p2', ...change(before, '010-222') }),
    ]);
    const id = clash!.conflicts![0]!.id;
    await there.ask('doctor', 'POST', '/api/people/p2/facts', change('055-111', '055-333'));
    const decide = () => there.push('anna', device, [there.message('decide', { conflict: id, choice: 'other' })]);
    const [overtaken] = await decide();
    const again = overtaken?.conflicts?.[0];
    assert.deepEqual(
      [overtaken?.outcome, again?.status, again?.kept.value, again?.other.value],
      ['conflict', 'open', '055-333', '010-222'],
    );
    assert.equal(there.house.people.get('p2').phone, '055-333');
    const [now] = await decide();
    assert.deepEqual([now?.outcome, there.house.people.get('p2').phone], ['applied', '010-222']);
  });

  it('medication that both changed is decided by a person, by one choice, and the other is told', async () => {
    const change = (base: string[], mine: string[]) => ({ changes: [{ field: 'medications', base, mine }] });
    const old = ['암로디핀 5 mg'];
    const hospital = await there.ask<FactsAnswer>(
      'doctor',
      'POST',
      '/api/people/p1/facts',
      change(old, [...old, '아스피린 100 mg']),
    );
    assert.deepEqual(hospital.facts.medications, [...old, '아스피린 100 mg']);
    assert.equal(hospital.factsBy.medications?.byName, 'doctor');
    const [result] = await there.push('anna', device, [
      there.message('facts', { patient: 'p1', ...change(old, [...old, '메트포르민 500 mg']) }),
    ]);
    assert.equal(result?.outcome, 'conflict', JSON.stringify(result));
    const [conflict] = result!.conflicts!;
    assert.equal(conflict?.clinical, true);
    assert.deepEqual(there.house.people.get('p1').medications, [...old, '아스피린 100 mg']);
    // Sent anew under another id, it does not wait twice.
    const [twice] = await there.push('anna', device, [
      there.message('facts', { patient: 'p1', ...change(old, [...old, '메트포르민 500 mg']) }),
    ]);
    assert.deepEqual(
      twice?.conflicts?.map(({ id }) => id),
      [conflict!.id],
    );
    const decided = await there.ask<Conflict>('doctor', 'POST', `/api/conflicts/${conflict!.id}/decide`, {
      choice: 'both',
    });
    assert.deepEqual(decided.decided?.value, [...old, '아스피린 100 mg', '메트포르민 500 mg']);
    assert.deepEqual(there.house.people.get('p1').medications, decided.decided?.value);
    assert.deepEqual(decided.unread, ['anna']);
    const pulled = await there.pull('anna', device);
    assert.deepEqual(
      pulled.conflicts.map(({ id, status }) => [id, status]),
      [[conflict!.id, 'decided']],
    );
    // A second decision does not undo the first.
    const [late] = await there.push('anna', device, [
      there.message('decide', { conflict: conflict!.id, choice: 'kept' }),
    ]);
    assert.deepEqual([late?.outcome, late?.conflicts?.[0]?.decided?.choice], ['same', 'both']);
    const [read] = await there.push('anna', device, [there.message('read', { what: conflict!.id })]);
    assert.equal(read?.outcome, 'applied');
    assert.deepEqual((await there.pull('anna', device)).conflicts, []);
    const statements = await there.fhir('doctor', 'GET', '/fhir/R4/MedicationStatement?patient=p1&status=active');
    assert.equal(statements.json().total, 3);
  });

  it('a correction after signing needs its reason; the original stays readable, and who corrected it why', async () => {
    const visit = there.visit('p2');
    const [first] = await there.push('anna', device, [there.message('visit', { visit })]);
    const base = first!.visit!;
    const mine = { ...base, vitals: { ...base.vitals, pulsePerMin: 88 } };
    const [refused] = await there.push('anna', device, [there.message('visit', { visit: mine, base })]);
    assert.deepEqual([refused?.outcome, refused?.code], ['refused', 'reason-missing']);
    const [done] = await there.push('anna', device, [
      there.message('visit', { visit: mine, base, reason: '숫자를 잘못 눌렀음' }),
    ]);
    assert.equal(done?.outcome, 'applied', JSON.stringify(done));
    const page = await there.ask<VisitPage>('doctor', 'GET', `/api/visits/${visit.id}`);
    assert.deepEqual(
      page.versions.map(({ byName, reason }) => [byName, reason]),
      [
        ['김안나', undefined],
        ['김안나', '숫자를 잘못 눌렀음'],
      ],
    );
    const old = await there.house.record.vread('Observation', `${visit.id}.pulse`, 1);
    assert.match(old.text, /"value":78/);
  });

  it('the doctor answers; the nurse has it with her and in her day, and says that she has read it', async () => {
    const visit = there.visit('p1', { question: '이뇨제를 줄일까요?' });
    await there.push('anna', device, [there.message('visit', { visit })]);
    const list = await there.ask<VisitList>('doctor', 'GET', '/api/visits');
    const row = list.visits.find(({ id }) => id === visit.id);
    assert.deepEqual([row?.isNew, row?.answers, row?.question], [true, 0, '이뇨제를 줄일까요?']);
    await there.ask('doctor', 'GET', `/api/visits/${visit.id}`);
    const seen = await there.ask<VisitList>('doctor', 'GET', '/api/visits');
    assert.equal(seen.visits.find(({ id }) => id === visit.id)?.isNew, false);
    const answer = { id: 'answer-1', kind: 'visit', text: '모레 다시 보아 주세요', by: '2026-11-24' };
    const told = await there.ask<VisitAnswer>('doctor', 'POST', `/api/visits/${visit.id}/answers`, answer);
    assert.deepEqual([told.kind, told.from.id, told.patient], ['visit', 'doctor', 'p1']);
    there.clock.advance(1000);
    assert.deepEqual(await there.ask('doctor', 'POST', `/api/visits/${visit.id}/answers`, answer), told);
    const refusal = await there.request('anna', 'POST', `/api/visits/${visit.id}/answers`, answer);
    assert.equal(refusal.statusCode, 403);
    const pulled = await there.pull('anna', device);
    const person = pulled.people.find(({ person: { id } }) => id === 'p1');
    assert.deepEqual(
      person?.answers.map(({ id, read }) => [id, read]),
      [['answer-1', undefined]],
    );
    const stop = [...pulled.day.stops, ...pulled.day.later].find(({ person: id }) => id === 'p1');
    assert.equal(stop?.asked?.note, '모레 다시 보아 주세요');
    const [read] = await there.push('anna', device, [there.message('read', { what: 'answer-1' })]);
    assert.equal(read?.outcome, 'applied', JSON.stringify(read));
    const page = await there.ask<VisitPage>('doctor', 'GET', `/api/visits/${visit.id}`);
    assert.equal(page.answers[0]?.read?.by, '김안나');
    const request = { id: 'ask-1', text: '전화를 받지 않으심', alert: 'a1' };
    const asked = await there.ask<VisitRequest>('operator', 'POST', '/api/people/p2/visit-requests', request);
    assert.equal(asked.from.name, '박관제');
    const again = await there.pull('anna', device);
    assert.equal(again.day.stops.find(({ person: id }) => id === 'p2')?.asked?.note, '전화를 받지 않으심');
  });
});
