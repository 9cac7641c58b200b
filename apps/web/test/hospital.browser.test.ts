import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PersonBrief, SyncDeviceAnswer, SyncMessage, SyncPushed, VisitAnswer, VisitEntry } from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { Locator, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { desk, openStage, phone, type Screen, type Stage } from './stage.ts';

const words = wordsOf('ko');
const t = words.hospital;
const minuteMs = 60_000;
/** The acceptance itself, not a measure of speed: within two seconds and without anybody asking. */
const soon = { timeout: 2_000 };

let stage: Stage;
let doctor: Screen;
let calm: PersonBrief;
let ill: PersonBrief;
let device: string;

before(async () => {
  stage = await openStage();
  calm = await stage.enrol('김평온', { conditions: ['고혈압'] });
  ill = await stage.enrol('이아픔', { conditions: ['당뇨병'] });
  await stage.addUser('h-nurse', '오간호', 'nurse', [calm.id, ill.id]);
  await stage.addUser('h-doctor', '서의사', 'doctor');
  doctor = await stage.openAs('h-doctor');
  const enrolled = await asNurse<SyncDeviceAnswer>('/api/sync/device', { name: 'test' });
  device = enrolled.device;
});
after(() => stage?.stop());

const asNurse = <T>(path: string, body: unknown) => stage.ask<T>('POST', path, body, 'nurse', 'h-nurse');

type Told = SyncMessage extends infer M ? (M extends unknown ? Omit<M, 'id' | 'v' | 'at'> : never) : never;
let told = 0;
/** What the nurse's device sends; @throws AssertionError when it is refused */
async function send(...messages: Told[]): Promise<SyncPushed> {
  const now = Date.now();
  const whole = messages.map((message) => ({ ...message, id: `m-${++told}`, v: 1, at: now }));
  const pushed = await asNurse<SyncPushed>('/api/sync/push', { device, sent: now, messages: whole });
  assert.deepEqual(
    pushed.results.filter(({ outcome }) => outcome === 'refused'),
    [],
  );
  return pushed;
}

function visitTo(person: PersonBrief, id: string, more: Partial<VisitEntry> = {}): VisitEntry {
  const finished = Date.now() - minuteMs;
  return { id, patient: person.id, state: 'signed', arrived: finished - 40 * minuteMs, finished, vitals: {}, ...more };
}
const ordinary: VisitEntry['vitals'] = {
  systolicMmHg: 124,
  diastolicMmHg: 76,
  secondSystolicMmHg: 120,
  secondDiastolicMmHg: 74,
  pulsePerMin: 70,
  temperatureCel: 36.5,
  spo2Percent: 97,
  onOxygen: false,
  respirationPerMin: 16,
  consciousness: 'alert',
};
const photo = { id: 'ph-1', takenAt: Date.now(), kind: 'wound' as const, caption: '천골', lengthMm: 32, widthMm: 18 };
const rowOf = (page: Page, visit: string): Locator => page.locator(`[data-testid="visit-row"][data-visit="${visit}"]`);
const order = (page: Page) =>
  page
    .locator('[data-testid="visit-row"]')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.visit));
const pageOf = (page: Page, visit: string) => page.locator(`[data-testid="visit-page"][data-visit="${visit}"]`);

test('a visit is on the doctor’s list within 2 s, new ones apart, the one that stands out before a later ordinary one', async () => {
  const { page } = doctor;
  await page.goto('/hospital');
  await page.getByText(t.empty).waitFor();
  const vitals = { ...ordinary, spo2Percent: 90, pulsePerMin: 115, temperatureCel: 38.4, respirationPerMin: 22 };
  const forms = { wound: { version: '1.0.0', answers: { place: 'sacrum', kind: 'pressure', odour: true, pain: 4 } } };
  await send({
    kind: 'visit',
    visit: visitTo(ill, 'v-ill', { vitals, forms, question: '입원해야 할까요?', photos: [photo] }),
  });
  await rowOf(page, 'v-ill').waitFor(soon);
  await send({ kind: 'visit', visit: visitTo(calm, 'v-calm', { vitals: ordinary, state: 'vitals-final' }) });
  await rowOf(page, 'v-calm').waitFor(soon);
  assert.deepEqual(await order(page), ['v-ill', 'v-calm']);
  await page.getByRole('heading', { name: t.newGroup(2) }).waitFor();
  const shown = await rowOf(page, 'v-ill').innerText();
  for (const part of ['이아픔', '입원해야 할까요?', t.unanswered, t.fresh, t.flagged(1)])
    assert.ok(shown.includes(part), part);
  assert.ok((await rowOf(page, 'v-calm').innerText()).includes(t.states['vitals-final']));
});

test('the visit reads as a page: measured with both pressures, found, asked; reached and left by the keyboard', async () => {
  const { page } = doctor;
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await pageOf(page, 'v-ill').waitFor();
  const measured = await page.getByTestId('measured').innerText();
  for (const part of ['122/75', '124/76', '120/74', '38.4', '90'])
    assert.ok(measured.includes(part), `${part} in ${measured}`);
  const form = await page.locator('[data-form="wound"]').innerText();
  assert.match(form, /냄새/);
  await page.keyboard.press('j');
  await pageOf(page, 'v-calm').waitFor();
  await page.getByTestId('pending').getByText(t.states['vitals-final']).waitFor();
  await page.keyboard.press('k');
  await pageOf(page, 'v-ill').waitFor();
  await page.getByTestId('to-list').click();
  // Both have been looked at: nothing is new any more, also for a list asked anew.
  await page.reload();
  await page.getByRole('heading', { name: t.seenGroup }).waitFor();
  assert.equal(await page.locator('[data-testid="visit-row"][data-new]').count(), 0);
});

test('a picture is there with its size once its bytes have come, and until then the page says that it is on its way', async () => {
  const { page } = doctor;
  await page.goto('/hospital/visits/v-ill');
  await page.getByTestId('photo').getByText(t.page.photoComing).waitFor();
  await page.getByTestId('photo').getByText(t.page.photoSize('32', '18')).waitFor();
  const jpeg = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d')!.fillRect(10, 10, 100, 50);
    return canvas.toDataURL('image/jpeg').split(',')[1]!;
  });
  await send({ kind: 'photo', patient: ill.id, visit: 'v-ill', photo, jpeg });
  await page.reload();
  const picture = page.getByTestId('photo').locator('img');
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => (document.querySelector('[data-testid="photo"] img') as HTMLImageElement)?.naturalWidth > 0,
  );
  await page.getByTestId('photo').getByRole('button').click();
  await page.getByRole('dialog').locator('img').waitFor();
  await page.keyboard.press('Escape');
});

test('the doctor answers by one press and in her own words, once each; that the nurse has read it shows within 2 s', async () => {
  const { page } = doctor;
  await page.goto('/hospital/visits/v-ill');
  await pageOf(page, 'v-ill').waitFor();
  await page.getByTestId('quick-clinic').first().dblclick();
  await page.getByTestId('answer').first().waitFor();
  await page.keyboard.press('Escape');
  await page
    .locator('#content, main')
    .first()
    .click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('a');
  await page.keyboard.type('오늘 안에 응급실로 가시게 해 주세요');
  await page.getByTestId('answer-send').click();
  await page.getByTestId('answer').nth(1).waitFor();
  const { answers } = await stage.ask<{ answers: VisitAnswer[] }>(
    'GET',
    '/api/visits/v-ill/answers',
    undefined,
    'doctor',
  );
  assert.deepEqual(answers.map(({ kind }) => kind).sort(), ['advice', 'clinic']);
  assert.ok(answers.every(({ from }) => from.name === '서의사'));
  const own = answers.find(({ kind }) => kind === 'advice');
  assert.equal(own?.text, '오늘 안에 응급실로 가시게 해 주세요');
  await send({ kind: 'read', what: own!.id });
  const mark = page.locator(`[data-answer="${own!.id}"]`).getByTestId('answer-read');
  await mark.getByText('오간호').waitFor(soon);
  await page.goto('/hospital');
  await rowOf(page, 'v-ill').getByText(t.answered(2)).waitFor();
});

test('a correction after signing is a version with its reason, and comes to the list as new again', async () => {
  const { page } = doctor;
  await page.goto('/hospital');
  await rowOf(page, 'v-ill').waitFor();
  const base = visitTo(ill, 'v-ill');
  const stored = await stage.ask<{ entry: VisitEntry }>('GET', '/api/visits/v-ill', undefined, 'nurse', 'h-nurse');
  assert.equal(stored.entry.id, base.id);
  const visit = { ...stored.entry, remarks: '발뒤꿈치도 붉음' };
  await send({ kind: 'visit', visit, base: stored.entry, reason: '빠뜨린 것을 더함' });
  await rowOf(page, 'v-ill').getByText('발뒤꿈치도 붉음').waitFor(soon);
  await rowOf(page, 'v-ill').locator('[data-visit-link]').click();
  await page.getByTestId('version').getByText('빠뜨린 것을 더함').waitFor();
  // The original can be read, and says that it is not what stands.
  await page.getByTestId('read-version').first().click();
  await page.getByTestId('version-shown').waitFor();
  await pageOf(page, 'v-ill').waitFor();
  assert.equal(await page.getByText('발뒤꿈치도 붉음').count(), 0);
  await page.getByTestId('version-shown').getByRole('link').click();
  await page.getByText('발뒤꿈치도 붉음').waitFor();
});

test('the record of a visit and the month’s record are PDF, for who may read the visit and nobody else', async () => {
  const { page } = doctor;
  await page.goto('/hospital/visits/v-ill');
  const record = await page.getByTestId('print-record').getAttribute('href');
  await page.getByTestId('to-person').click();
  const month = await page.getByTestId('print-month').getAttribute('href');
  for (const address of [record, month]) {
    const answer = await doctor.context.request.get(address!);
    assert.equal(answer.status(), 200, address!);
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    assert.equal((await answer.body()).subarray(0, 5).toString(), '%PDF-');
  }
  await stage.addUser('h-other', '남간호', 'nurse', []);
  await assert.rejects(stage.ask('GET', record!, undefined, 'nurse', 'h-other'), /403/);
});

test('what doctor and nurse wrote differently stands on the list and on the person’s page, and is decided in one tap', async () => {
  const { page } = doctor;
  await page.goto(`/people/${calm.id}`);
  await page.getByTestId('change-medications').click();
  await page.getByTestId('fact-input-medications').fill('암로디핀 5 mg\n아스피린 100 mg');
  await page.getByTestId('save-fact').click();
  await page.getByTestId('fact-medications').getByText('아스피린 100 mg').waitFor();
  await page.getByTestId('fact-medications').getByText('서의사').waitFor();
  await page.goto('/hospital');
  await rowOf(page, 'v-calm').waitFor();
  // The nurse had started from nothing: she knew nothing of what the doctor wrote.
  const change = { field: 'medications' as const, base: [], mine: ['로사르탄 50 mg'] };
  await send({ kind: 'facts', patient: calm.id, changes: [change] });
  const conflict = page.getByTestId('conflict');
  await conflict.waitFor(soon);
  for (const text of ['아스피린 100 mg', '로사르탄 50 mg', '오간호']) await conflict.getByText(text).first().waitFor();
  assert.deepEqual(await violations(page), []);
  await page.goto(`/people/${calm.id}`);
  await page.getByTestId('conflict').getByTestId('keep-other').click();
  await page.getByTestId('fact-medications').getByText('로사르탄 50 mg').waitFor();
  await page.goto('/hospital');
  await rowOf(page, 'v-calm').waitFor();
  assert.equal(await page.getByTestId('conflict').count(), 0);
});

test('an operator asks for a visit from the person’s page, once however often it is pressed', async () => {
  await stage.addUser('h-operator', '박관제', 'operator');
  const operator = await stage.openAs('h-operator');
  const { page } = operator;
  await page.goto(`/people/${calm.id}`);
  await page.getByTestId('ask-visit').click();
  await page.getByTestId('ask-visit-text').fill('전화를 받지 않으십니다');
  await page.getByTestId('ask-visit-send').dblclick();
  await page.getByText(t.request.sent).waitFor();
  const path = `/api/people/${calm.id}/visit-requests`;
  const { requests } = await stage.ask<{ requests: { text: string }[] }>('GET', path, undefined, 'doctor');
  assert.deepEqual(
    requests.map(({ text }) => text),
    ['전화를 받지 않으십니다'],
  );
  assert.deepEqual(operator.complaints, []);
  await operator.close();
});

for (const language of ['ko', 'en'] as const)
  for (const [name, viewport] of Object.entries({ desk, phone }))
    test(`axe finds nothing on the doctor’s list, the visit’s page and the person’s page (${language}, ${name}), nothing is wider than the screen`, async () => {
      const screen = await stage.openAs('h-doctor', { language, viewport });
      const { page } = screen;
      for (const [path, ready] of [
        ['/hospital', '[data-testid="visit-row"]'],
        ['/hospital/visits/v-ill', '[data-testid="visit-page"]'],
        [`/people/${calm.id}`, '[data-testid="fact-medications"]'],
      ] as const) {
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        await page.waitForFunction(() => document.querySelector('.mantine-Loader-root') === null);
        assert.deepEqual(await violations(page), [], path);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path);
        const folder = process.env.MUNAN_PICTURES;
        if (folder)
          await page.screenshot({
            path: `${folder}/${path.replaceAll('/', '-')}-${language}-${name}.png`,
            fullPage: true,
          });
      }
      assert.deepEqual(screen.complaints, []);
      await screen.close();
    });

test('the doctor’s page complained of nothing', () => {
  assert.deepEqual(doctor.complaints, []);
});
