import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockOf, isWithin, minuteOfSite } from './day-minute.ts';

describe('minuteOfSite', () => {
  it('is the minute of the day in Korea, whatever the day', () => {
    assert.equal(minuteOfSite(Date.UTC(2026, 10, 27, 15, 0)), 0);
    assert.equal(minuteOfSite(Date.UTC(2026, 10, 27, 14, 59, 59)), 1439);
  });
});

describe('isWithin', () => {
  it('goes over midnight, excludes the end, and takes the same twice as the whole day', () => {
    const night = { from: 22 * 60, to: 7 * 60 };
    assert.deepEqual(
      [22 * 60 - 1, 22 * 60, 0, 7 * 60 - 1, 7 * 60].map((minute) => isWithin(night, minute)),
      [false, true, true, true, false],
    );
    assert.deepEqual(
      [539, 540, 1079, 1080].map((minute) => isWithin({ from: 540, to: 1080 }, minute)),
      [false, true, true, false],
    );
    assert.equal(isWithin({ from: 60, to: 60 }, 0), true);
  });
});

describe('clockOf', () => {
  it('writes the minute as a clock does', () => {
    assert.deepEqual([0, 545, 1439].map(clockOf), ['00:00', '09:05', '23:59']);
  });
});
