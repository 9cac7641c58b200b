import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findDateRange, fromInstant, toInstant } from './instants.ts';

test('toInstant and fromInstant are inverse for every millisecond of four-digit years', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 11) }), (ms) => {
      assert.equal(fromInstant(toInstant(ms)), ms);
    }),
  );
});

test('fromInstant refuses what names no moment', () => {
  for (const text of ['2026-11-22', '2026-11-22T10:00:00', '2026-13-01T00:00:00Z', 'now', '']) {
    assert.throws(() => fromInstant(text), RangeError);
  }
  assert.throws(() => toInstant(8.64e15), RangeError);
});

test('findDateRange is as long as the precision leaves open', () => {
  const at = (text: string) => findDateRange(text, 0);
  assert.deepEqual(at('2024'), { low: Date.UTC(2024, 0), high: Date.UTC(2025, 0) });
  assert.deepEqual(at('2024-02'), { low: Date.UTC(2024, 1), high: Date.UTC(2024, 2) });
  assert.deepEqual(at('2024-02-29'), { low: Date.UTC(2024, 1, 29), high: Date.UTC(2024, 2, 1) });
  const moment = Date.UTC(2024, 1, 29, 9, 30);
  assert.deepEqual(at('2024-02-29T09:30Z'), { low: moment, high: moment + 60_000 });
  assert.deepEqual(at('2024-02-29T18:30:00+09:00'), { low: moment, high: moment + 1000 });
  assert.deepEqual(at('2024-02-29T09:30:00.5Z'), { low: moment + 500, high: moment + 600 });
  assert.deepEqual(at('2024-02-29T09:30:00.123456Z'), { low: moment + 123, high: moment + 124 });
});

test('findDateRange reads a date without a zone in the zone that is given', () => {
  assert.equal(findDateRange('2026-11-22', 540)?.low, Date.UTC(2026, 10, 21, 15));
});

test('findDateRange finds nothing in what is no date of the calendar', () => {
  for (const text of [
    '',
    '26',
    '2026-13',
    '2026-02-29',
    '2026-11-31',
    '2026-1-1',
    '2026-11-22T25:00',
    'ge2026',
    '2026-11-22T',
  ]) {
    assert.equal(findDateRange(text, 0), undefined, text);
  }
});
