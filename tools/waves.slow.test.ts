import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runWaves } from './waves/run.ts';

it('runWaves: a minute of kills every 20 s, a clock that is set and a moody gateway: nothing lost, nothing told twice', {
  timeout: 600_000,
}, async (t) => {
  const seed = Number(process.env.MUNAN_SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`seed ${seed}; MUNAN_SEED repeats its choices`);
  const { checks, figures } = await runWaves({
    ...{ minutes: 1, people: 60, alertsPerHour: 1_500, killEveryMs: 20_000, seed },
    say: (line) => t.diagnostic(line),
  });
  for (const [what, figure] of Object.entries(figures)) t.diagnostic(`${what}: ${figure}`);
  assert.deepEqual(
    checks.flatMap(({ name, broken }) => broken.map((sentence) => `${name}: ${sentence}`)),
    [],
  );
  assert.ok(figures['kills of the server']! >= 2 && figures['presses acknowledged']! > 0);
});
