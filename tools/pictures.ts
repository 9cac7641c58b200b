/**
 * The README's pictures: `npm run pictures`. Starts the demonstration town, waits for its first fall, makes one visit as a
 * nurse does, and photographs the real screens into docs/pictures/. About three minutes. The picture of the printed record
 * needs `pdftoppm` (poppler-utils); where it is missing that one is left as it is. The pictures of real recordings come from
 * `npm run recordings`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertRow, Language, VisitList } from '@munan/flow';
import type { Page } from 'playwright-core';
import { openStage, phone, type Screen, type ScreenOptions, type Stage } from '../apps/web/test/stage.ts';
import { arrive, openPart, sign, type } from '../apps/web/test/visit-steps.ts';

const folder = join(import.meta.dirname, '../docs/pictures');
const largestBytes = 300_000;
const fallWithinMs = 180_000;
const settleMs = 1_200;
const tall = { width: 1440, height: 1280 };
const onPhone: ScreenOptions = { viewport: phone, scale: 1.5 };

async function firstFall(stage: Stage): Promise<AlertRow> {
  const giveUpAt = performance.now() + fallWithinMs;
  while (performance.now() < giveUpAt) {
    const { alerts } = await stage.ask<AlertList>('GET', '/api/alerts?status=open', undefined, 'operator');
    const fall = alerts.find(({ reason }) => reason.code === 'fall');
    if (fall) return fall;
    await wait(500);
  }
  throw new Error('nobody fell in the demonstration town within three minutes');
}

interface Picture {
  file: string;
  user: string;
  path: string;
  /** What is there when the screen is drawn. */
  ready: string;
  language?: Language;
  options?: ScreenOptions;
  /** What the visitor does before the picture is taken. */
  first?(page: Page): Promise<void>;
}

async function shoot(page: Page, file: string): Promise<void> {
  await wait(settleMs);
  const to = join(folder, file);
  await page.screenshot({ path: to });
  tell(file, statSync(to).size);
}

function tell(file: string, size: number): void {
  console.log(`${file} ${Math.round(size / 1000)} KB${size > largestBytes ? ' - too large' : ''}`);
  if (size > largestBytes) process.exitCode = 1;
}

async function take(stage: Stage, { file, user, path, ready, language = 'ko', options, first }: Picture) {
  const { page, close } = await stage.openAs(user, { ...options, language, password: `${user}-demo` });
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  await first?.(page);
  await shoot(page, file);
  await close();
}

/** Of the people whose past weeks are simulated too: with pauses of breathing at night. */
const watched = 'p16';

/** Her nights, one by one, with the oxygen of each. */
async function openNights(page: Page): Promise<void> {
  await page.locator('[data-testid="watch-nights"] summary').click();
  await page.locator('[data-testid="night-row"]').first().waitFor();
}

/** Fever from less than is usual, tried on the last days: whom the desk would have been called for. */
async function tryRules(page: Page): Promise<void> {
  await page.getByTestId('rule-temperature.feverFromCel').fill('37');
  await page.getByTestId('try').click();
  await page.getByTestId('trial-result').waitFor({ timeout: 120_000 });
  const title = page.locator('#trial-title');
  // Below the bar that stays on top.
  await title.evaluate((line) => window.scrollTo({ top: line.getBoundingClientRect().top + window.scrollY - 110 }));
}

/** The week after this one is planned in full, on whichever day the picture is taken. */
async function nextWeek(page: Page): Promise<void> {
  await page.getByTestId('week-after').click();
}

/** Of heart failure, and somebody whose doctor has asked for a visit. */
const patient = 'p05';

/** A visit from the door to the signature, with a picture while it is measured. Answers the visit's id. */
async function makeVisit(stage: Stage, { page }: Screen): Promise<string> {
  const before = await visitsOf(stage);
  const last = before[0]?.vitals;
  await arrive(page, patient);
  await type(page, 'systolicMmHg', '148');
  await type(page, 'diastolicMmHg', '86');
  await type(page, 'pulsePerMin', '104');
  await type(page, 'temperatureCel', '379');
  await type(page, 'spo2Percent', '93');
  await page.getByTestId('choice-onOxygen-false').click();
  await type(page, 'secondSystolicMmHg', '144');
  await type(page, 'secondDiastolicMmHg', '84');
  await type(page, 'respirationPerMin', '22');
  await page.getByTestId('field-glucoseMgPerDl').waitFor();
  await shoot(page, 'keypad.png');
  await type(page, 'glucoseMgPerDl', '142');
  await page.getByTestId('choice-fasting-false').click();
  // A kilogram and a half more than at the last visit; more than five would be asked about.
  await type(page, 'weightKg', ((last?.weightKg ?? 54) * 10 + 15).toFixed(0));
  await page.getByTestId('pain-3').click();
  await page.getByTestId('level-alert').click();
  await page.getByTestId('orient-all').click();
  await page.getByTestId('finish-vitals').waitFor();
  await shoot(page, 'visit.png');
  await page.getByTestId('finish-vitals').click();
  await openPart(page, 'remarks');
  await page
    .getByTestId('field-remarks')
    .fill('양쪽 발목 부종. 누우면 숨이 차서 베개 두 개를 쓰심. 소변량은 평소와 같음.');
  await page.getByTestId('part-done').click();
  await openPart(page, 'question');
  await page.getByTestId('field-question').fill('체중이 늘고 맥박이 빠릅니다. 이뇨제를 늘려야 할까요?');
  await page.getByTestId('part-done').click();
  await openPart(page, 'next');
  await page.getByTestId('next-two').click();
  await page.getByTestId('part-done').click();
  await sign(page);
  await page.locator('[data-testid="save-state"][data-state="sent"]').waitFor();
  const known = new Set(before.map(({ id }) => id));
  const made = (await visitsOf(stage)).find(({ id }) => !known.has(id));
  if (made === undefined) throw new Error('the visit that was signed is not at the hospital');
  return made.id;
}

async function visitsOf(stage: Stage): Promise<VisitList['visits']> {
  const { visits } = await stage.ask<VisitList>('GET', '/api/visits?limit=500', undefined, 'doctor', 'doctor1');
  return visits.filter(({ person }) => person.id === patient);
}

/** The first page of the printed record as a picture. */
async function takePaper(stage: Stage, visit: string, file: string): Promise<void> {
  const { context, close } = await stage.openAs('doctor1', { password: 'doctor1-demo' });
  const answer = await context.request.get(`/api/visits/${visit}/record.pdf`);
  if (!answer.ok()) throw new Error(`record.pdf: ${answer.status()} ${await answer.text()}`);
  const pdf = join(stage.folder, 'record.pdf');
  writeFileSync(pdf, await answer.body());
  await close();
  const to = join(folder, file);
  const done = spawnSync('pdftoppm', ['-png', '-r', '100', '-f', '1', '-singlefile', pdf, to.slice(0, -'.png'.length)]);
  if (done.status === 0) tell(file, statSync(to).size);
  else console.log(`${file} was not made: ${done.error?.message ?? done.stderr}`);
}

mkdirSync(folder, { recursive: true });
const stage = await openStage({ demonstration: true });
try {
  const fall = await firstFall(stage);
  const alertPath = `/centre/${encodeURIComponent(fall.id)}`;
  const board = '[data-testid="alert-row"]';
  const chart = '[data-testid="evidence-chart"] canvas';
  const pictures: Picture[] = [
    { file: 'centre-ko.png', user: 'operator1', path: '/centre', ready: board },
    { file: 'centre-en.png', user: 'operator1', path: '/centre', ready: board, language: 'en' },
    { file: 'alert-ko.png', user: 'operator1', path: alertPath, ready: chart },
    { file: 'alert-en.png', user: 'operator1', path: alertPath, ready: chart, language: 'en' },
    {
      ...{ file: 'person.png', user: 'operator1', path: `/people/${watched}` },
      ...{ ready: '[data-testid="watch-nights"]', first: openNights, options: { viewport: tall } },
    },
    {
      ...{ file: 'rules.png', user: 'manager1', path: '/rules' },
      ...{ ready: '[data-testid="rule-fields"]', first: tryRules },
    },
    {
      file: 'conflict.png',
      user: 'nurse1',
      path: '/visit/needs-you',
      ready: '[data-testid="conflict"]',
      options: onPhone,
    },
    { file: 'hospital.png', user: 'doctor1', path: '/hospital', ready: '[data-testid="visit-row"]' },
    {
      ...{ file: 'plans.png', user: 'manager1', path: '/plans' },
      ...{ ready: '[data-testid="preview"][data-fresh="true"]', options: { viewport: tall } },
    },
    { file: 'shifts.png', user: 'manager1', path: '/shifts', ready: '[data-testid="rota-cover"]', first: nextWeek },
    { file: 'own.png', user: 'person1', path: '/own', ready: '[data-testid="own"]', options: onPhone },
    { file: 'family.png', user: 'family1', path: '/family', ready: '[data-testid="family-person"]', options: onPhone },
  ];
  const nurse = await stage.openAs('nurse1', { ...onPhone, password: 'nurse1-demo' });
  await nurse.page.goto('/visit');
  // The operator asked for this one: its reasons fill the screen better than those of a visit that was promised.
  const asked = nurse.page.locator('[data-testid="today-row"][data-person="p12"]');
  await asked.waitFor();
  await asked.evaluate((row) => window.scrollTo({ top: row.getBoundingClientRect().top + window.scrollY - 120 }));
  await shoot(nurse.page, 'today.png');
  const visit = await makeVisit(stage, nurse);
  await nurse.close();
  for (const picture of pictures) await take(stage, picture);
  await take(stage, {
    ...{ file: 'visit-page.png', user: 'doctor1', path: `/hospital/visits/${visit}` },
    ready: '[data-testid="measured"]',
  });
  await takePaper(stage, visit, 'record.png');
} finally {
  await stage.stop();
}
