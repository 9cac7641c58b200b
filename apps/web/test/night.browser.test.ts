import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertPage, PlanStep, PlansPage } from '@munan/flow';
import { centreWordsOf, wordsOf } from '@munan/language';
import type { Locator, Page } from 'playwright-core';
import {
  GatewayForTests,
  type GatewayMessage,
  gatewaySecret,
  gatewayToken,
} from '../../server/test/gateway-for-tests.ts';
import { listenTo } from './operators-computer.ts';
import { picture } from './picture.ts';
import { colouredPixels, openStage, type Screen, type Stage } from './stage.ts';
import { fallNow, type HandDevice, worn } from './worn.ts';

const ko = { ...centreWordsOf('ko'), ...wordsOf('ko') };
const en = { ...centreWordsOf('en'), ...wordsOf('en') };
const minuteMs = 60_000;
const withinMs = 60_000;
/** Of the name on the call sheet and the door. */
const name = '강혼자';
const doorCode = '1234*';
const nursePhone = '010-0000-0003';
const familyPhone = '010-0000-0001';
/** As the house's own, and her family is told by text before it is called. The ear has so long to answer. */
const plan: PlanStep[] = [
  { kind: 'ask-device', withinMs: 8000 },
  { kind: 'operator-call', withinMs: 10 * minuteMs },
  { kind: 'family-text', withinMs: 10 * minuteMs },
  { kind: 'family-call', withinMs: 10 * minuteMs },
  { kind: 'nurse-visit', withinMs: 10 * minuteMs },
  { kind: 'dispatch', withinMs: 10 * minuteMs },
];

let stage: Stage;
let gateway: GatewayForTests;
/** The operator of the night, in Korean. */
let first: Screen;
/** The next shift, in English. */
let second: Screen;
let computer: Awaited<ReturnType<typeof listenTo>>;
const devices: HandDevice[] = [];
const secrets = mkdtempSync(join(tmpdir(), 'munan-gateway-'));

before(async () => {
  gateway = await GatewayForTests.open();
  const secretFile = join(secrets, 'gateway');
  writeFileSync(secretFile, `${gatewayToken}\n${gatewaySecret}\n`);
  stage = await openStage({
    args: [
      ...['--public-url', 'http://127.0.0.1:8080', '--desk-asleep-minutes', '60'],
      ...['--gateway-url', gateway.url, '--gateway-secret-file', secretFile],
    ],
  });
  await stage.addUser('night-1', '한밤일', 'operator');
  await stage.addUser('night-2', '한밤이', 'operator');
  first = await stage.openAs('night-1', { moving: true });
  second = await stage.openAs('night-2', { language: 'en' });
  computer = await listenTo(first);
  await listenTo(second);
  for (const { page, context } of [first, second]) {
    context.setDefaultTimeout(withinMs);
    await page.goto('/centre');
    await page.getByTestId('queue').waitFor();
  }
});
after(async () => {
  for (const { link } of devices) await link.end();
  await stage?.stop();
  await gateway?.close();
  rmSync(secrets, { recursive: true, force: true });
});

const rowOf = (page: Page): Locator => page.getByTestId('alert-row').filter({ hasText: name });
const stepOf = (page: Page, kind: PlanStep['kind']): Locator =>
  page.locator(`[data-testid="next-step"][data-step="${kind}"]`);
const panelOf = ({ page }: Screen): Locator => page.getByTestId('alert-panel');

/** What reached a telephone; asks until it is there. */
async function textTo(phone: string): Promise<GatewayMessage> {
  const digits = phone.replaceAll('-', '');
  for (const giveUpAt = performance.now() + withinMs; performance.now() < giveUpAt; await wait(100)) {
    const message = gateway.told.find(({ to }) => to === digits);
    if (message) return message;
  }
  return assert.fail(`nothing was sent to ${phone}; it was ${JSON.stringify(gateway.told)}`);
}

async function receipt(message: GatewayMessage, state: 'delivered' | 'answered', key?: string): Promise<void> {
  const body = { message: message.id, state, at: Date.now(), ...(key === undefined ? {} : { key }) };
  const { status } = await gateway.callback(`${stage.http}/hooks/gateway`, body);
  assert.equal(status, 200);
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const giveUpAt = performance.now() + withinMs; !(await isSo()); await wait(100))
    assert.ok(performance.now() < giveUpAt, `never came: ${what}`);
}

async function both(moment: string): Promise<void> {
  await picture(first, `${moment}-ko`);
  await picture(second, `${moment}-en`);
}

async function alertNow(): Promise<AlertPage> {
  const id = encodeURIComponent((await panelOf(first).getAttribute('data-alert-id')) ?? '');
  return stage.ask('GET', `/api/alerts/${id}`, undefined, 'operator', 'night-1');
}

test('a reply "ok" through the ear closes the alert of a fall before the operator’s eyes', async () => {
  const well = '윤괜찮';
  const person = await stage.enrol(well);
  const ear = await worn(stage, 'ear-well', 'ear', person);
  devices.push(ear);
  await ear.send([fallNow(12)]);
  const row = second.page.getByTestId('alert-row').filter({ hasText: well });
  await row.click();
  await panelOf(second).getByText(en.centre.step.waiting).waitFor();
  await until(async () => ear.questions.length > 0, 'the question');
  await ear.send([{ e: 'reply', t: Date.now(), answer: 'ok', command: ear.questions[0]!.id }], 'reply');
  await panelOf(second).getByText(en.centre.alert.closed).waitFor();
  await panelOf(second).getByText(en.response.outcomes.unclear['answered-ok']).first().waitFor();
  await second.page.mouse.move(1000, 500); // while the pointer is over the queue nothing in it moves
  await row.waitFor({ state: 'detached' });
  await second.page.keyboard.press('Escape');
});

test('a night: a fall, no answer, no family, a nurse who goes, an ambulance that a named operator sends, a hand-over, an outcome', async () => {
  const person = await stage.enrol(name, { doorCode });
  await stage.addUser('night-nurse', '정순회', 'nurse', [person.id]);
  await stage.ask('PUT', '/api/shifts/users/night-nurse/reach', { phone: nursePhone });
  const ear = await worn(stage, 'ear-night', 'ear', person);
  const wrist = await worn(stage, 'wrist-night', 'wrist', person);
  devices.push(ear, wrist);
  await Promise.all([ear.send([]), wrist.send([])]);
  const { plans, version } = await stage.ask<PlansPage>('GET', '/api/plans');
  const changed = { ...plans, safety: { ...plans.safety, high: plan } };
  await stage.ask('PUT', '/api/plans', { plans: changed, note: '밤 시험', version });
  await first.page.getByTestId('sound-on').click();
  await first.page.getByTestId('sound-settings').waitFor();

  // The fall: it sounds, it flashes, and everybody at the desk sees it.
  await ear.send([fallNow(11)]);
  const row = rowOf(first.page);
  await row.waitFor();
  assert.equal(await row.getAttribute('data-priority'), 'high');
  await until(async () => (await computer.tones()) >= 10, 'a burst of high priority: ten pulses');
  const signal = row.locator('[data-priority="high"]');
  const flashMs = () => signal.evaluate((mark) => mark.getAnimations().map((one) => one.effect?.getTiming().duration));
  assert.deepEqual(await flashMs(), [500], 'two flashes a second');
  await rowOf(second.page).waitFor();
  assert.deepEqual(
    await rowOf(second.page)
      .locator('[data-priority="high"]')
      .evaluate((mark) => mark.getAnimations().length),
    0,
    'who asked for stillness has it',
  );
  await both('1-queue');

  // By keys alone into the alert. Its ear is asked, and nobody answers until its time is over.
  await first.page.keyboard.press('j');
  await first.page.keyboard.press('Enter');
  await rowOf(second.page).click();
  const panel = panelOf(first);
  const chart = panel.getByTestId('evidence-chart');
  await chart.locator('canvas').waitFor();
  assert.ok((await colouredPixels(chart)) > 200, 'the evidence is drawn');
  assert.equal(ear.questions.length, 1, 'the ear was asked');
  await stepOf(first.page, 'operator-call').waitFor();

  // She takes it, and phones: that silences it, and the other sees who phones.
  await first.page.keyboard.press('t');
  await first.page.getByTestId('release').waitFor();
  await until(async () => (await flashMs()).length === 0, 'silenced, it stands still');
  await first.page.getByTestId('call-number').first().click();
  await first.page.getByTestId('calling').waitFor();
  const theirs = second.page.getByTestId('calling');
  await theirs.getByText('한밤일').first().waitFor();
  assert.equal(await second.page.getByTestId('call-number').first().isDisabled(), true);
  await both('2-phones');
  assert.deepEqual(await computer.dialled(), ['tel:055-000-0001']);
  await first.page.keyboard.press('3');

  // Her family is told by text, and called without waiting; it does not answer.
  await stepOf(first.page, 'family-text').waitFor();
  const text = await textTo(familyPhone);
  assert.match(text.text, new RegExp(name));
  await receipt(text, 'delivered');
  await panel.locator('[data-testid="message"][data-state="delivered"]').waitFor();
  await both('3-family');
  await first.page.getByTestId('call-instead').click();
  await stepOf(first.page, 'family-call').waitFor();
  await first.page.getByTestId('call-number').first().click();
  await first.page.getByTestId('calling').waitFor();
  await first.page.keyboard.press('3');

  // The nurse is told, says that she goes, and finds that help is needed.
  await stepOf(first.page, 'nurse-visit').waitFor();
  const asked = await textTo(nursePhone);
  await receipt(asked, 'delivered');
  await receipt(asked, 'answered', asked.keys.find(({ means }) => means === 'coming')?.key);
  await panel.getByText(ko.operator.told.answers.coming).first().waitFor();
  await first.page.getByTestId('call-number').filter({ hasText: nursePhone }).first().waitFor();
  await both('4-nurse');
  await first.page.keyboard.press('2');

  // An ambulance is proposed; nothing is sent before a named person said so.
  await stepOf(first.page, 'dispatch').waitFor();
  assert.equal((await alertNow()).alert.dispatch, undefined);
  await both('5-proposed');
  await first.page.keyboard.press('1');
  const dialog = first.page.getByRole('dialog');
  await dialog.getByText(ko.centre.dispatch.named('한밤일')).waitFor();
  await picture(first, '6-named-ko');
  await dialog.getByTestId('dispatch-confirm').click();
  // Once her own page knows it was sent, the question has given way to the sheet to read aloud.
  await dialog.getByTestId('dispatch-confirm').waitFor({ state: 'detached' });
  const sheet = first.page.getByTestId('call-sheet');
  await sheet.getByText(doorCode).first().waitFor();
  const spoken = await sheet.locator('ol').innerText();
  for (const said of [name, '시험용 주소 1']) assert.match(spoken, new RegExp(said));
  await rowOf(second.page).filter({ hasText: en.centre.queue.dispatched }).waitFor();
  await picture(first, '7-sheet-ko');
  await second.page.keyboard.press('s');
  await second.page.getByTestId('call-sheet').waitFor();
  await picture(second, '7-sheet-en');
  for (const { page } of [first, second]) {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  for (const progress of ['called', 'on-the-way', 'arrived', 'handed-over'] as const) {
    await panel.getByTestId(`progress-${progress}`).click();
    await panel.getByTestId(`reached-${progress}`).waitFor();
  }
  await both('8-handed-over');

  // The shift ends: what is open is handed over, and whoever accepts has it.
  const left = '구급대에 인계했습니다. 병원에 확인 전화를 부탁드립니다.';
  await first.page.keyboard.press('h');
  await first.page.getByTestId('handover-text').fill(left);
  await picture(first, '9-handover-ko');
  await first.page.getByTestId('handover-send').click();
  await first.page.getByText(ko.operator.handover.sent).waitFor();
  await second.page.getByTestId('handover-open').click();
  const note = second.page.getByTestId('handover-note').filter({ hasText: left });
  await note.getByTestId('handover-accept').click();
  await note.getByTestId('handover-accept').waitFor({ state: 'detached' });
  await picture(second, '9-handover-en');
  await second.page.goto('/centre');
  await rowOf(second.page).filter({ hasText: en.centre.queue.mine }).click();

  // One tap says how it ended.
  await panelOf(second).getByTestId('outcome-true-dispatched').click();
  await panelOf(second).getByText(en.centre.alert.closed).waitFor();
  await picture(second, '10-closed-en');
  await first.page.goto('/centre');
  await first.page.getByTestId('queue').waitFor();
  await rowOf(first.page).waitFor({ state: 'detached' });

  // And the board of the morning shows it.
  for (const { page } of [first, second]) {
    await page.getByTestId('open-outcomes').click();
    await page.getByTestId('night').getByText(name).waitFor();
  }
  const line = second.page.getByTestId('night').getByRole('listitem').filter({ hasText: name });
  await line.getByText(en.response.outcomes.true.dispatched).waitFor();
  await both('11-morning');
  assert.deepEqual(gateway.complaints, []);
  assert.equal(gateway.told.length, 2, 'the family and the nurse were told once each');
});

test('neither operator’s page complained', () => {
  assert.deepEqual([...first.complaints, ...second.complaints], []);
});
