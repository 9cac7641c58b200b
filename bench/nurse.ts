/**
 * What a nurse waits for on her phone, in a real Chromium before the real server: the script of the first load, the
 * preload of 300 people, opening without a network on a processor slowed four times, and from a key to paint.
 * `npm run bench -- nurse [--people 300] [--slow 4]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { wordsOf } from '@munan/language';
import type { Page } from 'playwright-core';
import { openLine } from '../apps/web/test/line.ts';
import { openPhone } from '../apps/web/test/phone.ts';
import { buildWeb } from '../tools/build-web.ts';
import { ensureBrowser } from '../tools/debian.ts';
import { percentiles } from './server/percentiles.ts';
import { line, print, report } from './server/report.ts';
import { seedNurses } from './server/seed-nurses.ts';
import { seedPast } from './server/seed-past.ts';
import { startServer } from './server/serve.ts';

const openings = 7;
const pressMs = 600;
const lookMs = 1000;
const digits = (text: string) => Array.from(text, (digit) => `keypad-${digit}`);
const vitals: [string, string[]][] = [
  ['systolicMmHg', digits('142')],
  ['diastolicMmHg', digits('84')],
  ['pulsePerMin', digits('96')],
  ['temperatureCel', digits('368')],
  ['spo2Percent', [...digits('94'), 'choice-onOxygen-false']],
  ['secondSystolicMmHg', digits('138')],
  ['secondDiastolicMmHg', digits('80')],
  ['respirationPerMin', digits('18')],
  ['glucoseMgPerDl', [...digits('110'), 'choice-fasting-true']],
  ['weightKg', digits('525')],
  ['painScore', ['pain-2']],
  ['consciousness', ['level-alert']],
  ['orientation', ['orient-all']],
];
const typed = '오늘은 무릎이 덜 아프다고 하심. 약은 잘 드심. ';

export async function run(...given: (string | number)[]): Promise<void> {
  const { values } = parseArgs({
    args: given.map(String),
    options: { people: { type: 'string', default: '300' }, slow: { type: 'string', default: '4' } },
  });
  const [people, slow] = [Number(values.people), Number(values.slow)];
  ensureBrowser();
  buildWeb();
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-nurse-'));
  const data = join(folder, 'data');
  const args = ['--data', data];
  const load = loadavg()[0]!;
  print(`nurse's phone, ${cpus().length} cores, load before ${load.toFixed(1)}; ${people} people with a year of days`);
  const { nurses } = await seedNurses(args, 1, people, seedPast);
  const server = await startServer(args, data, []);
  const way = await openLine(server.http);
  const phone = await openPhone(way.http);
  try {
    let page = await phone.start('/healthz');
    const { id: user, password } = nurses[0]!;
    const login = await page.context().request.post(`${way.http}/api/login`, { data: { user, password } });
    if (!login.ok()) throw new Error(`login: ${login.status()} ${await login.text()}`);

    const first = await firstLoad(page, way.http, people);
    const quick: number[] = [];
    for (const _ of Array(openings)) quick.push(await opened(page, way.http));
    way.cut();
    const offline: number[] = [];
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slow });
    for (const _ of Array(openings)) offline.push(await opened(page, way.http));
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const entering = await humanVisit(page, way.http, nurses[0]!.people.at(-1)!);
    const text = await paints(page, async () => {
      await page.getByTestId('field-remarks').pressSequentially(typed, { delay: 70 });
      return typed.length;
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slow });
    const slowText = await paints(page, async () => {
      await page.getByTestId('field-remarks').pressSequentially(typed, { delay: 120 });
      return typed.length;
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    way.restore();
    await phone.throwAway();
    // Another morning, another phone: what nothing has changed about is on the server's disk as it goes out.
    const another = await openPhone(way.http);
    page = await another.start('/healthz');
    const again = await page.context().request.post(`${way.http}/api/login`, { data: { user, password } });
    if (!again.ok()) throw new Error(`login: ${again.status()} ${await again.text()}`);
    const second = await firstLoad(page, way.http, people);
    await another.throwAway();
    if (phone.complaints.some((one) => one.startsWith('uncaught'))) throw new Error(phone.complaints.join('\n'));
    report('nurse', { load, people, slow }, [
      line('script of the first load of the day, gzip, KB', first.day / 1000, 250),
      line('script of the day and of a whole visit, gzip, KB', first.visit / 1000, 250),
      line(`preload of ${people} people, until they are on the phone, s`, first.pulled.seconds, 5),
      line('  another phone, once somebody has fetched them, s', second.pulled.seconds, 5),
      line('  as JSON, MB', first.pulled.bytes / 1e6, 20),
      line('  over the line, MB', first.pulled.wireBytes / 1e6),
      line('opens with a network, p50, ms', percentiles(quick).p50),
      line(`opens without a network, processor ${slow} times slower, p50, ms`, percentiles(offline).p50, 1000),
      line('  the longest, ms', percentiles(offline).most, 1000),
      line('a whole set of vitals at human speed, presses', entering.presses, 40),
      line('  seconds', entering.seconds, 60),
      line('  press to paint, p99, ms', entering.paints.p99, 50),
      line('remarks: key to paint, p99, ms', percentiles(text).p99, 50),
      line(`  processor ${slow} times slower, p99, ms`, percentiles(slowText).p99, 50),
    ]);
  } finally {
    await phone.throwAway();
    await way.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Scripts that the page itself asks for, as gzip would send them: the day alone, then with the first of a visit. */
async function firstLoad(
  page: Page,
  base: string,
  people: number,
): Promise<{ day: number; visit: number; pulled: Pulled }> {
  const scripts = new Map<string, Promise<number>>();
  let pulled: Promise<{ bytes: number; wireBytes: number }> | undefined;
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    // What the service worker lays by for later is not what the page waits for.
    if (response.request().serviceWorker()) return;
    if (response.request().resourceType() === 'script')
      scripts.set(
        pathname,
        response.body().then((body) => gzipSync(body).length),
      );
    if (pathname === '/api/sync/pull' && !pulled)
      pulled = response.body().then(async (body) => {
        const { responseBodySize } = await response.request().sizes();
        return { bytes: body.length, wireBytes: responseBodySize };
      });
  });
  const sum = async () => (await Promise.all(scripts.values())).reduce((all, one) => all + one, 0);
  const begun = performance.now();
  await page.goto(`${base}/visit`);
  await page.getByText(wordsOf('ko').day.search.all(people)).waitFor({ timeout: 120_000 });
  const seconds = (performance.now() - begun) / 1000;
  const day = await sum();
  await page.getByTestId('today-row').first().getByTestId('start-visit').click();
  await page.getByTestId('arrive').click();
  await page.getByTestId('keypad-1').waitFor();
  if (!pulled) throw new Error('nothing was preloaded');
  return { day, visit: await sum(), pulled: { ...(await pulled), seconds } };
}

interface Pulled {
  bytes: number;
  wireBytes: number;
  /** Until all of it was on the phone. */
  seconds: number;
}

/** From the start of the navigation to the first person of the day on the screen, ms. */
async function opened(page: Page, base: string): Promise<number> {
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('[data-testid="today-row"]')) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => Object.assign(window, { munanFirstRowAt: performance.now() })));
    });
    seen.observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${base}/visit`);
  await page.waitForFunction(() => 'munanFirstRowAt' in window);
  return page.evaluate(() => (window as unknown as { munanFirstRowAt: number }).munanFirstRowAt);
}

/** A whole set of vitals by somebody who knows the keypad: a press every 0.6 s, and a second to look up at each new field. */
async function humanVisit(page: Page, base: string, person: string) {
  await page.goto(`${base}/visit/${person}`);
  await page.getByTestId('arrive').waitFor();
  let presses = 0;
  const begun = performance.now();
  const took = await paints(page, async () => {
    const press = async (id: string) => {
      await page.waitForTimeout(pressMs);
      await page.getByTestId(id).click();
      presses++;
    };
    await press('arrive');
    for (const [field, keys] of vitals) {
      await page.getByTestId(`field-${field}`).waitFor();
      await page.waitForTimeout(lookMs);
      for (const key of keys) await press(key);
    }
    await page.getByTestId('finish-vitals').waitFor();
    await press('finish-vitals');
    return presses;
  });
  const seconds = (performance.now() - begun) / 1000;
  await page.getByTestId('part-remarks').click();
  await page.getByTestId('field-remarks').waitFor();
  return { presses, seconds, paints: percentiles(took) };
}

/** Event Timing tells in steps of 8 ms, and nothing below 16: what it does not tell took less. */
const leastToldMs = 16;

/** From a press or key to the paint that shows it, ms, as the browser itself tells (Event Timing, W3C). */
async function paints(page: Page, act: () => Promise<number>): Promise<number[]> {
  await page.evaluate(() => {
    const found: number[] = [];
    Object.assign(window, { munanPaints: found });
    const names = ['pointerup', 'click', 'keydown', 'keypress', 'input'];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (names.includes(entry.name)) found.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const acts = await act();
  await page.waitForTimeout(500);
  const told = await page.evaluate(() => (window as unknown as { munanPaints: number[] }).munanPaints);
  return [...told, ...Array<number>(Math.max(0, acts - told.length)).fill(leastToldMs)];
}
