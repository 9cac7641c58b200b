import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreOfVisit } from './score.ts';

test('scoreOfVisit has nothing to say before one of the seven parameters is known', () => {
  assert.equal(scoreOfVisit({}, false), undefined);
  assert.equal(scoreOfVisit({ weightKg: 52, glucoseMgPerDl: 110, diastolicMmHg: 80 }, false), undefined);
});

test('scoreOfVisit is a range while something is missing and one number when nothing is', () => {
  const partial = scoreOfVisit({ pulsePerMin: 115, temperatureCel: 38.5 }, false);
  assert.deepEqual([partial?.least, partial?.most, partial?.missing.length], [3, 17, 5]);
  const whole = scoreOfVisit(
    {
      pulsePerMin: 72,
      temperatureCel: 36.5,
      systolicMmHg: 128,
      spo2Percent: 97,
      onOxygen: false,
      respirationPerMin: 16,
      consciousness: 'alert',
    },
    false,
  );
  assert.deepEqual([whole?.least, whole?.most, whole?.missing, whole?.response], [0, 0, [], 'routine']);
});

test('scoreOfVisit counts on scale 2 for whom it was prescribed', () => {
  assert.equal(scoreOfVisit({ spo2Percent: 90, onOxygen: false }, false)?.least, 3);
  assert.equal(scoreOfVisit({ spo2Percent: 90, onOxygen: false }, true)?.least, 0);
});
