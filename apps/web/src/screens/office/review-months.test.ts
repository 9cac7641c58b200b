import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthAt, monthsBetween } from './review-months.ts';

test('monthsBetween counts back over the turn of a year, newest first', () => {
  assert.deepEqual(monthsBetween('2025-11', '2026-02'), ['2026-02', '2026-01', '2025-12', '2025-11']);
  assert.deepEqual(monthsBetween('2026-02', '2026-02'), ['2026-02']);
  assert.equal(monthsBetween('1990-01', '2026-02').length, 120);
});

test('monthAt names the month of a moment', () => {
  assert.equal(monthAt(Date.UTC(2026, 10, 30, 23, 59)), '2026-11');
});
