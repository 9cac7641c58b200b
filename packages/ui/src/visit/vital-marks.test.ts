import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vitalMarks } from './vital-marks.ts';

test('vitalMarks marks nothing where everything is ordinary', () => {
  const marks = vitalMarks({
    systolicMmHg: 128,
    diastolicMmHg: 78,
    pulsePerMin: 72,
    temperatureCel: 36.5,
    spo2Percent: 97,
    onOxygen: false,
    respirationPerMin: 16,
    glucoseMgPerDl: 110,
    fasting: true,
    weightKg: 52.5,
    consciousness: 'alert',
  });
  assert.deepEqual(marks, {});
});

test('vitalMarks says which way a NEWS2 parameter is off, and by how many points', () => {
  const marks = vitalMarks({ respirationPerMin: 26, pulsePerMin: 48, temperatureCel: 38.1, systolicMmHg: 92 });
  assert.deepEqual(marks.respirationPerMin, { direction: 'high', points: 3, grave: true });
  assert.deepEqual(marks.pulsePerMin, { direction: 'low', points: 1, grave: false });
  assert.deepEqual(marks.temperatureCel, { direction: 'high', points: 1, grave: false });
  assert.deepEqual(marks.systolicMmHg, { direction: 'low', points: 2, grave: false });
});

test('vitalMarks judges SpO2 on the scale of the person, unknown oxygen included', () => {
  assert.deepEqual(vitalMarks({ spo2Percent: 90 }).spo2Percent, { direction: 'low', points: 3, grave: true });
  assert.equal(vitalMarks({ spo2Percent: 90 }, true).spo2Percent, undefined);
  const given = { spo2Percent: 97, onOxygen: true };
  assert.deepEqual(vitalMarks(given, true).spo2Percent, { direction: 'high', points: 3, grave: true });
});

test('vitalMarks marks consciousness and oxygen as abnormal without a direction', () => {
  const marks = vitalMarks({ consciousness: 'confusion', onOxygen: true });
  assert.deepEqual(marks.consciousness, { direction: 'abnormal', points: 3, grave: true });
  assert.deepEqual(marks.onOxygen, { direction: 'abnormal', points: 2, grave: false });
});

test('vitalMarks marks hypertension and glucose, of which NEWS2 says nothing, without points', () => {
  assert.deepEqual(vitalMarks({ systolicMmHg: 140, diastolicMmHg: 90 }), {
    systolicMmHg: { direction: 'high', grave: false },
    diastolicMmHg: { direction: 'high', grave: false },
  });
  assert.deepEqual(vitalMarks({ systolicMmHg: 139, diastolicMmHg: 89 }), {});
  assert.equal(vitalMarks({ glucoseMgPerDl: 126, fasting: true }).glucoseMgPerDl?.direction, 'high');
  assert.equal(vitalMarks({ glucoseMgPerDl: 126, fasting: false }).glucoseMgPerDl, undefined);
  assert.deepEqual(vitalMarks({ glucoseMgPerDl: 53 }).glucoseMgPerDl, { direction: 'low', grave: true });
});

test('vitalMarks judges the mean of two pressures, not the first alone', () => {
  const calm = vitalMarks({ systolicMmHg: 150, secondSystolicMmHg: 128, diastolicMmHg: 92, secondDiastolicMmHg: 80 });
  assert.deepEqual(calm, {});
  assert.deepEqual(vitalMarks({ systolicMmHg: 150, secondSystolicMmHg: 140 }).systolicMmHg, {
    direction: 'high',
    grave: false,
  });
});

test('vitalMarks marks pain from 4 of 10, gravely from 7, and whoever does not know the time, the place or who is who', () => {
  assert.equal(vitalMarks({ painScore: 3 }).painScore, undefined);
  assert.deepEqual(vitalMarks({ painScore: 4 }).painScore, { direction: 'high', grave: false });
  assert.deepEqual(vitalMarks({ painScore: 7 }).painScore, { direction: 'high', grave: true });
  assert.deepEqual(vitalMarks({ orientedToTime: false, orientedToPlace: true }), {
    orientedToTime: { direction: 'abnormal', grave: false },
  });
});
