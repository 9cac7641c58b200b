import { chromium } from 'playwright-core';
import { buildWeb } from '../../tools/build-web.ts';
import { chromiumPath, ensureBrowser } from '../../tools/debian.ts';

const openings = 5;
const wheels = 120;
const wheelPx = 900;
const withinMs = 120_000;

export interface QueueInBrowser {
  /** From the press on a link to the centre until rows are there, of a page that is loaded already; ms. */
  openMs: number[];
  /** From the address typed until rows are there, scripts included; ms. */
  loadMs: number[];
  /** From the address typed until all are there, ms. */
  wholeMs: number[];
  /** The main thread was held for longer than 50 ms while it scrolled: how often, and the longest, ms. */
  longTasks: number;
  longestTaskMs: number;
  /** Screens of the queue that went by. */
  scrolled: number;
}

/** The queue in a real Chromium: opened, and scrolled by the wheel. */
export async function queueInBrowser(
  http: string,
  operator: { id: string; password: string },
  count: number,
): Promise<QueueInBrowser> {
  ensureBrowser();
  buildWeb();
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const context = await browser.newContext({
      baseURL: http,
      viewport: { width: 1440, height: 900 },
      locale: 'ko-KR',
    });
    context.setDefaultTimeout(withinMs);
    const login = await context.request.post('/api/login', {
      data: { user: operator.id, password: operator.password },
    });
    if (!login.ok()) throw new Error(`login: ${login.status()} ${await login.text()}`);
    const page = await context.newPage();
    const row = page.getByTestId('alert-row').first();
    const whole = page
      .locator(`[data-testid="alert-row"]`)
      .first()
      .locator(`xpath=ancestor::li[@aria-setsize="${count}"]`);
    const seen: Pick<QueueInBrowser, 'openMs' | 'loadMs' | 'wholeMs'> = { openMs: [], loadMs: [], wholeMs: [] };
    for (let time = 0; time < openings; time++) {
      const typed = performance.now();
      await page.goto('/centre');
      await row.waitFor();
      seen.loadMs.push(performance.now() - typed);
      await whole.waitFor();
      seen.wholeMs.push(performance.now() - typed);
      // Away to another screen and back, as somebody does who is at work.
      await page.getByTestId('open-outcomes').click();
      await row.waitFor({ state: 'detached' });
      const back = performance.now();
      await page.goBack();
      await row.waitFor();
      seen.openMs.push(performance.now() - back);
    }
    await whole.waitFor();
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(window, { tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        entryTypes: ['longtask'],
      });
    });
    await row.hover();
    for (let wheel = 0; wheel < wheels; wheel++) await page.mouse.wheel(0, wheelPx);
    const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
    return {
      ...seen,
      ...{ longTasks: tasks.length, longestTaskMs: Math.max(0, ...tasks), scrolled: wheels },
    };
  } finally {
    await browser.close();
  }
}
