import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '@munan/flow';
import { lowOxygenNights } from './since-last.ts';

/** A moment of November 2026 in Korea. */
const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour - 9);
const low = (since: number, percent: number, code = 'low-oxygen') =>
  ({ detector: code, reason: { code, params: { percent } }, since }) as unknown as Finding;

test('lowOxygenNights tells each night once, with the lowest of it, newest first', () => {
  const found = [
    low(at(20, 23), 86),
    low(at(21, 3), 82),
    low(at(21, 5), 85),
    low(at(22, 1), 88),
    // By day, and what is no oxygen.
    low(at(21, 12), 70),
    low(at(21, 2), 40, 'slow-pulse'),
  ];
  assert.deepEqual(lowOxygenNights(found), [
    { at: at(22, 1), percent: 88 },
    { at: at(21, 5), percent: 82 },
  ]);
  assert.deepEqual(lowOxygenNights([]), []);
});
