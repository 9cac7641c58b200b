/** What the slower suites need from Debian's packages, installed when missing and when we may. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';

function install(packages: string[], why: string): void {
  const isRoot = process.getuid?.() === 0;
  const command = isRoot ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  const apt = (...args: string[]) =>
    spawnSync(command[0] as string, [...command.slice(1), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  console.log(`installing ${packages.join(' ')} (${why})`);
  if (!apt('update', '-qq') || !apt('install', '-y', '-qq', '--no-install-recommends', ...packages))
    throw new Error(
      `could not install ${packages.join(' ')}: run "apt-get install ${packages.join(' ')}" yourself (${why})`,
    );
}

export const chromiumPath = process.env.MUNAN_CHROMIUM ?? '/usr/bin/chromium';

/** Chromium and a Korean font; throws a sentence that says what to install. */
export function ensureBrowser(): void {
  const missing: string[] = [];
  if (!existsSync(chromiumPath)) missing.push('chromium');
  if (globSync('/usr/share/fonts/**/*{Nanum,CJK}*').length === 0) missing.push('fonts-nanum');
  if (missing.length > 0) install(missing, 'browser tests');
}

/** PostgreSQL server binaries; tests start their own server on loopback. */
export function ensurePostgresql(): void {
  if (globSync('/usr/lib/postgresql/*/bin/initdb').length === 0) install(['postgresql'], 'the suites on PostgreSQL');
}

/** The examples of the documents are shell commands; they are run as they stand. */
export function ensureCurl(): void {
  if (!existsSync('/usr/bin/curl')) install(['curl'], 'the examples of docs/fhir.md');
}
