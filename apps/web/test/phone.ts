/** A nurse's phone in a test: a Chromium with a disk of its own, that can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Language } from '@munan/flow';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../../../tools/debian.ts';

const startWithinMs = 30_000;

export interface Phone {
  /** The page of the present start. */
  page: Page;
  /** What its pages complained of. */
  complaints: string[];
  /** As a person closes a browser. */
  close(): Promise<void>;
  /** kill -9 of every process of the browser: nothing is said goodbye to. */
  kill(): Promise<void>;
  /** Starts the browser again on the same disk, at the same address as before. */
  start(path?: string): Promise<Page>;
  /** Kills it and throws its disk away. */
  throwAway(): Promise<void>;
}

export async function openPhone(
  base: string,
  { width = 390, height = 844, language = 'ko' as Language, throttle = 1 } = {},
): Promise<Phone> {
  const disk = mkdtempSync(join(tmpdir(), 'munan-phone-'));
  const complaints: string[] = [];
  let child: ChildProcess | undefined;
  let browser: Browser | undefined;

  async function kill(): Promise<void> {
    const running = child;
    child = undefined;
    browser = undefined;
    if (!running || running.exitCode !== null) return;
    const gone = once(running, 'exit');
    // The whole group: renderers and the process that writes to the disk too.
    process.kill(-(running.pid as number), 'SIGKILL');
    await gone;
  }

  const phone: Phone = {
    page: undefined as unknown as Page,
    complaints,
    kill,
    async close() {
      const [running, open] = [child, browser];
      if (!running || !open) return;
      const gone = once(running, 'exit');
      await (await open.newBrowserCDPSession()).send('Browser.close');
      await gone;
      child = undefined;
      browser = undefined;
    },
    async start(path = '/') {
      rmSync(join(disk, 'DevToolsActivePort'), { force: true });
      child = spawn(
        chromiumPath,
        [
          ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
          ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
          ...[
            '--remote-debugging-port=0',
            `--user-data-dir=${disk}`,
            `--window-size=${width},${height}`,
            'about:blank',
          ],
        ],
        { stdio: 'ignore', detached: true },
      );
      const startedChild = child;
      process.once('exit', () => {
        if (startedChild.exitCode === null && startedChild.signalCode === null)
          try {
            process.kill(-(startedChild.pid as number), 'SIGKILL');
          } catch {
            // It is gone already.
          }
      });
      const told = join(disk, 'DevToolsActivePort');
      const giveUpAt = performance.now() + startWithinMs;
      let port: string | undefined;
      while (!port) {
        if (performance.now() > giveUpAt) throw new Error('the phone’s browser did not start');
        await wait(50);
        port = existsSync(told) ? readFileSync(told, 'utf8').split('\n')[0] : undefined;
      }
      browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const context = browser.contexts()[0];
      if (!context) throw new Error('the phone’s browser has no window');
      context.setDefaultTimeout(20_000);
      await context.addInitScript((given) => {
        if (window.localStorage.getItem('munan-language') === null)
          window.localStorage.setItem('munan-language', given);
      }, language);
      const page = context.pages()[0] ?? (await context.newPage());
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      if (throttle > 1) {
        const session = await context.newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
      }
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
      });
      phone.page = page;
      await page.goto(new URL(path, base).href).catch(() => undefined);
      return page;
    },
    async throwAway() {
      await kill();
      rmSync(disk, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  return phone;
}
