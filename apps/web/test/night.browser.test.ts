import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodePacket, type OutgoingEvent } from '@munan/devices';
import type { AlertPage, PersonBrief } from '@munan/flow';
import { wordsOf } from '@munan/language';
import { fallSignal, type Link, openLink } from '@munan/simulator';
import type { Locator, Page } from 'playwright-core';
import { colouredPixels, openStage, type Screen, type Stage } from './stage.ts';

const words = wordsOf('ko');
const minuteMs = 60_000;

/** An ear or wrist device in the test's hand: it sends what it is told to and keeps what it is asked. */
interface HandDevice {
  link: Link;
  questions: { id: string }[];
  send(events: OutgoingEvent[], to?: 'data' | 'reply'): Promise<void>;
}

let stage: Stage;
let first: Screen;
let second: Screen;
const devices: HandDevice[] = [];

before(async () => {
  stage = await openStage();
  await stage.addUser('night-1', '한밤일', 'operator');
  await stage.addUser('night-2', '한밤이', 'operator');
  first = await stage.openAs('night-1');
  second = await stage.openAs('night-2');
  await Promise.all([first.page.goto('/centre'), second.page.goto('/centre')]);
});
after(async () => {
  for (const { link } of devices) await link.end();
  await stage?.stop();
});

async function worn(id: string, kind: 'ear' | 'wrist', person: PersonBrief): Promise<HandDevice> {
  const { secret } = await stage.addDevice(id, kind, person.id);
  const questions: { id: string }[] = [];
  let seq = Date.now();
  const device = await new Promise<HandDevice>((resolve, reject) => {
    const link = openLink({
      url: stage.mqtt,
      device: id,
      secret,
      onCommand(payload) {
        const command = JSON.parse(Buffer.from(payload).toString('utf8')) as { id?: string; ask?: boolean };
        if (command.ask && command.id) questions.push({ id: command.id });
      },
      onOpen: () => resolve({ link, questions, send }),
      onError: reject,
    });
    const send: HandDevice['send'] = async (events, to = 'data') => {
      const now = Date.now();
      const t = Math.floor(now / minuteMs) * minuteMs - minuteMs;
      const channels = to === 'data' ? [{ c: 'activity' as const, t, dt: minuteMs, x: [240] }] : [];
      await link.publish(to, encodePacket({ v: 1, seq: seq++, sent: now, battery: 80, worn: true, channels, events }));
    };
  });
  devices.push(device);
  return device;
}

function fallNow(seed: number): OutgoingEvent {
  const { dt, impactMs, samples } = fallSignal(seed);
  const t = Date.now() - (samples.length / 3) * dt;
  return { e: 'fall-suspected', t: t + impactMs, channels: [{ c: 'acceleration', t, dt, x: samples }] };
}

const rowOf = (page: Page, name: string): Locator => page.getByTestId('alert-row').filter({ hasText: name });
const nextStep = (page: Page): Locator => page.getByTestId('next-step').getByRole('heading', { level: 2 });

test('a fall in the night goes by the plan from the ear to the call sheet, on both operators’ screens', async () => {
  const name = '강혼자';
  const person = await stage.enrol(name, { doorCode: '1234*' });
  const ear = await worn('ear-night', 'ear', person);
  const wrist = await worn('wrist-night', 'wrist', person);
  await Promise.all([ear.send([]), wrist.send([])]);
  await first.page.getByRole('main').getByText(name).first().waitFor();

  await ear.send([fallNow(11)]);
  const row = rowOf(first.page, name);
  await row.waitFor();
  assert.equal(await row.getAttribute('data-priority'), 'high');
  assert.match(await row.innerText(), new RegExp(words.shell.steps['ask-device']));
  await rowOf(second.page, name).waitFor();

  // By keyboard alone: to the queue, into the alert.
  await first.page.keyboard.press('j');
  await first.page.keyboard.press('Enter');
  const panel = first.page.getByTestId('alert-panel');
  await panel.waitFor();
  const chart = panel.getByTestId('evidence-chart');
  await chart.locator('canvas').waitFor();
  assert.ok((await colouredPixels(chart)) > 200, 'the evidence is drawn');
  assert.ok(ear.questions.length === 1, 'the ear was asked');

  // Nobody answers; the operator does not wait.
  await panel.getByRole('button', { name: words.centre.step.callWithoutWaiting }).click();
  for (const [step, next] of [
    ['operator-call', 'family-call'],
    ['family-call', 'nurse-visit'],
    ['nurse-visit', 'dispatch'],
  ] as const) {
    await nextStep(first.page).filter({ hasText: words.shell.steps[step] }).waitFor();
    await rowOf(second.page, name).filter({ hasText: words.shell.steps[step] }).waitFor();
    await first.page.keyboard.press('3'); // not reached
    await nextStep(first.page).filter({ hasText: words.shell.steps[next] }).waitFor();
  }
  await rowOf(second.page, name).filter({ hasText: words.shell.steps.dispatch }).waitFor();

  await first.page.keyboard.press('1');
  const dialog = first.page.getByRole('dialog');
  await dialog.getByText(words.centre.dispatch.named('한밤일')).waitFor();
  const answered = await stage.ask<AlertPage>('GET', `/api/alerts/${await alertId(panel)}`, undefined, 'operator');
  assert.equal(answered.alert.dispatch, undefined, 'nothing is sent before a named person said so');
  await dialog.getByTestId('dispatch-confirm').click();
  const sheet = first.page.getByTestId('call-sheet');
  await sheet.getByText('1234*').first().waitFor();
  const spoken = await sheet.locator('ol').innerText();
  assert.match(spoken, new RegExp(name));
  assert.match(spoken, /시험용 주소 1/);
  await rowOf(second.page, name).filter({ hasText: words.centre.queue.dispatched }).waitFor();
  // Once her own page knows it was sent, the question has given way to the sheet to read aloud.
  await dialog.getByTestId('dispatch-confirm').waitFor({ state: 'detached' });
  await sheet.getByText('1234*').first().waitFor();
  await first.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await panel.getByTestId('close-open').click();
  await first.page.getByRole('radio', { name: words.centre.close.true }).check();
  await first.page.getByRole('radio', { name: words.response.outcomes.true.dispatched }).check();
  await first.page.getByTestId('close-confirm').click();
  await panel.getByText(words.centre.alert.closed).waitFor();
  await rowOf(second.page, name).waitFor({ state: 'detached' });

  const { alert, history } = await stage.ask<AlertPage>(
    'GET',
    `/api/alerts/${await alertId(panel)}`,
    undefined,
    'operator',
  );
  assert.deepEqual(alert.outcome, { verdict: 'true', code: 'dispatched' });
  assert.equal(history.find(({ what }) => what === 'dispatch-authorised')?.byName, '한밤일');
});

test('a reply "ok" through the ear closes the alert of a fall before the operator’s eyes', async () => {
  const name = '윤괜찮';
  const person = await stage.enrol(name);
  const ear = await worn('ear-well', 'ear', person);
  await ear.send([fallNow(12)]);
  const row = rowOf(second.page, name);
  await row.click();
  const panel = second.page.getByTestId('alert-panel');
  await panel.getByText(words.centre.step.waiting).waitFor();
  while (ear.questions.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await ear.send([{ e: 'reply', t: Date.now(), answer: 'ok', command: ear.questions[0]!.id }], 'reply');
  await panel.getByText(words.centre.alert.closed).waitFor();
  await panel.getByText(words.response.outcomes.unclear['answered-ok']).first().waitFor();
  await second.page.mouse.move(1000, 500); // while the pointer is over the queue nothing in it moves
  await rowOf(second.page, name).waitFor({ state: 'detached' });
  await rowOf(first.page, name).waitFor({ state: 'detached' });
});

test('neither operator’s page complained', () => {
  assert.deepEqual([...first.complaints, ...second.complaints], []);
});

async function alertId(panel: Locator): Promise<string> {
  return encodeURIComponent((await panel.getAttribute('data-alert-id')) ?? '');
}
