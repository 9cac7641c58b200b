/**
 * What Lighthouse says of the nurse's and the doctor's pages: `npm run lighthouse`. Starts the demonstration town and a
 * Chromium, signs in, and prints the scores; anything below 100 with its reasons. Lighthouse is fetched from the npm
 * registry into a folder of its own for this run: the newest for accessibility and best practices, and the last one that
 * still judged progressive web apps (11) for that.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStage } from '../apps/web/test/stage.ts';
import { chromiumPath } from './debian.ts';

const newest = '13.5.0';
const lastWithPwa = '11.7.1';
const pages = [
  { user: 'nurse1', path: '/visit' },
  { user: 'doctor1', path: '/hospital' },
];

interface Report {
  lighthouseVersion: string;
  finalDisplayedUrl: string;
  categories: Record<string, { title: string; score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; scoreDisplayMode: string }>;
}

function install(folder: string, version: string): string {
  const prefix = join(folder, version);
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', prefix, `lighthouse@${version}`];
  const done = spawnSync('npm', args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`lighthouse ${version} cannot be installed: ${done.stderr}`);
  return join(prefix, 'node_modules/lighthouse/cli/index.js');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const folder = mkdtempSync(join(tmpdir(), 'munan-lighthouse-'));
const stage = await openStage({ demonstration: true });
const port = await freePort();
const chromium = spawn(
  chromiumPath,
  [
    ...['--headless=new', '--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
    `--user-data-dir=${join(folder, 'profile')}`,
  ],
  { stdio: 'ignore' },
);
try {
  const clis = { [newest]: install(folder, newest), [lastWithPwa]: install(folder, lastWithPwa) };
  await wait(2_000);
  for (const { user, path } of pages) {
    const login = await fetch(`${stage.http}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: stage.http },
      body: JSON.stringify({ user, password: `${user}-demo` }),
    });
    if (!login.ok) throw new Error(`login of ${user}: ${login.status} ${await login.text()}`);
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const headers = join(folder, 'headers.json');
    writeFileSync(headers, JSON.stringify({ Cookie: cookie }), { mode: 0o600 });
    for (const [version, categories] of [
      [newest, 'accessibility,best-practices'],
      [lastWithPwa, 'pwa'],
    ] as const) {
      const out = join(folder, 'report.json');
      const args = [
        clis[version] as string,
        `${stage.http}${path}`,
        `--port=${port}`,
        `--only-categories=${categories}`,
      ];
      const done = spawnSync(
        process.execPath,
        [...args, '--output=json', `--output-path=${out}`, `--extra-headers=${headers}`, '--quiet'],
        { encoding: 'utf8' },
      );
      if (done.status !== 0) throw new Error(`lighthouse ${version} on ${path}: ${done.stderr || done.stdout}`);
      tell(path, JSON.parse(readFileSync(out, 'utf8')) as Report);
    }
  }
} finally {
  chromium.kill('SIGKILL');
  await stage.stop();
  await wait(500);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function tell(path: string, { lighthouseVersion, finalDisplayedUrl, categories, audits }: Report): void {
  const { pathname } = new URL(finalDisplayedUrl);
  if (pathname !== path) throw new Error(`Lighthouse was led from ${path} to ${pathname}: its scores are of that page`);
  for (const { title, score, auditRefs } of Object.values(categories)) {
    const of = score === null ? 'not judged' : Math.round(score * 100);
    console.log(`${path.padEnd(12)} ${title.padEnd(16)} ${String(of).padStart(4)}   (Lighthouse ${lighthouseVersion})`);
    for (const { id, weight } of auditRefs) {
      const audit = audits[id];
      if (audit && weight > 0 && audit.score !== null && audit.score < 1) console.log(`    ${id}: ${audit.title}`);
    }
  }
}
