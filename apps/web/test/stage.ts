/**
 * The stage of the browser tests, of the recordings and of the README's pictures: a real server in a process of its own on a
 * folder that is thrown away, and a real Chromium before it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeviceAdded, Language, PersonBrief, Role } from '@munan/flow';
import { issueToken, openKey } from '@munan/identity';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { buildWeb } from '../../../tools/build-web.ts';
import { chromiumPath, ensureBrowser } from '../../../tools/debian.ts';

const root = join(import.meta.dirname, '../../..');
const startWithinMs = 60_000;
/** Longer than the server's own longest stop. */
const stopWithinMs = 6_000;
const password = 'browser-test-password';

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export interface ScreenOptions {
  viewport?: { width: number; height: number };
  language?: Language;
  scale?: number;
  /** What moves does move; otherwise as somebody has it who asked for stillness. */
  moving?: boolean;
}

/** One person before a browser of her own. */
export interface Screen {
  page: Page;
  context: BrowserContext;
  /** What the page complained of on the console, and errors nobody caught. */
  complaints: string[];
  close(): Promise<void>;
}

export interface Stage {
  http: string;
  mqtt: string;
  folder: string;
  /** Asks the API as a role (or as a user of it). @throws Error with the status and the answer */
  ask<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, role?: Role, user?: string): Promise<T>;
  enrol(name: string, more?: object): Promise<PersonBrief>;
  addDevice(id: string, kind: 'ear' | 'wrist' | 'test', person: string): Promise<DeviceAdded>;
  addUser(id: string, name: string, role: Role, people?: string[]): Promise<void>;
  /** A browser in which nobody is signed in. */
  openScreen(options?: ScreenOptions): Promise<Screen>;
  /** A browser in which this user is signed in: one added here, or of the demonstration with her password. */
  openAs(user: string, options?: ScreenOptions & { password?: string }): Promise<Screen>;
  stop(): Promise<void>;
}

/** How many pixels of a chart are drawn in colour; paper and the grey of the axes do not count. */
export function colouredPixels(chart: Locator): Promise<number> {
  return chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let coloured = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [r, g, b, a] = [data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!];
      if (a > 40 && Math.max(r, g, b) - Math.min(r, g, b) > 40) coloured++;
    }
    return coloured;
  });
}

interface Started {
  http: string;
  mqtt: string;
}

function findStarted(folder: string, pid: number | undefined): Started | undefined {
  try {
    const told = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as Started & { pid: number };
    return told.pid === pid ? told : undefined;
  } catch {
    return undefined; // not yet written, or half
  }
}

async function startServer(folder: string, demonstration: boolean, more: readonly string[]) {
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'apps/server/src/main.ts'), 'serve'];
  const child = spawn(
    process.execPath,
    [...args, '--data', folder, '--http', '0', '--mqtt', '0', ...(demonstration ? [] : ['--no-demo']), ...more],
    { env: { ...process.env, MUNAN_LOG: 'warn' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const keep = (piece: Buffer) => {
    said = (said + piece.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const giveUpAt = Date.now() + startWithinMs;
  let started = findStarted(folder, child.pid);
  while (!started) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      kill();
      throw new Error(`the server did not start; it said:\n${said}`);
    }
    await wait(50);
    started = findStarted(folder, child.pid);
  }
  return {
    ...started,
    async stop() {
      if (child.exitCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        const inTime = await Promise.race([gone.then(() => true), wait(stopWithinMs, false, { ref: false })]);
        if (!inTime) {
          kill();
          await gone;
        }
      }
      process.off('exit', kill);
    },
  };
}

/** Complaints of a page; that nobody is signed in yet is the answer of one request and no complaint. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    if (new URL(url || 'about:blank').pathname === '/api/me' && message.text().includes('401')) return;
    complaints.push(`${message.text()} ${url}`);
  });
  return complaints;
}

/**
 * Opens the stage; everything on it is gone after `stop`.
 * @param args more options of `munan serve`
 * @throws Error when the server or the browser does not start
 */
export async function openStage({
  demonstration = false,
  args = [],
}: {
  demonstration?: boolean;
  args?: readonly string[];
} = {}): Promise<Stage> {
  ensureBrowser();
  buildWeb();
  const folder = mkdtempSync(join(tmpdir(), 'munan-stage-'));
  const server = await startServer(folder, demonstration, args);
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const key = openKey(folder);

  async function ask<T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    role: Role = 'manager',
    user = `stage-${role}`,
  ): Promise<T> {
    const token = await issueToken(key, { id: user, name: user, role }, Date.now(), 600_000);
    const answer = await fetch(new URL(path, server.http), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function openScreen({
    viewport = desk,
    language = 'ko',
    scale = 1,
    moving = false,
  }: ScreenOptions = {}): Promise<Screen> {
    const context = await browser.newContext({
      baseURL: server.http,
      viewport,
      deviceScaleFactor: scale,
      locale: language === 'ko' ? 'ko-KR' : 'en-GB',
      timezoneId: 'Asia/Seoul',
      colorScheme: 'light',
      reducedMotion: moving ? 'no-preference' : 'reduce',
    });
    context.setDefaultTimeout(20_000);
    // Only where nothing is chosen yet: a press on the language button must last.
    await context.addInitScript((given) => {
      if (window.localStorage.getItem('munan-language') === null) window.localStorage.setItem('munan-language', given);
    }, language);
    const page = await context.newPage();
    return { page, context, complaints: listen(page), close: () => context.close() };
  }

  return {
    http: server.http,
    mqtt: server.mqtt,
    folder,
    ask,
    openScreen,
    enrol: (name, more = {}) =>
      ask('POST', '/api/manage/people', {
        name,
        birthDate: '1941-05-06',
        sex: 'female',
        address: '시험용 주소 1 (실제 아님)',
        phone: '055-000-0001',
        programme: 'intensive',
        spo2Scale2: false,
        noMovementHours: { caution: 8, alarm: 12, danger: 24 },
        contacts: [
          { relation: 'family', name: '박가족', phone: '010-0000-0001' },
          { relation: 'nurse', name: '정간호', phone: '010-0000-0002' },
        ],
        ...more,
      }),
    addDevice: (id, kind, person) => ask('POST', '/api/manage/devices', { id, kind, person }),
    addUser: (id, name, role, people = []) => ask('POST', '/api/manage/users', { id, name, role, password, people }),
    async openAs(user, { password: own = password, ...options } = {}) {
      const screen = await openScreen(options);
      const answer = await screen.context.request.post('/api/login', { data: { user, password: own } });
      if (!answer.ok()) throw new Error(`login of ${user}: ${answer.status()} ${await answer.text()}`);
      return screen;
    },
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
