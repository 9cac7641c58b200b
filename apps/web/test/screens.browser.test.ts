import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertRow, DayPlan, Language } from '@munan/flow';
import { type Words, wordsOf } from '@munan/language';
import { violations } from './axe.ts';
import { desk, openStage, phone, type Screen, type Stage } from './stage.ts';

/** Units that are written with a capital inside; everything else of that form is a name of the code. */
const units = new Set(['mmHg']);
const fallWithinMs = 120_000;
/** What a screen fetches besides, and windows that slide in, are there after it; a screen never ends its live line. */
const settleMs = 400;

interface View {
  name: string;
  path: string;
  /** What is there when the screen is drawn. */
  ready: string;
  /** Pressed after it is there, and what is there then. */
  press?: [string, string][];
  /** Names a simulated person. */
  simulated?: boolean;
}

let stage: Stage;
let alert: AlertRow | undefined;
let patient: string;
/** One of another nurse, opened by break-glass. */
let opened: string;

before(async () => {
  stage = await openStage({ demonstration: true });
  const { stops } = await stage.ask<DayPlan>('GET', '/api/day', undefined, 'nurse', 'nurse1');
  patient = stops.find(({ done }) => done === undefined)!.person;
  const others = await stage.ask<DayPlan>('GET', '/api/day', undefined, 'nurse', 'nurse2');
  opened = others.stops[0]!.person;
  const reason = '담당 간호사가 연락되지 않아 병력을 확인합니다';
  await stage.ask('POST', '/api/break-glass', { person: opened, reason }, 'nurse', 'nurse1');
});
after(() => stage?.stop());

/** The first thing that happens in the town is a fall; its alert stays open until somebody closes it. */
async function firstFall(): Promise<AlertRow> {
  const giveUpAt = performance.now() + fallWithinMs;
  for (;;) {
    const { alerts } = await stage.ask<AlertList>('GET', '/api/alerts?status=open', undefined, 'operator');
    const fall = alerts.find(({ reason }) => reason.code === 'fall');
    if (fall) return fall;
    assert.ok(performance.now() < giveUpAt, 'nobody fell in the demonstration town');
    await wait(500);
  }
}

/** Words on the screen that are names of the code, or what a program writes where it has nothing to say. */
function untranslated(text: string): string[] {
  const found = text.match(/\bundefined\b|\bNaN\b|\bnull\b|\[object|Invalid Date|[{}]|\b[a-z]+[A-Z][A-Za-z]+\b/g) ?? [];
  return found.filter((word) => !units.has(word));
}

async function look(screen: Screen, view: View, words: Words): Promise<string[]> {
  const { page, complaints } = screen;
  const problems: string[] = [];
  complaints.length = 0;
  await page.goto(view.path);
  await page.locator(view.ready).first().waitFor();
  for (const [press, then] of view.press ?? []) {
    await page.locator(press).first().click();
    await page.locator(then).first().waitFor();
  }
  await wait(settleMs);
  const text = await page.locator('body').innerText();
  for (const word of untranslated(text)) problems.push(`untranslated: ${word}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) {
    const widest = await page.evaluate(
      () =>
        [...document.querySelectorAll('body *')].find(
          (one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
        )?.outerHTML ?? '',
    );
    problems.push(`${over} px wider than the screen: ${widest.slice(0, 200)}`);
  }
  if (view.simulated && !text.includes(words.shell.simulated)) problems.push('a simulated person without the mark');
  problems.push(...(await violations(page)), ...complaints.map((one) => `console: ${one}`));
  return problems.map((problem) => `${view.name}: ${problem}`);
}

const ofOthers = (): Record<string, View[]> => ({
  '': [{ name: 'login', path: '/', ready: '[data-testid="demo-operator1"]' }],
  nurse1: [
    {
      name: 'emergency access',
      path: '/emergency',
      ready: '[data-testid="emergency-name"]',
      press: [['[data-testid="break-glass-submit"]', 'textarea[aria-invalid="true"]']],
    },
    {
      name: 'person, by break-glass',
      path: `/people/${opened}`,
      ready: '[data-testid="break-glass-banner"]',
      simulated: true,
    },
    { name: 'today', path: '/visit', ready: '[data-testid="today-row"]', simulated: true },
    { name: 'arrival', path: `/visit/${patient}`, ready: '[data-testid="arrive"]', simulated: true },
    {
      name: 'visit, entering',
      path: `/visit/${patient}`,
      ready: '[data-testid="arrive"]',
      press: [['[data-testid="arrive"]', '[data-testid="field-systolicMmHg"]']],
      simulated: true,
    },
    {
      name: 'visit, question',
      path: `/visit/${patient}`,
      ready: '[data-testid="field-systolicMmHg"]',
      press: [
        ['[data-testid="keypad-2"]', '[data-testid="keypad-4"]'],
        ['[data-testid="keypad-4"]', '[data-testid="keypad-0"]'],
        ['[data-testid="keypad-0"]', '[data-testid="question-yes"]'],
      ],
      simulated: true,
    },
    {
      name: 'visit, review',
      path: `/visit/${patient}`,
      ready: '[data-testid="question-yes"]',
      press: [
        ['[data-testid="question-yes"]', '[data-testid="field-diastolicMmHg"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-pulsePerMin"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-temperatureCel"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-spo2Percent"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-secondSystolicMmHg"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-respirationPerMin"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-glucoseMgPerDl"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-weightKg"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-painScore"]'],
        ['[data-testid="keypad-next"]', '[data-testid="field-consciousness"]'],
        ['[data-testid="level-alert"]', '[data-testid="field-orientation"]'],
        ['[data-testid="orient-all"]', '[data-testid="finish-vitals"]'],
      ],
      simulated: true,
    },
    {
      name: 'visit, the note',
      path: `/visit/${patient}`,
      ready: '[data-testid="finish-vitals"]',
      press: [['[data-testid="finish-vitals"]', '[data-testid="parts"]']],
      simulated: true,
    },
    { name: 'visit, a form', path: `/visit/${patient}#form-mood`, ready: '[data-testid="part"]', simulated: true },
    { name: 'visit, signing', path: `/visit/${patient}#sign`, ready: '[data-testid="sign-visit"]', simulated: true },
  ],
  doctor1: [{ name: 'hospital', path: '/hospital', ready: '[data-testid="visit-row"]', simulated: true }],
  manager1: [
    { name: 'office, people', path: '/office/people', ready: 'main table, main li', simulated: true },
    { name: 'office, devices', path: '/office/devices', ready: 'main table, main li', simulated: true },
    { name: 'office, quarantine', path: '/office/quarantine', ready: 'main h1' },
    { name: 'office, consents', path: '/office/consents', ready: '[data-testid="consent-row"]', simulated: true },
    {
      name: 'office, recording a consent',
      path: '/office/consents',
      ready: '[data-testid="consent-change"]',
      press: [['[data-testid="consent-change"]', '[data-testid="consent-submit"]']],
    },
    {
      name: 'office, break-glass',
      path: '/office/break-glass',
      ready: '[data-testid="break-glass-row"]',
      simulated: true,
    },
    {
      name: 'office, break-glass, review',
      path: '/office/break-glass',
      ready: '[data-testid="break-glass-review"]',
      press: [['[data-testid="break-glass-review"]', '[data-testid="break-glass-note-submit"]']],
    },
    {
      name: 'office, audit review',
      path: '/office/access',
      ready: '[data-testid="access-row"]',
      press: [['[data-testid="audit-sign"]', '[data-testid="audit-note-text"]']],
    },
    {
      name: 'office, audit review, one kind',
      path: '/office/access',
      ready: '[data-testid="access-row"]',
      press: [['[data-testid="audit-kind-views"]', '[data-testid="access-row"]']],
    },
  ],
  family1: [{ name: 'family', path: '/family', ready: '[data-testid="family-person"]', simulated: true }],
});

const ofOperator = (alert: AlertRow): View[] => [
  { name: 'centre', path: '/centre', ready: '[data-testid="alert-row"]', simulated: true },
  {
    name: 'open alert',
    path: `/centre/${encodeURIComponent(alert.id)}`,
    ready: '[data-testid="evidence-chart"] canvas',
    simulated: true,
  },
  {
    name: 'call sheet',
    path: `/centre/${encodeURIComponent(alert.id)}`,
    ready: '[data-testid="next-step"]',
    press: [
      [
        `button:has-text("${wordsOf('ko').centre.more.callSheet}"), button:has-text("${wordsOf('en').centre.more.callSheet}")`,
        '[data-testid="call-sheet"]',
      ],
    ],
  },
  { name: 'person', path: `/people/${alert.person.id}`, ready: 'main canvas', simulated: true },
];

for (const [language, viewport] of [
  ['ko', phone],
  ['ko', desk],
  ['en', phone],
  ['en', desk],
] as const satisfies [Language, typeof desk][]) {
  test(`every screen in ${language} at ${viewport.width} x ${viewport.height}: axe finds nothing, nothing is cut off or left untranslated`, async () => {
    const words = wordsOf(language);
    const problems: string[] = [];
    const see = async (user: string, views: View[]) => {
      const screen = user
        ? await stage.openAs(user, { language, viewport, password: `${user}-demo` })
        : await stage.openScreen({ language, viewport });
      for (const view of views) {
        const seen = await look(screen, view, words).catch((error: Error) => [`${view.name}: ${error.message}`]);
        problems.push(...seen);
      }
      await screen.close();
    };
    for (const [user, views] of Object.entries(ofOthers())) await see(user, views);
    alert ??= await firstFall();
    await see('operator1', ofOperator(alert));
    assert.deepEqual(problems, []);
  });
}
