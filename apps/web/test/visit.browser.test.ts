import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PersonBrief, VisitList, VisitPage } from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { Page } from 'playwright-core';
import { openStage, type Screen, type Stage } from './stage.ts';

const words = wordsOf('ko');
/** The narrowest telephone that is supported. */
const narrow = { width: 360, height: 740 };
/** A gloved thumb. */
const leastGlovePx = 56;

let stage: Stage;
let nurse: Screen;
let doctor: Screen;
let people: PersonBrief[];

before(async () => {
  stage = await openStage();
  people = await Promise.all(
    ['김방문', '이끊김', '박다시', '최서식'].map((name) =>
      stage.enrol(name, { conditions: ['당뇨병'], medications: ['메트포르민 500 mg'] }),
    ),
  );
  const ids = people.map(({ id }) => id);
  await stage.addUser('visit-nurse', '오간호', 'nurse', ids);
  await stage.addUser('visit-doctor', '서의사', 'doctor');
  nurse = await stage.openAs('visit-nurse', { viewport: narrow });
  doctor = await stage.openAs('visit-doctor');
});
after(() => stage?.stop());

/** Types one vital on the keypad, as a gloved thumb does; a number that can only be whole goes on by itself. */
async function type(page: Page, field: string, text: string): Promise<void> {
  await page.getByTestId(`field-${field}`).waitFor();
  for (const sign of text) await page.getByTestId(`keypad-${sign === '.' ? 'point' : sign}`).click();
}

async function arrive(page: Page, person: PersonBrief): Promise<void> {
  await page.goto(`/visit/${person.id}`);
  await page.getByTestId('arrive').click();
}

/** A whole set; only the sending is left. */
async function measure(page: Page): Promise<void> {
  await type(page, 'systolicMmHg', '142');
  await type(page, 'diastolicMmHg', '84');
  await type(page, 'pulsePerMin', '96');
  await type(page, 'temperatureCel', '368');
  await type(page, 'spo2Percent', '94');
  await page.getByTestId('choice-onOxygen-false').click();
  await type(page, 'secondSystolicMmHg', '138');
  await type(page, 'secondDiastolicMmHg', '80');
  await type(page, 'respirationPerMin', '18');
  await type(page, 'glucoseMgPerDl', '110');
  await page.getByTestId('choice-fasting-true').click();
  await type(page, 'weightKg', '525');
  await page.getByTestId('pain-2').click();
  await page.getByTestId('level-alert').click();
  await page.getByTestId('orient-all').click();
  await page.getByTestId('finish-vitals').waitFor();
}

async function open(page: Page, part: string): Promise<void> {
  await page.getByTestId(`part-${part}`).click();
}
async function sign(page: Page): Promise<void> {
  await page.getByTestId('open-sign').click();
  await page.getByTestId('sign-visit').click();
  await page.getByTestId('visit-done').waitFor();
}
const saved = (page: Page, state: string) =>
  page.locator(`[data-testid="save-state"][data-state="${state}"]`).waitFor();

const visitsOf = async (person: PersonBrief) => {
  const { visits } = await stage.ask<VisitList>('GET', '/api/visits?limit=500', undefined, 'doctor');
  return visits.filter((visit) => visit.person.id === person.id);
};
const pageOf = (id: string) => stage.ask<VisitPage>('GET', `/api/visits/${id}`, undefined, 'doctor');

test('vitals that are sent are on the doctor’s list within 2 s, unasked, while the note is written; signed, the visit is whole', async () => {
  const [person] = people as [PersonBrief];
  const { page } = nurse;
  await doctor.page.goto('/hospital');
  await doctor.page.getByText(words.hospital.empty).waitFor();
  let loads = 0;
  doctor.page.on('framenavigated', () => loads++);

  await arrive(page, person);
  await measure(page);
  await page.getByTestId('finish-vitals').click();
  // The acceptance itself, not a measure of speed: within two seconds and without anybody asking.
  const row = doctor.page.locator(`[data-testid="visit-row"][data-person="${person.id}"]`);
  await row.waitFor({ timeout: 2_000 });
  assert.equal(loads, 0);
  await page.getByTestId('vitals-final').waitFor();
  assert.deepEqual(
    (await visitsOf(person)).map(({ state, vitals }) => [state, vitals.secondSystolicMmHg]),
    [['vitals-final', 138]],
  );

  await open(page, 'remarks');
  await page.getByTestId('field-remarks').fill('발목이 조금 부으셨음 <b>굵게</b>');
  await page.getByTestId('part-done').click();
  await open(page, 'question');
  await page.getByTestId('field-question').fill('이뇨제를 줄여도 될까요?');
  await page.getByTestId('part-done').click();
  await open(page, 'next');
  await page.getByTestId('next-two').click();
  await page.getByTestId('part-done').click();
  await sign(page);
  await saved(page, 'sent');
  const [visit] = await visitsOf(person);
  const { entry, signed } = await pageOf(visit!.id);
  assert.deepEqual(
    [entry.state, entry.remarks, entry.question, signed?.byName],
    ['signed', '발목이 조금 부으셨음 <b>굵게</b>', '이뇨제를 줄여도 될까요?', '오간호'],
  );
  assert.match(entry.next?.date ?? '', /^\d{4}-\d{2}-\d{2}$/);
  assert.ok(await row.getByText('발목이 조금 부으셨음 <b>굵게</b>').count());
});

test('without a network the visit waits on the phone, and goes out once when there is one again', async () => {
  const person = people[1]!;
  const { page } = nurse;
  await arrive(page, person);
  await measure(page);
  await nurse.context.setOffline(true);
  await page.getByTestId('finish-vitals').click();
  await page.getByTestId('parts').waitFor();
  await sign(page);
  await saved(page, 'waiting');
  assert.deepEqual(await visitsOf(person), []);
  await nurse.context.setOffline(false);
  await saved(page, 'sent');
  await page.reload();
  const [visit, ...more] = await visitsOf(person);
  assert.deepEqual([visit?.state ?? 'signed', visit?.vitals.weightKg, more], ['signed', 52.5, []]);
});

test('a reload in the middle of a visit comes back to where she was, with what was entered', async () => {
  const person = people[2]!;
  const { page } = nurse;
  await arrive(page, person);
  await type(page, 'systolicMmHg', '131');
  await type(page, 'diastolicMmHg', '7');
  await page.reload();
  assert.equal(await page.getByTestId('field-diastolicMmHg').innerText(), '7');
  await page.getByTestId('keypad-back').click();
  assert.equal(await page.getByTestId('field-systolicMmHg').innerText(), '131');
  // Also from the day's list, where the unfinished visit stands on top.
  await page.goto('/visit');
  const notice = page.getByTestId('draft-notice');
  assert.match(await notice.innerText(), new RegExp(person.name));
  await notice.getByTestId('resume-draft').click();
  await page.getByTestId('field-systolicMmHg').getByText('131').waitFor();
  assert.deepEqual(await visitsOf(person), []);
});

test('forms, medicines and a measured picture of one visit are at the hospital; a correction keeps the original with its reason', async () => {
  const person = people[3]!;
  const { page } = nurse;
  await arrive(page, person);
  await type(page, 'systolicMmHg', '128');
  await page.goto(`/visit/${person.id}#list`);
  await open(page, 'form-mood');
  for (let n = 1; n <= 15; n++) await page.getByTestId(`item-gds-${n}`).getByTestId('option-yes').click();
  assert.match(
    await page.getByTestId('form-total').innerText(),
    /10/,
    '[GDS-SF] yes throughout is one point for ten items',
  );
  await page.getByTestId('part-done').click();
  await open(page, 'medicines');
  await page.getByTestId('use-not-taken').click();
  const list = page.getByTestId('list-medications');
  await list.getByTestId('list-add').click();
  await list.getByTestId('list-new').fill('글리메피리드 2 mg');
  await list.getByTestId('list-put').click();
  await list.getByText('글리메피리드 2 mg').waitFor();
  await page.getByTestId('part-done').click();

  await open(page, 'photos');
  await page.getByTestId('take-wound').setInputFiles({
    name: 'page.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from('<!doctype html><script>alert(1)</script>'),
  });
  await page.getByText(words.visitForms.photo.errors['not-an-image']).waitFor();
  // A grey coin of 265 pixels and a wound of 340 by 182: 0.1 mm a pixel.
  const jpeg = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1200;
    canvas.height = 900;
    const paint = canvas.getContext('2d')!;
    paint.fillStyle = '#d8a88a';
    paint.fillRect(0, 0, 1200, 900);
    paint.fillStyle = '#a22';
    paint.fillRect(530, 409, 340, 182);
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  await page
    .getByTestId('take-wound')
    .setInputFiles({ name: 'w.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(jpeg, 'base64') });
  await page.getByTestId('reference-coin-500').click();
  const picture = page.getByTestId('measure-picture');
  await page.waitForFunction(
    () => (document.querySelector<HTMLImageElement>('[data-testid="measure-picture"] img')?.naturalWidth ?? 0) > 0,
  );
  const box = (await picture.boundingBox())!;
  const tap = (x: number, y: number) =>
    page.mouse.click(box.x + (x * box.width) / 1200, box.y + (y * box.width) / 1200);
  await tap(167.5, 300);
  await tap(432.5, 300);
  await tap(530, 500);
  await tap(900, 500);
  await page.getByTestId('measure-undo').click();
  await tap(870, 500);
  await tap(700, 409);
  await tap(700, 591);
  await page.getByTestId('measure-keep').click();
  await page.getByTestId('photo-size').waitFor();
  await page.getByTestId('part-done').click();
  await sign(page);
  await saved(page, 'sent');

  const [visit] = await visitsOf(person);
  const { entry, photos } = await pageOf(visit!.id);
  assert.equal(Object.keys(entry.forms?.mood?.answers ?? {}).length, 15);
  assert.deepEqual(entry.forms?.medication?.answers, { 'not-taken': ['메트포르민 500 mg'] });
  const [photo] = entry.photos ?? [];
  assert.deepEqual([photo?.kind, photo?.reference, photos], ['wound', 'coin-500', [photo?.id]]);
  assert.ok(Math.abs((photo?.lengthMm ?? 0) - 34) <= 1, String(photo?.lengthMm));
  assert.ok(Math.abs((photo?.widthMm ?? 0) - 18) <= 1, String(photo?.widthMm));

  await page.getByTestId('correct-visit').click();
  await page.getByTestId('correct-typo').click();
  await page.getByTestId('correction-begin').click();
  await page.getByTestId('correcting').waitFor();
  await open(page, 'vitals');
  await page.getByTestId('review-systolicMmHg').click();
  await type(page, 'systolicMmHg', '138');
  await page.getByTestId('finish-vitals').click();
  await sign(page);
  await saved(page, 'sent');
  const corrected = await pageOf(visit!.id);
  assert.equal(corrected.entry.vitals.systolicMmHg, 138);
  assert.deepEqual(corrected.versions.at(-1)?.reason, words.visitParts.correction.whys.typo);
  assert.ok(corrected.versions.length >= 2);
});

test('every step of the visit is within reach of a gloved thumb on a narrow phone', async () => {
  const { page } = nurse;
  await page.goto(`/visit/${people[2]!.id}`);
  const small = (within: string) =>
    page.locator(within).evaluateAll(
      (all, least) =>
        all
          .map((one) => ({ box: one.getBoundingClientRect(), what: one.outerHTML.slice(0, 120) }))
          .filter(({ box }) => box.height > 0 && (box.height < least || box.width < 44))
          .map(({ what, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${what}`),
      leastGlovePx,
    );
  const look = async (where: string) => {
    await page.locator('main h2, main [data-testid="parts"]').first().waitFor();
    const fields = 'main button:not(.munan-small), main input:not([type="file"]), main textarea, main a';
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const found = [...(await small(fields)), ...(over > 0 ? [`${over} px too wide`] : [])];
    return found.map((one) => `${where}: ${one}`);
  };
  const problems: string[] = [];
  const next = () => page.getByTestId('keypad-next').click();
  await page.getByTestId('field-systolicMmHg').waitFor();
  while (await page.getByTestId('keypad-next').isVisible()) {
    problems.push(...(await look((await page.locator('main h2').first().innerText()) ?? '')));
    await next();
  }
  problems.push(...(await look('review')));
  const parts = ['list', 'medicines', 'photos', 'remarks', 'question', 'next', 'facts', 'sign'];
  const forms = ['diabetes', 'wound', 'activities', 'referral', 'education'].map((id) => `form-${id}`);
  for (const part of [...parts, ...forms]) {
    await page.goto(`/visit/${people[2]!.id}#${part}`);
    await page.getByTestId(part === 'list' ? 'parts' : 'part').waitFor();
    problems.push(...(await look(part)));
  }
  assert.deepEqual(problems, []);
});

test('neither page complained, but of the network that was away', () => {
  const others = nurse.complaints.filter((one) => !one.includes('net::ERR_INTERNET_DISCONNECTED'));
  assert.deepEqual([...others, ...doctor.complaints], []);
});
