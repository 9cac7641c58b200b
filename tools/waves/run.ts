import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GatewayForTests } from '../../apps/server/test/gateway-for-tests.ts';
import { checkWorld, type Verdict } from './check.ts';
import { Operators } from './operators.ts';
import { Presses } from './presses.ts';
import { Provider } from './provider.ts';
import { Dice } from './random.ts';
import { freePort, WavedServer } from './server.ts';
import { unknownSpans } from './unknown-clock.ts';
import { seedWorld } from './world.ts';

export interface WavesOptions {
  minutes: number;
  people: number;
  alertsPerHour: number;
  seed: number;
  /** How long a server lives; a minute. */
  killEveryMs?: number;
  /** PostgreSQL, and how it is restarted; absent: the embedded database, which restarts with the server. */
  postgres?: { url: string; restart(): Promise<void> };
  say(line: string): void;
}

const hoursMs = 3_600_000;
/** After the last wave, for what is due and for the auditor. */
const calmMs = 50_000;

/** What the log says, and how often. */
function countedLines(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const said = /"msg":"([^"]+)"/.exec(line)?.[1] ?? line;
    const key = said.slice(0, 90);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Runs the waves and looks at what is left. @throws Error when the world itself could not go on */
export async function runWaves(options: WavesOptions): Promise<Verdict> {
  const { minutes, people, alertsPerHour, seed, killEveryMs = 60_000, postgres, say } = options;
  const dice = new Dice(seed);
  const folder = mkdtempSync(join(tmpdir(), 'munan-waves-'));
  const gateway = await GatewayForTests.open();
  const world = await seedWorld(folder, postgres?.url, people);
  say(`${people} people, ${world.operators.length} operators; seed ${seed}`);
  const port = await freePort();
  const server = new WavedServer(folder, port, [
    ...(postgres ? ['--database-url', postgres.url] : []),
    ...['--gateway-url', gateway.url, '--gateway-secret-file', world.secretFile],
    ...['--public-url', `http://127.0.0.1:${port}`, '--desk-asleep-minutes', '1'],
  ]);
  const provider = new Provider(gateway, server, dice);
  const presses = new Presses(server, dice);
  const operators = new Operators(server, dice);
  const startsMs = [await server.start()];
  const end = performance.now() + minutes * 60_000;
  let failed: unknown;
  const background = [
    presses.run(world, alertsPerHour),
    presses.stream(world),
    provider.run(),
    ...world.operators.map((operator) => operators.run(operator, world.operators)),
  ].map((running) =>
    running.catch((error: unknown) => {
      failed ??= error;
    }),
  );
  let jumps = 0;
  let restarts = 0;
  for (let wave = 1; performance.now() < end && failed === undefined; wave++) {
    const next = Math.min(end, performance.now() + killEveryMs);
    // Somewhere within the minute each: they meet in all orders.
    const events: { at: number; what: () => Promise<void> }[] = [];
    if (wave % 2 === 1)
      events.push({
        at: dice.between(0.1, 0.9),
        what: async () => {
          const hours = server.offsetMs === 0 ? dice.one([2, -2]) : 0;
          server.setClock(hours * hoursMs);
          jumps++;
          say(`the clock is set: ${hours} h`);
        },
      });
    if (postgres && wave % 3 === 2)
      events.push({
        at: dice.between(0.1, 0.9),
        what: async () => {
          await postgres.restart();
          restarts++;
          say('the database was restarted');
        },
      });
    const begun = performance.now();
    for (const { at, what } of events.sort((a, b) => a.at - b.at)) {
      await wait(Math.max(0, begun + at * (next - begun) - performance.now()));
      await what();
    }
    await wait(Math.max(0, next - performance.now()));
    if (!server.isRunning) throw new Error(`the server ended by itself: ${server.errors.slice(-5).join('\n')}`);
    await server.kill();
    await wait(dice.between(0, 3_000));
    startsMs.push(await server.start());
    say(
      `wave ${wave}: killed and started in ${Math.round(startsMs.at(-1)!)} ms; ${presses.acknowledged.length} presses, ${operators.acknowledged.length} commands, ${gateway.told.length} told`,
    );
  }
  server.setClock(0);
  await presses.stop();
  operators.stop();
  provider.calm();
  await wait(calmMs);
  await Promise.all(background);
  const stoppedAt = server.now();
  await server.stop();
  await provider.close();
  if (failed !== undefined) throw failed;
  const verdict = await checkWorld({
    databaseUrl: postgres?.url ?? `sqlite:${join(folder, 'munan.sqlite')}`,
    ...{ stoppedAt, presses: presses.acknowledged, commands: operators.acknowledged, told: gateway.told },
    unknownClock: unknownSpans(server.clockSets, server.kills, presses.heard),
  });
  verdict.checks.push({
    name: 'the gateway was asked as the contract says',
    looked: gateway.requests,
    broken: [...new Set(gateway.complaints)],
  });
  const counted = (prefix: string, counts: ReadonlyMap<string, number>) =>
    Object.fromEntries([...counts].sort().map(([what, times]) => [`${prefix} ${what}`, times]));
  verdict.figures = {
    'kills of the server': server.kills.length,
    'restarts of the database': restarts,
    'jumps of the clock': jumps,
    'longest start, ms': Math.round(Math.max(...startsMs)),
    'presses acknowledged': presses.acknowledged.length,
    'packets sent again': presses.repeated,
    'commands acknowledged': operators.acknowledged.length,
    ...counted('commands answered', operators.answers),
    ...verdict.figures,
    'requests to the gateway': gateway.requests,
    'told by it': gateway.told.length,
    ...counted('callbacks answered', provider.callbacks),
    'error lines of the server': server.errors.length,
    ...counted('log:', countedLines(server.errors)),
  };
  rmSync(folder, { recursive: true, force: true });
  return verdict;
}
