// The one door for npm scripts: runs on any Node 20+, installs what is missing, then hands over to Node 24.
// Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.munan-installed');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Notes what is installed; npm calls it after an install of its own too (postinstall), so that nothing is installed twice. */
function stampInstalled() {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, lockHash());
}

/** Installs the npm packages when package-lock.json changed since the last install. */
export function ensureInstalled() {
  const lock = lockHash();
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (stamp !== lock) {
    process.stderr.write('munan: installing npm packages (first start, about a minute)\n');
    const npm = process.env.npm_execpath;
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const done = npm
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
      : spawnSync('npm', args, {
          cwd: root,
          stdio: ['ignore', 'ignore', 'inherit'],
          shell: process.platform === 'win32',
        });
    if (done.status !== 0) {
      process.stderr.write('munan: npm ci failed; see the lines above. Is the npm registry reachable?\n');
      process.exit(1);
    }
    stampInstalled();
  }
}

/** The Node 24 that package.json brings; errors say what to do when the platform has none. */
export function node24() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `munan: no packaged Node 24 for ${process.platform}-${process.arch}; install Node 24 or later yourself (found ${process.version})\n`,
  );
  process.exit(1);
}

/** Runs a command on Node 24 in the foreground, signals passed on; resolves with its exit code. */
export function run(args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: 'inherit',
      cwd: root,
      ...options,
    });
    const pass = (signal) => child.kill(signal);
    process.on('SIGTERM', pass);
    process.on('SIGINT', pass);
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', pass);
      resolve(signal ? 128 : (code ?? 1));
    });
  });
}

const started = process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href;
if (started && process.argv[2] === '--stamp') stampInstalled();
else if (started) {
  ensureInstalled();
  const [first, ...rest] = process.argv.slice(2);
  // A path given on the command line is meant from where the person stands, not from the root.
  const env = { ...process.env, MUNAN_CWD: process.env.INIT_CWD ?? process.cwd() };
  if (first === '--run') process.exitCode = await run(rest, { env });
  else {
    const server = JSON.parse(readFileSync(join(root, 'apps/server/node-options.json'), 'utf8'));
    const args = [...server.arguments, 'apps/server/src/main.ts', ...(first ? [first, ...rest] : [])];
    process.exitCode = await run(args, { env: { ...server.environment, ...env } });
  }
}
