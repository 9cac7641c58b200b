/**
 * The README's pictures: `npm run pictures`. Starts the demonstration town, waits for its first fall, and photographs the real
 * screens into docs/pictures/. About three minutes. The pictures of real recordings come from `npm run recordings`.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertRow, DayPlan, Language, VisitList } from '@munan/flow';
import { openStage, phone, type ScreenOptions, type Stage } from '../apps/web/test/stage.ts';

const folder = join(import.meta.dirname, '../docs/pictures');
const largestBytes = 300_000;
const fallWithinMs = 180_000;
const settleMs = 1_200;
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
  /** Test ids that are pressed one after the other. */
  presses?: string[];
}

async function take(stage: Stage, { file, user, path, ready, language = 'ko', options, presses = [] }: Picture) {
  const { page, close } = await stage.openAs(user, { ...options, language, password: `${user}-demo` });
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  for (const one of presses) await page.getByTestId(one).first().click();
  await wait(settleMs);
  const to = join(folder, file);
  await page.screenshot({ path: to });
  await close();
  const { size } = statSync(to);
  console.log(`${file} ${Math.round(size / 1000)} KB${size > largestBytes ? ' - too large' : ''}`);
  if (size > largestBytes) process.exitCode = 1;
}

/** A visit keyed in up to the page on which everything is checked: pressures, pulse, temperature, saturation on air, … */
const visitKeys = (weightKg: number) => [
  ...[...'148', ...'86', ...'104', '3', '7', 'point', '9', ...'93'].map((key) => `keypad-${key}`),
  'choice-onOxygen-false',
  ...[...'22'].map((key) => `keypad-${key}`),
  ...[...'142'].map((key) => `keypad-${key}`),
  'choice-fasting-false',
  // As at the last visit: a change would be asked about.
  ...[...weightKg.toFixed(1)].map((sign) => `keypad-${sign === '.' ? 'point' : sign}`),
  'level-alert',
];

mkdirSync(folder, { recursive: true });
const stage = await openStage({ demonstration: true });
try {
  const fall = await firstFall(stage);
  const { stops } = await stage.ask<DayPlan>('GET', '/api/day', undefined, 'nurse', 'nurse1');
  const patient = (stops.find(({ done }) => done === undefined) ?? stops[0])?.person;
  if (patient === undefined) throw new Error('nurse1 has nobody to see');
  const { visits } = await stage.ask<VisitList>('GET', '/api/visits', undefined, 'nurse', 'nurse1');
  const lastWeightKg = visits.find(({ person }) => person.id === patient)?.vitals.weightKg;
  const alertPath = `/centre/${encodeURIComponent(fall.id)}`;
  const board = '[data-testid="alert-row"]';
  const chart = '[data-testid="evidence-chart"] canvas';
  const pictures: Picture[] = [
    { file: 'centre-ko.png', user: 'operator1', path: '/centre', ready: board },
    { file: 'centre-en.png', user: 'operator1', path: '/centre', ready: board, language: 'en' },
    { file: 'alert-ko.png', user: 'operator1', path: alertPath, ready: chart },
    { file: 'alert-en.png', user: 'operator1', path: alertPath, ready: chart, language: 'en' },
    { file: 'person.png', user: 'operator1', path: `/people/${fall.person.id}`, ready: 'main canvas' },
    { file: 'today.png', user: 'nurse1', path: '/visit', ready: '[data-testid="today-row"]', options: onPhone },
    {
      file: 'visit.png',
      user: 'nurse1',
      path: `/visit/${patient}`,
      ready: '[data-testid="arrive"]',
      options: onPhone,
      presses: ['arrive', ...visitKeys(lastWeightKg ?? 54.2)],
    },
    { file: 'hospital.png', user: 'doctor1', path: '/hospital', ready: '[data-testid="visit-row"]' },
    { file: 'family.png', user: 'family1', path: '/family', ready: '[data-testid="family-person"]', options: onPhone },
  ];
  for (const picture of pictures) await take(stage, picture);
} finally {
  await stage.stop();
}
