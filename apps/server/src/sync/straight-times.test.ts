import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitEntry } from '@munan/flow';
import fc from 'fast-check';
import { straightTime, straightTimes } from './straight-times.ts';

const received = Date.UTC(2026, 10, 22, 1);
const earliest = Date.UTC(2020, 0, 1);
const times = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: received - 86_400_000, max: received + 86_400_000 }),
);

test('straightTimes() gives times that can be, whatever the clock said, and says so where it changed them by much', () => {
  fc.assert(
    fc.property(times, times, fc.option(times, { nil: undefined }), (arrived, finished, measured) => {
      const entry: VisitEntry = {
        ...{ id: 'v', patient: 'p', arrived, finished, vitals: {} },
        ...(measured !== undefined && { measured }),
        photos: [{ id: 'x', takenAt: arrived, kind: 'other' }],
      };
      const straight = straightTimes(entry, received);
      assert.ok(straight.arrived >= earliest && straight.arrived <= straight.finished && straight.finished <= received);
      assert.equal(straight.measured === undefined, measured === undefined);
      const within = straight.measured ?? straight.finished;
      assert.ok(within >= straight.arrived && within <= straight.finished);
      for (const time of [straight.arrived, straight.finished, within]) assert.ok(Number.isInteger(time));
      const isFarOff = [arrived, finished].some((time) => time < earliest || time > received + 120_000);
      if (isFarOff) assert.equal(straight.clockUncertain, true);
      assert.deepEqual(straightTimes(straight, received), straight);
    }),
  );
});

test('straightTimes() leaves right times alone', () => {
  const entry = { id: 'v', patient: 'p', arrived: received - 1000, finished: received, measured: received, vitals: {} };
  assert.deepEqual(straightTimes(entry, received), entry);
});

test('straightTime() is never in the future, nor of a clock that was never set', () => {
  assert.deepEqual(
    [received - 5, received + 1, 0, -1e300, 1e300].map((at) => straightTime(at, received)),
    [received - 5, received, received, received, received],
  );
});
