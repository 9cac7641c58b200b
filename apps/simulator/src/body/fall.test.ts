import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeFall, suspectFalls } from '@munan/detectors';
import fc from 'fast-check';
import { fallSignal } from './fall.ts';

const norm = (samples: Int16Array, at: number) =>
  Math.hypot(samples[at * 3]!, samples[at * 3 + 1]!, samples[at * 3 + 2]!) / 1000;

test('fallSignal: twenty seconds at 50 Hz with a dip, one impact at its moment, stillness, and another lie of gravity', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { dt, impactMs, samples } = fallSignal(seed);
      const count = samples.length / 3;
      assert.equal(count * dt, 20_000);
      const norms = Array.from({ length: count }, (_, at) => norm(samples, at));
      const impact = impactMs / dt;
      const peakAt = norms.indexOf(Math.max(...norms));
      assert.ok(Math.abs(peakAt - impact) <= 1, `peak at ${peakAt}`);
      assert.ok(norms[peakAt]! > 2.5 && norms[peakAt]! < 8, `peak ${norms[peakAt]}`);
      assert.ok(Math.min(...norms.slice(impact - 25, impact)) < 0.6, 'a dip before the impact');
      const after = norms.slice(impact + 100);
      assert.ok(
        after.every((g) => Math.abs(g - 1) < 0.05),
        'still afterwards',
      );
      const mean = (start: number, end: number) =>
        [0, 1, 2].map((axis) => {
          let sum = 0;
          for (let at = start; at < end; at++) sum += samples[at * 3 + axis]! / 1000;
          return sum / (end - start);
        });
      const [before, lying] = [mean(0, 300), mean(impact + 150, count)];
      const cosine = before.reduce((sum, value, axis) => sum + value * lying[axis]!, 0);
      assert.ok(cosine < 0.6, `gravity turned, cosine ${cosine}`);
    }),
    { numRuns: 200 },
  );
});

test('fallSignal is the same for the same seed and lies differently for another', () => {
  assert.deepEqual(fallSignal(5), fallSignal(5));
  assert.notDeepEqual([...fallSignal(5).samples.slice(0, 3)], [...fallSignal(6).samples.slice(0, 3)]);
});

test('fallSignal is suspected by the on-device trigger at its impact and judged a fall by the server, whatever the seed', () => {
  for (let seed = 0; seed < 300; seed++) {
    const { dt, impactMs, samples } = fallSignal(seed * 7919);
    const axis = (which: number) =>
      Float64Array.from({ length: samples.length / 3 }, (_, at) => samples[at * 3 + which]!);
    const t = Float64Array.from({ length: samples.length / 3 }, (_, at) => at * dt);
    const [suspected, ...more] = suspectFalls(t, axis(0), axis(1), axis(2));
    assert.ok(Math.abs(suspected! - impactMs) <= dt, `seed ${seed}`);
    assert.deepEqual(more, []);
    const values = Float64Array.from(samples);
    const judged = judgeFall(impactMs, [{ channel: 'acceleration', t: 0, dt, values }]);
    assert.ok(judged?.isFall, `seed ${seed}: ${judged?.score}`);
  }
});
