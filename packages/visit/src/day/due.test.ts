import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, daysSince, nextDue, visitEveryDays } from './due.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 28, 1);

test('nextDue spreads eight visits over three months, and gives the other groups three and six months', () => {
  const last = now - 5 * dayMs;
  assert.equal(nextDue('intensive', [last], now), last + 11 * dayMs);
  assert.equal(nextDue('regular', [last], now), last + 91 * dayMs);
  assert.equal(nextDue('self', [last], now), last + 182 * dayMs);
  assert.ok(91 / visitEveryDays.intensive >= 8, 'fewer than eight visits in three months');
});

test('nextDue of whoever was never visited is now, and a visit of a clock that ran ahead does not put off the next', () => {
  assert.equal(nextDue('regular', [], now), now);
  assert.equal(nextDue('regular', [now + 400 * dayMs], now), now);
  assert.equal(nextDue('regular', [now - dayMs, now + 400 * dayMs, now - 9 * dayMs], now), now + 90 * dayMs);
});

test('daysSince counts days of the calendar, daysBetween those between two dates', () => {
  const midnight = Date.UTC(2026, 10, 27, 15);
  assert.deepEqual(
    [midnight + 3_600_000, midnight, midnight - 1, midnight - dayMs, midnight - dayMs - 1].map((at) =>
      daysSince(at, midnight),
    ),
    [0, 0, 1, 1, 2],
  );
  assert.equal(daysBetween('2026-11-28', '2026-12-01'), 3);
  assert.equal(daysBetween('2026-12-01', '2026-11-28'), -3);
  assert.ok(Number.isNaN(daysBetween('2026-11-28', 'soon')));
});
