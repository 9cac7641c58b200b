/**
 * What the detectors do on recordings: `npm run evaluate -- --data DIR [--out DIR] [--small] [NAME ...]` (or MUNAN_DATA). Runs
 * the evaluations one after the other, two side by side where there are two cores, and writes docs/evaluation/*.md, or DIR/*.md;
 * ends with a table of all. `--small` is the short form of CI. Fifteen minutes at most on two quiet cores.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The longest first, so that none is left running alone at the end. */
const evaluations = ['falls', 'deterioration', 'rhythm', 'usual', 'oxygen', 'homes', 'burden', 'nab', 'infection'];

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

interface Outcome {
  name: string;
  seconds: number;
  /** As the process ended; 1 where a signal ended it. */
  exit: number;
}
/** What it printed comes whole, when it is done: two tables at once would be none. */
function evaluate(name: string): Promise<Outcome> {
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
      done({ name, seconds, exit: code ?? 1 });
    });
  });
}

const began = performance.now();
const waiting = positionals.length > 0 ? [...positionals] : [...evaluations];
const outcomes: Outcome[] = [];
async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) outcomes.push(await evaluate(name));
}
await Promise.all([work(), work()]);
const failed = outcomes.filter(({ exit }) => exit !== 0);
const total = Math.round((performance.now() - began) / 1000);
console.log(
  [
    '| evaluation | seconds | exit |',
    '|---|---|---|',
    ...outcomes.map(({ name, seconds, exit }) => `| ${name} | ${seconds} | ${exit} |`),
    `| all, two side by side | ${total} | ${failed.length > 0 ? `failed: ${failed.map(({ name }) => name).join(', ')}` : 0} |`,
  ].join('\n'),
);
process.exitCode = failed.length > 0 ? 1 : 0;
