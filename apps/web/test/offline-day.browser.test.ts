/**
 * Acceptance of "The visit": a working day in airplane mode, on a phone that is killed in the middle of it, while the
 * hospital goes on writing. At its end everything is at the hospital once, and what two people wrote is kept twice.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type {
  ConflictList,
  FactsAnswer,
  PersonBrief,
  PersonPage,
  SyncDeviceAnswer,
  SyncPulled,
  VisitList,
  VisitPage,
} from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { Page } from 'playwright-core';
import { type Line, openLine } from './line.ts';
import { openPhone, type Phone } from './phone.ts';
import { openStage, type Screen, type Stage } from './stage.ts';
import { arrive, measure, measureRest, openPart, sign, type } from './visit-steps.ts';

const words = wordsOf('ko');
/** Long enough for a crowded machine; nothing is measured here. */
const allSentWithinMs = 60_000;
const names = ['김하나', '이둘', '박셋', '최넷', '정다섯', '한여섯'];
const medicine = '메트포르민 500 mg';
const atHome = '집에 있던 이부프로펜 400 mg';
const atHospital = '로사르탄 50 mg';

let stage: Stage;
let line: Line;
let phone: Phone;
let doctor: Screen;
let people: PersonBrief[];

before(async () => {
  stage = await openStage();
  people = await Promise.all(names.map((name) => stage.enrol(name, { conditions: ['고혈압'] })));
  await stage.addUser(
    'day-nurse',
    '오간호',
    'nurse',
    people.map(({ id }) => id),
  );
  await stage.addUser('day-doctor', '서의사', 'doctor');
  for (const { id } of people) await facts(id, 'medications', [], [medicine]);
  line = await openLine(stage.http);
  phone = await openPhone(line.http, { width: 360, height: 740 });
  doctor = await stage.openAs('day-doctor');
});
after(async () => {
  await phone?.throwAway();
  await line?.close();
  await stage?.stop();
});

/** The hospital writes a fact of a person. */
function facts(person: string, field: 'medications' | 'phone', base: unknown, mine: unknown): Promise<FactsAnswer> {
  const body = { changes: [{ field, base, mine }] };
  return stage.ask<FactsAnswer>('POST', `/api/people/${person}/facts`, body, 'doctor', 'day-doctor');
}
const personOf = async (at: number) =>
  (await stage.ask<PersonPage>('GET', `/api/people/${people[at]!.id}`, undefined, 'doctor')).person;

async function signIn(): Promise<void> {
  const answer = await phone.page.context().request.post(`${line.http}/api/login`, {
    data: { user: 'day-nurse', password: 'browser-test-password' },
  });
  assert.ok(answer.ok(), `${answer.status()} ${await answer.text()}`);
}

/** The service worker is on the phone, with all that it opens without a network. */
const isAppKept = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active?.state === 'activated';
  });
const shown = (text: string) => phone.page.getByText(text).first().waitFor();

test('a day in airplane mode with the phone killed in the middle: all is at the hospital once, both sides of a contradiction are kept, in sight and decided', async () => {
  // At the centre: the people of the day come onto the phone, and the app with them; it goes into the pocket.
  let page = await phone.start('/healthz');
  await signIn();
  await page.goto(`${line.http}/visit`);
  await shown(words.day.search.all(people.length));
  for (let tries = 0; !(await isAppKept(page)); tries++) {
    assert.ok(tries < 300, 'the app itself never came onto the phone');
    await wait(100);
  }

  line.cut();
  // The hospital does not wait.
  await facts(people[1]!.id, 'medications', [medicine], [medicine, atHospital]);
  await facts(people[2]!.id, 'phone', '055-000-0001', '055-111-1111');

  const base = line.http;
  await phone.close();
  page = await phone.start('/visit');
  await page.getByTestId('today-row').first().waitFor();
  for (const [at, person] of people.slice(0, 5).entries()) {
    await arrive(page, person.id, base);
    if (at === 3) {
      // Killed in the middle of a number.
      await type(page, 'systolicMmHg', '142');
      await type(page, 'diastolicMmHg', '84');
      await type(page, 'pulsePerMin', '9');
      await phone.kill();
      page = await phone.start(`/visit/${person.id}`);
      await page.getByTestId('field-pulsePerMin').waitFor();
      // At most the digit being typed is gone.
      const kept = await page.getByTestId('field-pulsePerMin').innerText();
      await type(page, 'pulsePerMin', kept === '9' ? '6' : '96');
      await type(page, 'temperatureCel', '368');
      await type(page, 'spo2Percent', '94');
      await page.getByTestId('choice-onOxygen-false').click();
      await measureRest(page);
    } else await measure(page);
    await page.getByTestId('finish-vitals').click();
    await openPart(page, 'remarks');
    await page
      .getByTestId('field-remarks')
      .pressSequentially(`${at + 1}번째 방문, 발목이 조금 부으셨음`, { delay: 80 });
    if (at === 2) {
      // And in the middle of a sentence: at most the character being typed is gone, and the sentence goes on.
      await phone.kill();
      page = await phone.start(`/visit/${person.id}`);
      await page.getByTestId('field-remarks').or(page.getByTestId('part-remarks')).first().waitFor();
      if (!(await page.getByTestId('field-remarks').isVisible())) await openPart(page, 'remarks');
      assert.match(await page.getByTestId('field-remarks').inputValue(), /^3번째 방문, 발목이 조금 부으셨음?$/);
      await page.getByTestId('field-remarks').fill('3번째 방문, 발목이 조금 부으셨음');
    }
    await page.getByTestId('part-done').click();
    if (at === 1) {
      await openPart(page, 'medicines');
      const list = page.getByTestId('list-medications');
      await list.getByTestId('list-add').click();
      await list.getByTestId('list-new').fill(atHome);
      await list.getByTestId('list-put').click();
      await list.getByText(atHome).waitFor();
      await page.getByTestId('part-done').click();
    }
    if (at === 2) {
      await openPart(page, 'facts');
      const phoneFact = page.getByTestId('fact-phone');
      await phoneFact
        .getByRole('button', { name: words.visitParts.facts.changeOf(words.visitParts.facts.phone) })
        .click();
      await phoneFact.getByRole('textbox').fill('010-2222-2222');
      await phoneFact.getByTestId('fact-save').click();
      await page.getByTestId('part-done').click();
    }
    await sign(page);
  }
  // Nothing has gone out, and the phone says so.
  await page.goto(`${base}/visit`);
  await page.getByTestId('today-row').first().waitFor();
  assert.equal(await page.getByTestId('visited-today').count(), 5);
  const before = await stage.ask<VisitList>('GET', '/api/visits?limit=500', undefined, 'doctor');
  assert.deepEqual(before.visits, []);

  // Back in reception. The session may have gone with a killed browser that had not written its cookies yet.
  line.restore();
  await signIn();
  await page.goto(`${base}/visit`);
  await page.getByTestId('outbox').first().getByText(words.desk.state.needs(2)).waitFor({ timeout: 60_000 });

  const arrived = async () => (await stage.ask<VisitList>('GET', '/api/visits?limit=500', undefined, 'doctor')).visits;
  const giveUpAt = performance.now() + allSentWithinMs;
  let visits = await arrived();
  while (visits.some(({ state }) => state !== undefined && state !== 'signed') && performance.now() < giveUpAt) {
    await wait(500);
    visits = await arrived();
  }
  assert.deepEqual(
    visits
      .map(({ person, state = 'signed', remarks, vitals }) => [
        ...[person.name, state, remarks],
        ...[vitals.systolicMmHg, vitals.secondSystolicMmHg, vitals.pulsePerMin, vitals.weightKg, vitals.painScore],
      ])
      .sort(),
    names
      .slice(0, 5)
      .map((name, at) => [...[name, 'signed', `${at + 1}번째 방문, 발목이 조금 부으셨음`], ...[142, 138, 96, 52.5, 2]])
      .sort(),
  );
  for (const { id } of visits) {
    const { signed } = await stage.ask<VisitPage>('GET', `/api/visits/${id}`, undefined, 'doctor');
    assert.equal(signed?.byName, '오간호');
  }

  // Both sides of both contradictions are kept, and in sight here and there.
  const { conflicts } = await stage.ask<ConflictList>('GET', '/api/conflicts', undefined, 'doctor', 'day-doctor');
  assert.deepEqual(
    conflicts
      .map(({ field, clinical, kept, other }) => [
        ...[field, clinical, kept.value, kept.where, kept.byName],
        ...[other.value, other.where, other.byName],
      ])
      .sort(),
    [
      ['medications', true, [medicine, atHospital], 'hospital', '서의사', [medicine, atHome], 'home', '오간호'],
      ['phone', false, '055-111-1111', 'hospital', '서의사', '010-2222-2222', 'home', '오간호'],
    ],
  );
  await doctor.page.goto('/hospital');
  await doctor.page.getByTestId('conflict').nth(1).waitFor();
  await page.goto(`${base}/visit/needs-you`);
  await page.getByTestId('conflict').nth(1).waitFor();

  // The nurse decides about the telephone in one tap; the doctor about the medicines in one.
  await page.getByTestId('conflict').filter({ hasText: '010-2222-2222' }).getByTestId('keep-other').click();
  const medicines = doctor.page.getByTestId('conflict').filter({ hasText: atHome });
  await medicines.getByTestId('keep-both').click();
  await medicines.waitFor({ state: 'detached' });
  // And is told what the nurse decided, until read.
  const told = doctor.page.getByTestId('conflict').filter({ hasText: '010-2222-2222' });
  await told.getByTestId('read').click();
  await told.waitFor({ state: 'detached' });
  assert.equal((await personOf(2)).phone, '010-2222-2222');
  assert.deepEqual((await personOf(1)).medications, [medicine, atHospital, atHome]);
  // Each is told what the other decided.
  const open = await stage.ask<ConflictList>('GET', '/api/conflicts', undefined, 'doctor', 'day-doctor');
  assert.deepEqual(
    open.conflicts.filter(({ status }) => status === 'open'),
    [],
  );
  const device = await stage.ask<SyncDeviceAnswer>('POST', '/api/sync/device', { name: 't' }, 'nurse', 'day-nurse');
  const pulled = await stage.ask<SyncPulled>(
    ...(['POST', '/api/sync/pull', { device: device.device, have: {}, forms: {} }, 'nurse', 'day-nurse'] as const),
  );
  assert.deepEqual(
    pulled.conflicts.map(({ field, decided }) => [field, decided?.byName, decided?.choice]),
    [['medications', '서의사', 'both']],
  );
  await page.getByTestId('read').first().waitFor();
  assert.deepEqual(
    phone.complaints.filter((one) => one.startsWith('uncaught')),
    [],
  );
});
