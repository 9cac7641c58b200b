/**
 * The suites, in order of price. `ok` is the quick gate: format, lint, types, house rules, unit tests.
 * Without an argument everything runs: the gate, then `house` (the whole server over HTTP and MQTT, on SQLite), `slow`
 * (PostgreSQL, kill -9, waves) and `browser`. `npm test -- house`, `npm test -- ok PATTERN` run a part. The last line counts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { ensureBrowser, ensureCurl, ensurePostgresql } from './debian.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
/** Each file of tests is a process of its own, and so is each server: what one has compiled the next need not. */
process.env.NODE_COMPILE_CACHE ??= join(root, '.cache', 'compiled');
const total = { passed: 0, failed: 0 };
/** Told again at the end, where a reader of a long log looks first. */
const failed: string[] = [];

function check(name: string, command: string, args: string[]): void {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (done.status === 0) {
    console.log(`✔ ${name}`);
    total.passed++;
  } else {
    console.log(`✖ ${name}\n${done.stdout}${done.stderr}`);
    total.failed++;
    failed.push(name);
  }
}

/** Where the time goes is said each time: the gate has three minutes. */
const shownSlowest = 25;

const allTests = (): string[] =>
  ['packages', 'apps', 'bench', 'tools'].flatMap((top) =>
    globSync(`${top}/**/*.test.{ts,tsx}`, { cwd: root, exclude: (path) => String(path).includes('node_modules') }),
  );
const isSlow = (file: string): boolean => file.includes('.slow.test.');
/** The gate has three minutes; each of these opens a whole server. */
const isHouse = (file: string): boolean => file.startsWith('apps/server/test/') && !isSlow(file);
const isBrowser = (file: string): boolean => file.includes('.browser.test.');

/** @param fileWithinMs for each file, far above what any takes: one that hangs must not take the time of the others */
async function tests(name: string, files: string[], concurrency: number, fileWithinMs: number): Promise<void> {
  if (files.length === 0) return;
  console.log(`\n${name}: ${files.length} files`);
  const took: [file: string, ms: number][] = [];
  process.env.MUNAN_TEST_FILE_WITHIN_MS = `${fileWithinMs}`;
  const stream = runTests({
    files: files.map((file) => join(root, file)),
    concurrency,
    timeout: fileWithinMs,
    execArgv: ['--import', join(root, 'tools/end-of-tests.ts')],
  });
  stream.on('test:summary', (summary) => {
    // Each file has one of its own; the last is of all.
    if (summary.file !== undefined) {
      took.push([summary.file.replace(`${root}/`, ''), summary.duration_ms]);
      return;
    }
    total.passed += summary.counts.passed;
    total.failed += summary.counts.tests - summary.counts.passed - summary.counts.skipped - summary.counts.todo;
    if (summary.counts.skipped > 0) console.log(`${name}: ${summary.counts.skipped} skipped`);
  });
  stream.on('test:fail', ({ name: test, file, details }) => {
    if (details.type !== 'suite') failed.push(`${test} (${file?.replace(`${root}/`, '')})`);
  });
  const report = stream.compose(new spec());
  for await (const piece of report) process.stdout.write(piece);
  const slowest = took.sort((a, b) => b[1] - a[1]).slice(0, shownSlowest);
  console.log(`${name}, the slowest: ${slowest.map(([file, ms]) => `${file} ${(ms / 1000).toFixed(1)} s`).join(', ')}`);
}

function buildWeb(): void {
  check('web app builds', bin('node'), [join(root, 'tools/build-web.ts')]);
}

const minuteMs = 60_000;
const [part = 'all', pattern = ''] = process.argv.slice(2);
const chosen = allTests().filter((file) => file.includes(pattern));
if (part === 'ok' || part === 'all') {
  check('format and lint', bin('biome'), ['check', '--error-on-warnings', '.']);
  check('types', bin('tsc'), ['-p', '.', '--incremental', '--tsBuildInfoFile', join(root, '.cache/types.tsbuildinfo')]);
  check('house rules', bin('node'), [join(root, 'tools/check-house.ts')]);
  await tests(
    'unit',
    chosen.filter((file) => !isSlow(file) && !isBrowser(file) && !isHouse(file)),
    2,
    6 * minuteMs,
  );
}
if (part === 'house' || part === 'all') await tests('house', chosen.filter(isHouse), 2, 6 * minuteMs);
if (part === 'slow' || part === 'all') {
  ensurePostgresql();
  ensureCurl();
  await tests('slow', chosen.filter(isSlow), 2, 15 * minuteMs);
}
if (part === 'browser' || part === 'all') {
  ensureBrowser();
  buildWeb();
  if (existsSync(join(root, 'apps/web/dist/index.html')))
    await tests('browser', chosen.filter(isBrowser), 1, 15 * minuteMs);
}
for (const name of failed) console.log(`✖ ${name}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
