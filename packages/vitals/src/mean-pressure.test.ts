import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanPressure } from './mean-pressure.ts';

test('meanPressure is the mean of both readings in whole mmHg, half upward', () => {
  assert.deepEqual(
    meanPressure({ systolicMmHg: 142, diastolicMmHg: 84, secondSystolicMmHg: 139, secondDiastolicMmHg: 80 }),
    { systolicMmHg: 141, diastolicMmHg: 82 },
  );
});

test('meanPressure takes the one reading there is, each half of its own, and nothing from nothing', () => {
  assert.deepEqual(meanPressure({ systolicMmHg: 142, diastolicMmHg: 84 }), { systolicMmHg: 142, diastolicMmHg: 84 });
  assert.deepEqual(meanPressure({ systolicMmHg: 142, secondSystolicMmHg: 138, secondDiastolicMmHg: 80 }), {
    systolicMmHg: 140,
    diastolicMmHg: 80,
  });
  assert.deepEqual(meanPressure({}), {});
});
