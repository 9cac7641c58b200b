/** Builds the web app when its sources changed since the last build; a second call costs a few milliseconds. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..');
const web = join(root, 'apps/web');
const sources = [
  'apps/web',
  'packages/ui',
  'packages/language',
  'packages/vitals',
  'packages/flow',
  'packages/visit',
  'packages/sync',
  'package-lock.json',
  'tools/build-web.ts',
];

function fingerprint(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const full = join(root, path);
    let entries: string[];
    try {
      entries = readdirSync(full).sort();
    } catch {
      hash.update(path).update(readFileSync(full));
      return;
    }
    for (const entry of entries) if (entry !== 'dist' && entry !== 'node_modules') add(join(path, entry));
  };
  for (const source of sources) add(source);
  return hash.digest('hex');
}

/** @returns the folder to serve @throws Error when the build fails */
export function buildWeb(): string {
  const dist = join(web, 'dist');
  const stamp = join(dist, '.built-from');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return dist;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const done = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: web, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`the web app does not build: ${done.stderr || done.stdout}`);
  writeFileSync(stamp, wanted);
  return dist;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildWeb();
