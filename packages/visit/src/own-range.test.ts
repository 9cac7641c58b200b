import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownRange, ownRanges } from './own-range.ts';

test('ownRange says nothing of fewer than four values', () => {
  assert.equal(ownRange([]), undefined);
  assert.equal(ownRange([128, 130, 131]), undefined);
  assert.equal(ownRange([128, 130, 131, Number.NaN]), undefined);
});

test('ownRange is the 90 % prediction interval, in whatever order the values come', () => {
  // m = 125, s = 12.91, t(3) = 2.353: 125 ± 33.96
  assert.deepEqual(ownRange([140, 120, 130, 110]), { low: 91, high: 159, count: 4 });
  // m = 50, s = 33.17, t(10) = 1.812: 50 ± 62.77, and no vital is below zero
  assert.deepEqual(ownRange([10, 0, 20, 30, 40, 50, 60, 70, 80, 90, 100]), { low: 0, high: 112.8, count: 11 });
  assert.deepEqual(ownRange([97, 97, 97, 97]), { low: 96.5, high: 97.5, count: 4 });
});

test('ownRange holds about nine of ten next values of the same person, also after few', () => {
  // Normal values by Box and Muller from a fixed sequence, so that the test is the same at each run.
  let state = 7;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const value = () => 130 + 8 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  for (const count of [4, 6, 10, 30]) {
    let inside = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const range = ownRange(Array.from({ length: count }, value));
      const next = value();
      if (range && next >= range.low && next <= range.high) inside++;
    }
    assert.ok(Math.abs(inside / 4000 - 0.9) < 0.025, `${count} values: ${inside / 4000}`);
  }
});

test('ownRange holds the mean of its values whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 4, maxLength: 40 }), (tenths) => {
      const values = tenths.map((each) => each / 10);
      const range = ownRange(values);
      const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
      assert.ok(range && range.low <= mean + 0.05 && range.high >= mean - 0.05);
    }),
  );
});

test('ownRanges counts the mean of two pressures once, and glucose by fasting where that is asked', () => {
  const visits = [1, 2, 3, 4].map((n) => ({
    systolicMmHg: 130,
    secondSystolicMmHg: 130 + 2 * n,
    glucoseMgPerDl: 100 + n,
    fasting: n % 2 === 0,
    consciousness: 'alert' as const,
  }));
  const ranges = ownRanges(visits);
  assert.deepEqual(Object.keys(ranges).sort(), ['glucoseMgPerDl', 'systolicMmHg']);
  assert.deepEqual(ranges.systolicMmHg, { low: 129.1, high: 135.9, count: 4 });
  assert.equal(ownRanges(visits, true).glucoseMgPerDl, undefined, 'two fasting values are too few');
});

test('ownRanges end where the scale of a vital ends', () => {
  const visits = [96, 99, 100, 94].map((spo2Percent, at) => ({ spo2Percent, painScore: at }));
  const { spo2Percent, painScore } = ownRanges(visits);
  assert.deepEqual([spo2Percent?.high, painScore?.low], [100, 0]);
});
