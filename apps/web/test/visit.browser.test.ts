import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PersonBrief, VisitEntry, VisitList } from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { Page } from 'playwright-core';
import { openStage, phone, type Screen, type Stage } from './stage.ts';

const words = wordsOf('ko');

let stage: Stage;
let nurse: Screen;
let doctor: Screen;
let people: PersonBrief[];

before(async () => {
  stage = await openStage();
  people = await Promise.all(['김방문', '이끊김', '박다시'].map((name) => stage.enrol(name)));
  const ids = people.map(({ id }) => id);
  await stage.addUser('visit-nurse', '오간호', 'nurse', ids);
  await stage.addUser('visit-doctor', '서의사', 'doctor');
  nurse = await stage.openAs('visit-nurse', { viewport: phone });
  doctor = await stage.openAs('visit-doctor');
});
after(() => stage?.stop());

/** Types one vital on the keypad, as a gloved thumb does; a number that can only be whole goes on by itself. */
async function type(page: Page, field: string, text: string): Promise<void> {
  await page.getByTestId(`field-${field}`).waitFor();
  for (const sign of text) await page.getByTestId(`keypad-${sign === '.' ? 'point' : sign}`).click();
}
const next = (page: Page) => page.getByTestId('keypad-next').click();

async function arrive(page: Page, person: PersonBrief): Promise<void> {
  await page.goto('/visit');
  await page.locator(`[data-person="${person.id}"]`).getByTestId('start-visit').click();
  await page.getByTestId('arrive').click();
}

/** Everything NEWS2 needs; only the saving is left. */
async function enterAll(page: Page): Promise<void> {
  for (const [field, text] of [
    ['systolicMmHg', '142'],
    ['diastolicMmHg', '84'],
    ['pulsePerMin', '96'],
    ['temperatureCel', '36.8'],
  ] as const) {
    await type(page, field, text);
  }
  await type(page, 'spo2Percent', '94');
  await page.getByTestId('choice-onOxygen-false').click();
  await type(page, 'respirationPerMin', '18');
  await page.getByTestId('field-glucoseMgPerDl').waitFor();
  await next(page); // not measured
  await page.getByTestId('field-weightKg').waitFor();
  await next(page);
  await page.getByTestId('level-alert').click();
  await page.getByTestId('save-visit').waitFor();
}

const visitsOf = async (person: PersonBrief) => {
  const { visits } = await stage.ask<VisitList>('GET', '/api/visits?limit=500', undefined, 'doctor');
  return visits.filter((visit) => visit.person.id === person.id);
};

test('a visit saved on the nurse’s phone is on the doctor’s list within 2 s, unasked, and in the record', async () => {
  const [person] = people as [PersonBrief];
  await doctor.page.goto('/hospital');
  await doctor.page.getByText(words.hospital.empty).waitFor();
  let loads = 0;
  doctor.page.on('framenavigated', () => loads++);

  await arrive(nurse.page, person);
  await enterAll(nurse.page);
  await nurse.page.getByTestId('field-remarks').fill('발목이 조금 부으셨음');
  await nurse.page.getByTestId('save-visit').click();
  // The acceptance itself, not a measure of speed: within two seconds and without anybody asking.
  const row = doctor.page.locator(`[data-testid="visit-row"][data-person="${person.id}"]`);
  await row.waitFor({ timeout: 2_000 });
  assert.equal(loads, 0);
  const shown = await row.innerText();
  for (const part of ['142', '84', '96', '36.8', '94', '발목이 조금 부으셨음', '오간호'])
    assert.ok(shown.includes(part), part);
  await nurse.page.getByTestId('save-state').getByText(words.visit.outbox.savedOnServer).waitFor();

  // [RCP NEWS2 2017]: pulse 96 is 1, SpO2 94 % is 1, the rest 0.
  await row.getByTestId('news2').getByText('2').waitFor();
  const found = await stage.ask<{ total: number }>(
    'GET',
    `/fhir/R4/Encounter?patient=${person.id}&_total=accurate`,
    undefined,
    'doctor',
  );
  assert.equal(found.total, 1);
  const pressure = await stage.ask<{
    entry: { resource: { component: { valueQuantity: { value: number; code: string } }[] } }[];
  }>('GET', `/fhir/R4/Observation?patient=${person.id}&code=http://loinc.org|85354-9`, undefined, 'doctor');
  assert.deepEqual(
    pressure.entry.map(({ resource }) => resource.component.map(({ valueQuantity: q }) => [q.value, q.code])),
    [
      [
        [142, 'mm[Hg]'],
        [84, 'mm[Hg]'],
      ],
    ],
  );
});

test('without a network the visit waits on the phone, and goes out once when there is one again', async () => {
  const person = people[1]!;
  await arrive(nurse.page, person);
  await enterAll(nurse.page);
  await nurse.context.setOffline(true);
  await nurse.page.getByTestId('save-visit').click();
  const state = nurse.page.getByTestId('save-state');
  await state.getByText(words.visit.outbox.waiting(1)).waitFor();
  assert.deepEqual(await visitsOf(person), []);

  const sent: string[] = [];
  nurse.page.on('requestfinished', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/visits'))
      sent.push((request.postDataJSON() as VisitEntry).id);
  });
  await nurse.context.setOffline(false);
  await state.getByText(words.visit.outbox.savedOnServer).waitFor();
  await nurse.page.reload();
  await nurse.page.goto('/visit');
  await nurse.page.locator(`[data-person="${person.id}"]`).getByTestId('visited-today').waitFor();
  assert.equal((await visitsOf(person)).length, 1);
  assert.equal(new Set(sent).size, 1);
});

test('a reload in the middle of a visit keeps what was entered', async () => {
  const person = people[2]!;
  await arrive(nurse.page, person);
  await type(nurse.page, 'systolicMmHg', '131');
  await type(nurse.page, 'diastolicMmHg', '7');
  await nurse.page.reload();
  await nurse.page.getByTestId('keypad-back').click();
  assert.equal(await nurse.page.getByTestId('field-systolicMmHg').innerText(), '131');
  // Also from the day's list, where the unfinished visit stands on top.
  await nurse.page.goto('/visit');
  const notice = nurse.page.getByTestId('draft-notice');
  assert.match(await notice.innerText(), new RegExp(person.name));
  await notice.getByTestId('resume-draft').click();
  await nurse.page.getByTestId('field-systolicMmHg').getByText('131').waitFor();
  assert.deepEqual(await visitsOf(person), []);
});

test('neither page complained, but of the network that was away', () => {
  const others = nurse.complaints.filter((one) => !one.includes('net::ERR_INTERNET_DISCONNECTED'));
  assert.deepEqual([...others, ...doctor.complaints], []);
});
