import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestLimit, normalised, probationOf, profiles, type Scored, tallyOf, worthOf } from './nab-scoring.ts';

/** 100 rows, 15 of probation, windows of ten rows at 40 and at 70. */
const scored: Scored = {
  rows: 100,
  windows: [
    [40, 49],
    [70, 79],
  ],
};
const worth = worthOf(scored);
const [standard, fewFalse, fewMisses] = profiles;
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 5e-5, `${actual} and not ${expected}`);

// By hand, 2 / (1 + e^5x) - 1 at x = -1, -0.4, -0.1, 1/9, 1 and 20/9: 0.986614, 0.761594, 0.244919, -0.270847, -0.986614, -0.99997.
test('worthOf falls from 1 at the first row of a window to nearly 0 at its last, and on to -1 behind it', () => {
  for (const [row, expected] of [
    [20, -1],
    [39, -1],
    [40, 1],
    [49, 0.244919 / 0.986614],
    [50, -0.270847],
    [58, -0.986614],
    [76, 0.761594 / 0.986614],
    [99, -0.99997],
  ] as const)
    near(worth.worth[row]!, expected);
});

test('tallyOf: a hand-computed series has the score of its best hit, its false alarm and its miss', () => {
  // The first window is hit at its last and at its first row (1 counts), the second is missed, one row is false.
  const alarms = [3, 20, 49, 40];
  const tally = tallyOf(worth, 2, alarms, standard);
  near(tally.score, 1 - 0.11 - 1);
  assert.deepEqual([tally.hit, tally.falseAlarms], [1, 1]);
  near(tallyOf(worth, 2, alarms, fewFalse).score, 1 - 0.22 - 1);
  near(tallyOf(worth, 2, alarms, fewMisses).score, 1 - 0.11 - 2);
  near(normalised(tally.score, 2, standard), (100 * (1 - 0.11 - 1 + 2)) / 4);
});

test('normalised puts silence at 0 and the first row of each window at 100, in every profile', () => {
  for (const profile of profiles) {
    near(normalised(tallyOf(worth, 2, [], profile).score, 2, profile), 0);
    near(normalised(tallyOf(worth, 2, [40, 70], profile).score, 2, profile), 100);
  }
});

test('tallyOf counts nothing in the probation, and a false alarm just behind a window costs less than one far from it', () => {
  assert.equal(probationOf(100), 15);
  assert.equal(probationOf(20_000), 750);
  assert.equal(tallyOf(worth, 2, [14], standard).falseAlarms, 0);
  assert.equal(tallyOf(worth, 2, [15], standard).falseAlarms, 1);
  const cost = (row: number) => tallyOf(worth, 2, [], standard).score - tallyOf(worth, 2, [row], standard).score;
  near(cost(50), 0.11 * 0.270847);
  near(cost(20), 0.11);
});

test('bestLimit takes what scores best over all series together, and equal scores are alarms together', () => {
  const scores = new Float64Array(100);
  scores[40] = 3;
  scores[20] = 2;
  scores[70] = 2;
  scores[60] = 1;
  const { limit, score } = bestLimit([worth], [scores], standard);
  assert.equal(limit, 2);
  near(score, 1 + 1 - 0.11);
  // Beside a series in which the same limit is false all the time, the higher one is better.
  const noisy = { rows: 100, windows: [] };
  const both = bestLimit([worth, worthOf(noisy)], [scores, new Float64Array(100).fill(2)], standard);
  assert.equal(both.limit, 3);
  near(both.score, 1 - 1);
  // Silence, where every alarm costs more than it brings.
  assert.equal(bestLimit([worthOf(noisy)], [new Float64Array(100).fill(1)], standard).limit, Number.POSITIVE_INFINITY);
});
