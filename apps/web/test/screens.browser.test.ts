import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertRow, DayPlan, Language, VisitList } from '@munan/flow';
import { type Words, wordsOf } from '@munan/language';
import { violations } from './axe.ts';
import { desk, openStage, phone, type Screen, type Stage } from './stage.ts';
import { walkVisit } from './walk-visit.ts';

/** A unit and a scale that are written with a capital inside; everything else of that form is a name of the code. */
const units = new Set(['mmHg', 'mMRC']);
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
  /** The field, what is typed into it, and what is there then. */
  type?: [string, string, string];
  /** Names a simulated person. */
  simulated?: boolean;
}

let stage: Stage;
let alert: AlertRow | undefined;
/** Persons of her who are to be visited: one for each walk. */
let due: string[];
/** One of another nurse, opened by break-glass. */
let opened: string;

before(async () => {
  stage = await openStage({ demonstration: true });
  const { stops } = await stage.ask<DayPlan>('GET', '/api/day', undefined, 'nurse', 'nurse1');
  due = stops.flatMap(({ person, done }) => (done === undefined ? [person] : []));
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
  complaints.length = 0;
  await page.goto(view.path);
  await page.locator(view.ready).first().waitFor();
  for (const [press, then] of view.press ?? []) {
    await page.locator(press).first().click();
    await page.locator(then).first().waitFor();
  }
  if (view.type) {
    const [field, text, then] = view.type;
    await page.locator(field).fill(text);
    await page.locator(then).first().waitFor();
  }
  await wait(settleMs);
  return check(screen, view, words);
}

/** What is wrong with the screen as it is now. */
async function check(
  { page, complaints }: Screen,
  view: Pick<View, 'name' | 'simulated'>,
  words: Words,
): Promise<string[]> {
  const problems: string[] = [];
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
  problems.push(...(await violations(page)), ...complaints.splice(0).map((one) => `console: ${one}`));
  return problems.map((problem) => `${view.name}: ${problem}`);
}

/** @param walked id of a visit that was signed and corrected */
const ofOthers = (walked: string): Record<string, View[]> => ({
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
    {
      name: 'day, map',
      path: '/visit',
      ready: '[data-testid="show-map"]',
      press: [['[data-testid="show-map"]', '[data-testid="map-stop"]']],
      simulated: true,
    },
    {
      name: 'day, order',
      path: '/visit',
      ready: '[data-testid="change-order"]',
      press: [['[data-testid="change-order"]', '[data-testid="order-row"]']],
      simulated: true,
    },
    {
      name: 'day, all of hers',
      path: '/visit',
      ready: '[data-testid="search"]',
      type: ['[data-testid="search"]', '김', '[data-testid="person-row"]:visible'],
      simulated: true,
    },
    { name: 'needs you', path: '/visit/needs-you', ready: '[data-testid="conflict"]', simulated: true },
  ],
  doctor1: [
    { name: 'hospital, with conflicts', path: '/hospital', ready: '[data-testid="conflicts"]', simulated: true },
    { name: 'a visit', path: `/hospital/visits/${walked}`, ready: '[data-testid="measured"]', simulated: true },
    {
      name: 'a visit, old version',
      path: `/hospital/visits/${walked}/versions/1`,
      ready: '[data-testid="version-shown"]',
      simulated: true,
    },
    {
      name: 'person, days and nights opened',
      path: `/people/${opened}`,
      ready: '[data-testid="watch-usual"]',
      press: ['usual', 'days', 'nights', 'routine', 'rhythm', 'risk'].map((part): [string, string] => [
        `[data-testid="watch-${part}"] summary`,
        `[data-testid="watch-${part}"][open]`,
      ]),
      simulated: true,
    },
    { name: 'rules, read only', path: '/rules', ready: '[data-testid="rule-fields"]' },
    { name: 'plans, read only', path: '/plans', ready: '[data-testid="preview-line"]' },
    {
      name: 'person, a fact being changed',
      path: `/people/${opened}`,
      ready: '[data-testid="change-medications"]',
      press: [['[data-testid="change-medications"]', '[data-testid="save-fact"]']],
      simulated: true,
    },
  ],
  manager1: [
    { name: 'office, people', path: '/office/people', ready: 'main table, main li', simulated: true },
    { name: 'office, devices', path: '/office/devices', ready: 'main table, main li', simulated: true },
    { name: 'office, nurses’ devices', path: '/office/sync-devices', ready: '[data-testid="wipe-device"]' },
    {
      name: 'office, a device being wiped',
      path: '/office/sync-devices',
      ready: '[data-testid="wipe-device"]',
      press: [['[data-testid="wipe-device"]', '[data-testid="wipe-submit"]']],
    },
    {
      name: 'rules, a wrong number',
      path: '/rules',
      ready: '[data-testid="try"]',
      type: ['[data-testid="rule-pulse.fastFromPerMin"]', '5', 'input[aria-invalid="true"]'],
    },
    {
      name: 'rules, to be tried',
      path: '/rules',
      ready: '[data-testid="try"]',
      type: ['[data-testid="rule-pulse.fastFromPerMin"]', '125', '[data-testid="try"]:enabled'],
    },
    {
      name: 'plans, a step being changed',
      path: '/plans',
      ready: '[data-testid="preview-line"]',
      press: [['[data-testid="edit-step"]', '[data-testid="step-form"]']],
    },
    {
      name: 'plans, a wrong time',
      path: '/plans',
      ready: '[data-testid="preview-line"]',
      press: [['[data-testid="edit-step"]', '[data-testid="step-form"]']],
      type: ['[data-testid="step-amount"]', 'x', '[data-code="no-deadline"]'],
    },
    {
      name: 'rota, a new shift',
      path: '/shifts',
      ready: '[data-testid="rota-cover"]',
      press: [['[data-testid="add-shift"]', '[data-testid="shift-submit"]']],
    },
    { name: 'office, quarantine', path: '/office/quarantine', ready: 'main h1' },
    { name: 'office, notices', path: '/office/notices', ready: 'main h1' },
    { name: 'office, accounts', path: '/office/accounts', ready: '[data-testid="account-row"]', simulated: true },
    {
      name: 'office, adding an account',
      path: '/office/accounts',
      ready: '[data-testid="account-add"]',
      press: [['[data-testid="account-add"]', '[data-testid="account-submit"]']],
    },
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
    { name: 'plans', path: '/plans', ready: '[data-testid="plans-in-force"]' },
    { name: 'rota', path: '/shifts', ready: '[data-testid="rota-week"]' },
    { name: 'outcomes', path: '/outcomes', ready: 'main h2' },
    { name: 'drills', path: '/drills', ready: 'main h1' },
    {
      name: 'person, her wishes being changed',
      path: `/people/${opened}`,
      ready: '[data-testid="wishes-edit"]',
      press: [['[data-testid="wishes-edit"]', '[data-testid="wishes-form"]']],
      simulated: true,
    },
    { name: 'account, notices', path: '/account', ready: 'main h1' },
  ],
  person1: [
    { name: 'own', path: '/own', ready: '[data-testid="own"]', simulated: true },
    {
      name: 'own, about to call for help',
      path: '/own',
      ready: '[data-testid="own-help"]',
      press: [['[data-testid="own-help"]', '[data-testid="own-help-sure"]']],
      simulated: true,
    },
    {
      name: 'own, wishes',
      path: '/own',
      ready: '[data-testid="own-wishes-edit"]',
      press: [['[data-testid="own-wishes-edit"]', '[data-testid="wishes-form"]']],
      simulated: true,
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
  {
    name: 'person',
    path: `/people/${alert.person?.id}`,
    ready: '[data-testid="finding-chart"] canvas',
    simulated: true,
  },
  { name: 'hand-over', path: '/centre/handover', ready: '[data-testid="handover-text"]' },
  {
    name: 'rules, a budget',
    path: '/rules',
    ready: '[data-testid="no-budget"]',
    press: [['[data-testid="no-budget"]', '[data-testid="rule-budget"]']],
  },
];

// Two at a time: most of it is waiting for pages.
describe('screens', { concurrency: 2 }, () => {
  for (const [language, viewport] of [
    ['ko', phone],
    ['ko', desk],
    ['en', phone],
    ['en', desk],
  ] as const satisfies [Language, typeof desk][]) {
    it(`every screen in ${language} at ${viewport.width} x ${viewport.height}: axe finds nothing, nothing is cut off or left untranslated`, async () => {
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
      const nurse = await stage.openAs('nurse1', { language, viewport, password: 'nurse1-demo' });
      const person = due.shift() ?? assert.fail('nobody is to be visited any more');
      await walkVisit(nurse.page, person, async (name) => {
        problems.push(...(await check(nurse, { name: `visit, ${name}`, simulated: true }, words)));
      });
      await nurse.close();
      const { visits } = await stage.ask<VisitList>('GET', '/api/visits?limit=500', undefined, 'doctor', 'doctor1');
      const walked = visits.find((visit) => visit.person.id === person)?.id;
      for (const [user, views] of Object.entries(ofOthers(walked ?? assert.fail('the visit is not at the hospital'))))
        await see(user, views);
      alert ??= await firstFall();
      await see('operator1', ofOperator(alert));
      assert.deepEqual(problems, []);
    });
  }
});
