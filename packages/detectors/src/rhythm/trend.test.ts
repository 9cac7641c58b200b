import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chanceAt } from './days-example.ts';
import { dayPrior } from './rhythm.ts';
import { findTrend } from './trend.ts';

/** Roughly normal, deviation 1. */
const noise = (i: number, seed: number) =>
  chanceAt(i, seed) + chanceAt(i, seed + 1000) + chanceAt(i, seed + 2000) + chanceAt(i, seed + 3000) - 2;

test('findTrend of a straight line is that line, and one wild day in it changes nothing', () => {
  const line = Array.from({ length: 28 }, (_, i) => 6 - 0.02 * i);
  const wild = line.map((value, i) => (i === 20 ? 0 : value));
  for (const values of [line, wild, line.map((value, i) => (i % 4 === 1 ? null : value))]) {
    const trend = findTrend(values, dayPrior)!;
    assert.ok(Math.abs(trend.change / trend.spanDays + 0.02) < 1e-9);
    assert.ok(Math.abs(trend.first - 6) < 1e-9 && Math.abs(trend.last - 5.46) < 1e-9);
  }
});

test('findTrend says nothing of fewer than three days', () => {
  assert.equal(findTrend([], dayPrior), undefined);
  assert.equal(findTrend([1, null, null, 2], dayPrior), undefined);
});

test('findTrend is off by more than twice its error in about one of twenty series without a trend', () => {
  const off = Array.from({ length: 400 }, (_, seed) => {
    const values = Array.from({ length: 28 }, (_, i) => 6 + 0.47 * noise(i, seed + 1));
    const { change, error } = findTrend(values, dayPrior)!;
    return Math.abs(change) > 1.96 * error;
  }).filter(Boolean).length;
  assert.ok(off / 400 < 0.08, `${off} of 400`);
});

test('findTrend widens its error where neighbouring days are alike', () => {
  const alone = Array.from({ length: 28 }, (_, i) => noise(i, 7));
  const alike = alone.map((value, i) => (value + (alone[i - 1] ?? 0) + (alone[i - 2] ?? 0)) / Math.sqrt(3));
  assert.ok(findTrend(alike, dayPrior)!.error > 1.15 * findTrend(alone, dayPrior)!.error);
});

test('findTrend follows the unit: values twice as large change twice as much, by as many errors', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 5, maxLength: 28 }), (values) => {
      const plain = findTrend(values, dayPrior)!;
      const twice = findTrend(
        values.map((value) => 2 * value),
        { ...dayPrior, scatter: 2 * dayPrior.scatter },
      )!;
      assert.ok(Math.abs(twice.change - 2 * plain.change) < 1e-9);
      assert.ok(Math.abs(twice.error - 2 * plain.error) < 1e-9);
    }),
  );
});
