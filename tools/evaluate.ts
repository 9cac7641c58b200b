/**
 * What the detectors do on recordings: `npm run evaluate -- --data DIR` (or MUNAN_DATA). Runs both evaluations, falls and streams,
 * one after the other; they print the tables of docs/evaluation/falls.md and first-set.md. About three minutes on two quiet cores.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const at = process.argv.indexOf('--data');
const given = (at >= 0 ? process.argv[at + 1] : undefined) ?? process.env.MUNAN_DATA;
if (!given) {
  console.error('Say where the recordings lie: --data DIR or MUNAN_DATA=DIR');
  process.exit(2);
}
// A path given on the command line is meant from where the person stands, not from the root.
const folder = resolve(process.env.MUNAN_CWD ?? '.', given);
for (const name of ['falls', 'streams']) {
  const done = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, `packages/detectors/evaluate/${name}.ts`), '--data', folder],
    { stdio: 'inherit', cwd: root },
  );
  if (done.status !== 0) process.exit(done.status ?? 1);
}
