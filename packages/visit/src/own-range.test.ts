import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownRange, ownRanges } from './own-range.ts';

test('ownRange says nothing of fewer than four values', () => {
  assert.equal(ownRange([]), undefined);
  assert.equal(ownRange([128, 130, 131]), undefined);
  assert.equal(ownRange([128, 130, 131, Number.NaN]), undefined);
});

test('ownRange is the 10th and the 90th centile, linear between two values, in whatever order they come', () => {
  assert.deepEqual(ownRange([10, 0, 20, 30, 40, 50, 60, 70, 80, 90, 100]), { low: 10, high: 90, count: 11 });
  assert.deepEqual(ownRange([140, 120, 130, 110]), { low: 113, high: 137, count: 4 });
});

test('ownRange lies within the values whatever they are, and low is not above high', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 4, maxLength: 40 }), (tenths) => {
      const values = tenths.map((tenth) => tenth / 10);
      const range = ownRange(values);
      assert.ok(range);
      assert.ok(range.low <= range.high);
      assert.ok(range.low >= Math.min(...values) && range.high <= Math.max(...values));
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
  assert.deepEqual(ranges.systolicMmHg, { low: 131.3, high: 133.7, count: 4 });
  assert.equal(ownRanges(visits, true).glucoseMgPerDl, undefined, 'two fasting values are too few');
});
