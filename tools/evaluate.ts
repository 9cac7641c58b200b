/**
 * What the detectors do on recordings: `npm run evaluate -- --data DIR [--out DIR] [--small] [NAME ...]` (or MUNAN_DATA). Runs
 * the evaluations one after the other, two side by side where there are two cores, and writes docs/evaluation/*.md, or DIR/*.md.
 * `--small` is the short form of CI. Fifteen minutes at most on two quiet cores.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The longest first, so that none is left running alone at the end. */
const evaluations = ['falls', 'deterioration', 'rhythm', 'usual', 'oxygen', 'homes', 'burden', 'nab'];

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, out: { type: 'string' }, small: { type: 'boolean', default: false } },
});
const given = values.data ?? process.env.MUNAN_DATA;
const unknown = positionals.filter((name) => !evaluations.includes(name));
if (!given || unknown.length > 0) {
  console.error(
    unknown.length > 0
      ? `No evaluation is called ${unknown.join(', ')}; there are ${evaluations.join(', ')}`
      : 'Say where the recordings lie: --data DIR or MUNAN_DATA=DIR',
  );
  process.exit(2);
}
// A path given on the command line is meant from where the person stands, not from the root.
const from = process.env.MUNAN_CWD ?? '.';
const options = [
  '--data',
  resolve(from, given),
  ...(values.out ? ['--out', resolve(from, values.out)] : []),
  ...(values.small ? ['--small'] : []),
];

/** What it printed comes whole, when it is done: two tables at once would be none. */
function evaluate(name: string): Promise<number> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, `packages/detectors/evaluate/${name}.ts`), ...options],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const printed: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => printed.push(part));
  return new Promise((done) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(printed));
      const seconds = Math.round((performance.now() - began) / 1000);
      console.log(`\n(${name}: ${seconds} s${code === 0 ? '' : `, failed with ${code}`})\n`);
      done(code ?? 1);
    });
  });
}

const waiting = positionals.length > 0 ? [...positionals] : [...evaluations];
let failed = 0;
async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    if ((await evaluate(name)) !== 0) failed++;
}
await Promise.all([work(), work()]);
process.exitCode = failed > 0 ? 1 : 0;
