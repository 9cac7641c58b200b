import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { encodePacket, type OutgoingChannel, type OutgoingEvent } from '@munan/devices';
import type { PersonBrief, PersonPage, RulesPage } from '@munan/flow';
import { watchWordsOf } from '@munan/language';
import { fallSignal, type Link, openLink } from '@munan/simulator';
import type { Page } from 'playwright-core';
import { colouredPixels, openStage, type Stage } from './stage.ts';

const words = watchWordsOf('ko');
/** A first packet waits half a minute for one before it. */
const foundWithinMs = 90_000;

let stage: Stage;
let person: PersonBrief;
/** Of whom nothing but the pulse is unusual. */
let fast: PersonBrief;
const links: Link[] = [];

async function worn(id: string, kind: 'ear' | 'wrist', { id: wearer }: PersonBrief) {
  const { secret } = await stage.addDevice(id, kind, wearer);
  const link = await new Promise<Link>((resolve, reject) => {
    const opened: Link = openLink({
      url: stage.mqtt,
      device: id,
      secret,
      onCommand: () => {},
      onOpen: () => resolve(opened),
      onError: reject,
    });
  });
  links.push(link);
  let seq = 0;
  return (channels: OutgoingChannel[], events: OutgoingEvent[] = []) =>
    link.publish(
      'data',
      encodePacket({ v: 1, seq: seq++, sent: Date.now(), battery: 80, worn: true, channels, events }),
    );
}

before(async () => {
  stage = await openStage();
  await stage.addUser('watch-doctor', '최의사', 'doctor');
  await stage.addUser('watch-operator', '한관제', 'operator');
  await stage.addUser('watch-manager', '박관리', 'manager');
  person = await stage.enrol('서분석');
  const ear = await worn('ear-watch', 'ear', person);
  const { dt, impactMs, samples } = fallSignal(11);
  const t = Date.now() - (samples.length / 3) * dt;
  await ear(
    [],
    [
      { e: 'fall-suspected', t: t + impactMs, channels: [{ c: 'acceleration', t, dt, x: samples }] },
      { e: 'button', t: Date.now() - 1000 },
    ],
  );
  const wrist = await worn('wrist-watch', 'wrist', person);
  const stretch = (fromMinutes: number, toMinutes: number, spo2: number, pulse: number): OutgoingChannel[] => {
    const from = Date.now() - fromMinutes * 60_000;
    const each = (level: number) => Array.from({ length: (fromMinutes - toMinutes) * 60 }, (_, i) => level + (i % 3));
    return [
      { c: 'spo2', t: from, dt: 1000, x: each(spo2) },
      { c: 'pulse', t: from, dt: 1000, x: each(pulse) },
    ];
  };
  // An hour as usual, of which the usual range is learned, then ten minutes that are not.
  await wrist(stretch(80, 10, 95, 70));
  await wrist(stretch(10, 0, 82, 140));
  fast = await stage.enrol('오맥박');
  const other = await worn('wrist-fast', 'wrist', fast);
  await other(stretch(80, 10, 96, 70));
  await other(stretch(10, 0, 96, 140));
});
after(async () => {
  for (const link of links) await link.end();
  await stage?.stop();
});

async function findings(): Promise<PersonPage['findings']> {
  const wanted = ['fall', 'button', 'low-oxygen', 'pulse'];
  const giveUpAt = performance.now() + foundWithinMs;
  for (;;) {
    const page = await stage.ask<PersonPage>('GET', `/api/people/${person.id}`, undefined, 'doctor');
    const found = new Set(page.findings.map(({ detector }) => detector));
    if (wanted.every((one) => found.has(one))) return page.findings;
    assert.ok(performance.now() < giveUpAt, `only ${[...found].join(', ')} were found`);
    await wait(500);
  }
}

test('the person’s page draws the evidence of every finding, with limits and the usual range as a band', async () => {
  const found = await findings();
  const { page, complaints, close } = await stage.openAs('watch-doctor');
  await page.goto(`/people/${person.id}`);
  const list = page.getByTestId('findings');
  await list.getByTestId('finding').first().waitFor();
  const all = page.getByTestId('all-findings');
  if ((await all.count()) > 0) await all.click();
  const rows = list.getByTestId('finding');
  const shown = await rows.evaluateAll((items) => items.map((item) => item.getAttribute('data-finding')));
  for (const { id } of found) assert.ok(shown.includes(id), `${id} is not on the page`);

  let bands = 0;
  for (const finding of found) {
    const row = list.locator(`[data-finding="${finding.id}"]`);
    const button = row.getByTestId('show-evidence');
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    const pictures = row.locator('[data-evidence]');
    await page.waitForFunction(
      ([id, count]) => document.querySelectorAll(`[data-finding="${id}"] [data-evidence]`).length === count,
      [finding.id, finding.evidence.length] as const,
    );
    for (let i = 0; i < finding.evidence.length; i++) {
      const one = pictures.nth(i);
      const kind = await one.getAttribute('data-evidence');
      assert.notEqual(kind, 'values', `${finding.id} has evidence that is only written`);
      await one.locator('[role="img"]').waitFor();
      if (kind === 'channel') await one.locator('canvas').waitFor();
      const evidence = finding.evidence[i]!;
      if (!evidence.usual?.length) continue;
      bands++;
      assert.match((await one.locator('[role="img"]').getAttribute('aria-label')) ?? '', /평소/);
    }
    const charts = row.getByTestId('finding-chart').filter({ has: page.locator('canvas') });
    if (finding.detector === 'low-oxygen' || finding.detector === 'pulse')
      assert.ok((await colouredPixels(charts.first())) > 300, `${finding.id} is drawn`);
  }
  assert.ok(bands > 0, 'no finding came with her usual range');
  assert.deepEqual(complaints, []);
  await close();
});

async function trial(page: Page) {
  await page.getByTestId('try').click();
  await page.getByTestId('trial-result').waitFor({ timeout: 60_000 });
}

test('rules are tried on the past before they are switched on; who comes second is told, and nothing of hers is in force', async () => {
  await findings();
  const operator = await stage.openAs('watch-operator');
  const manager = await stage.openAs('watch-manager');
  await manager.page.goto('/rules');
  await manager.page.getByTestId('rule-temperature.feverFromCel').fill('99');
  await manager.page.getByText(words.rules.fields.wrong.range('30', '43')).waitFor();
  assert.equal(await manager.page.getByTestId('try').isDisabled(), true);
  await manager.page.getByTestId('rule-temperature.feverFromCel').fill('38.1');
  await manager.page.getByTestId('rule-pulse.fastFromPerMin').fill('150');
  assert.equal(await manager.page.getByTestId('switch-on').isDisabled(), true, 'not before it was tried');
  await trial(manager.page);
  // With a limit of 150 a pulse of 140 alone would have called nobody for that.
  const differs = manager.page.locator(`[data-testid="trial-person"][data-person="${fast.id}"]`);
  assert.match(await differs.innerText(), new RegExp(words.rules.trial.gone));

  await operator.page.goto('/centre');
  await operator.page.getByTestId('open-rules').click();
  await operator.page.getByTestId('no-budget').waitFor();
  await operator.page.getByTestId('rule-fields').locator('summary').click();
  assert.equal(await operator.page.getByTestId('rule-pulse.fastFromPerMin').isDisabled(), true);
  await operator.page.getByTestId('no-budget').click();
  await operator.page.getByTestId('rule-budget').fill('7');
  await trial(operator.page);
  await operator.page.getByTestId('switch-on').click();
  await operator.page.getByText(words.rules.switchOn.noteNeeded).waitFor();
  await operator.page.getByTestId('switch-note').fill('밤에는 두 사람뿐입니다');
  await operator.page.getByTestId('switch-on').click();
  await operator.page.getByTestId('rules-done').waitFor();

  await manager.page.getByTestId('switch-note').fill('맥박 기준을 높입니다');
  await manager.page.getByTestId('switch-on').click();
  const told = manager.page.getByTestId('rules-conflict');
  await told.waitFor();
  assert.match(await told.innerText(), /한관제/);
  assert.equal(
    await manager.page.getByTestId('rule-pulse.fastFromPerMin').inputValue(),
    '150',
    'what she typed is there',
  );
  assert.equal(await manager.page.getByTestId('switch-on').isDisabled(), true, 'it is to be tried again');
  const { rules, note, changedBy } = await stage.ask<RulesPage>('GET', '/api/rules');
  assert.deepEqual(
    [rules.budget.callsPerDay, rules.pulse.fastFromPerMin, note, changedBy],
    [7, 131, '밤에는 두 사람뿐입니다', '한관제'],
  );

  // Again, with what is in force now: then it is switched on.
  await trial(manager.page);
  await manager.page.getByTestId('switch-note').fill('맥박 기준을 높입니다');
  await manager.page.getByTestId('switch-on').click();
  await manager.page.getByTestId('rules-done').waitFor();
  const after = await stage.ask<RulesPage>('GET', '/api/rules');
  assert.deepEqual([after.rules.budget.callsPerDay, after.rules.pulse.fastFromPerMin], [7, 150]);
  await operator.close();
  await manager.close();
});

test('a doctor reads the rules and changes none', async () => {
  const { page, complaints, close } = await stage.openAs('watch-doctor');
  await page.goto('/hospital');
  await page.getByTestId('open-rules').click();
  await page.getByTestId('rule-fields').waitFor();
  assert.equal(await page.getByTestId('try').count(), 0);
  assert.equal(await page.getByTestId('switch-on').count(), 0);
  assert.equal(await page.getByTestId('no-budget').isDisabled(), true);
  assert.deepEqual(complaints, []);
  await close();
});
