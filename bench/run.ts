/** `npm run bench -- NAME [arguments]`: runs bench/NAME.ts, which exports `run(...arguments)` and prints its figures. */
import { readdir } from 'node:fs/promises';

const own = new Set(['run.ts']);
const names = (await readdir(import.meta.dirname))
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && !own.has(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  process.stderr.write(
    `${name === undefined ? 'which bench?' : `no bench is called ${name};`} there are: ${names.join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const bench = (await import(`./${name}.ts`)) as { run?: (...args: (string | number)[]) => unknown };
  if (!bench.run) throw new Error(`bench/${name}.ts exports no run()`);
  await bench.run(...args.map((arg) => (/^\d+$/.test(arg) ? Number(arg) : arg)));
}
