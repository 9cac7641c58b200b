import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { evenRuns } from './sampled.ts';

const gap = -1;

it('evenRuns() puts every sample at its moment, once and in order, and nothing anywhere else', () => {
  const steps = fc.array(
    fc.oneof(fc.constantFrom(1000, 1000, 1000, 2000, 5000), fc.integer({ min: 1, max: 100_000 }), fc.constant(gap)),
    { minLength: 1, maxLength: 300 },
  );
  fc.assert(
    fc.property(steps, (moves) => {
      const t: number[] = [];
      const count: number[] = [];
      let moment = 0;
      for (const move of moves) {
        moment += move === gap ? 3_600_000 : move;
        t.push(move === gap ? moment - 3_599_000 : moment);
        count.push(move === gap ? 0 : 1);
      }
      const runs = evenRuns({ t, count });
      const placed = runs.flatMap(({ start, periodMs, at }) =>
        at.flatMap((index, order) => (index === undefined ? [] : [{ index, at: start + order * periodMs, periodMs }])),
      );
      const samples = t.flatMap((_, index) => (count[index] ? [index] : []));
      assert.deepEqual(
        placed.map(({ index }) => index),
        samples,
      );
      for (const { index, at, periodMs } of placed) assert.ok(Math.abs(at - (t[index] ?? 0)) <= 0.1 * periodMs + 0.001);
      for (const { at } of runs) assert.ok(at[0] !== undefined && at.at(-1) !== undefined && at.length <= 3600);
    }),
  );
});

it('evenRuns() takes no gap for a period: two samples an hour apart are two stretches', () => {
  const runs = evenRuns({ t: [0, 1000, 3_600_000], count: [1, 0, 1] });
  assert.deepEqual(
    runs.map(({ at }) => at),
    [[0], [2]],
  );
});
