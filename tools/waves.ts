/**
 * `npm run waves -- [--minutes 10] [--people 1000] [--alerts-per-hour 200] [--postgresql] [--seed N]`
 *
 * A crowd presses its buttons while the server is killed with -9 every minute, the database is restarted, the clock is set
 * by two hours and back, the gateway fails and answers late, twice or with garbage, and operators do what operators do.
 * At the end what is on disk is compared with what was acknowledged. Exit code 1 when anything was lost or out of order.
 *
 * The server is `munan serve`, the database a real one; the people, the devices, the operators and the gateway are
 * simulated. The plans are short, so that alerts pass all their steps in minutes.
 */
import { parseArgs } from 'node:util';
import { startPostgresForTests } from '@munan/runtime';
import { runWaves } from './waves/run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    people: { type: 'string', default: '1000' },
    'alerts-per-hour': { type: 'string', default: '200' },
    postgresql: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const number = (name: 'minutes' | 'people' | 'alerts-per-hour' | 'seed'): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} is "${values[name]}"; allowed is a number above 0`);
  process.exit(2);
};

const postgres = values.postgresql ? await startPostgresForTests() : undefined;
const { checks, figures } = await runWaves({
  minutes: number('minutes'),
  people: number('people'),
  alertsPerHour: number('alerts-per-hour'),
  seed: number('seed'),
  ...(postgres && { postgres: { url: await postgres.newDatabase(), restart: () => postgres.restart() } }),
  say: (line) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`),
});
await postgres?.stop();

console.log();
for (const [what, figure] of Object.entries(figures)) console.log(`${what.padEnd(48)} ${figure}`);
console.log();
for (const { name, looked, broken } of checks) {
  console.log(
    `${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${name} (${looked} looked at${broken.length ? `, ${broken.length} broken` : ''})`,
  );
  for (const sentence of broken.slice(0, 10)) console.log(`          ${sentence}`);
}
process.exit(checks.some(({ broken }) => broken.length > 0) ? 1 : 0);
