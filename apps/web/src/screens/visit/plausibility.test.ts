import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmedAfterChange, judge, unsettled } from './plausibility.ts';

test('judge lets an ordinary temperature pass and asks about 39.8', () => {
  assert.deepEqual(judge('temperatureCel', { temperatureCel: 36.5 }, []), { kind: 'fine' });
  assert.deepEqual(judge('temperatureCel', { temperatureCel: 39.8 }, []), { kind: 'ask', why: 'unusual' });
});

test('judge asks once: a confirmed value passes', () => {
  assert.deepEqual(judge('temperatureCel', { temperatureCel: 39.8 }, ['temperatureCel']), { kind: 'fine' });
});

test('judge refuses the impossible with its limits, even when confirmed', () => {
  const refused = { kind: 'refuse', why: 'impossible', min: 30, max: 100 };
  assert.deepEqual(judge('spo2Percent', { spo2Percent: 9 }, []), refused);
  assert.deepEqual(judge('spo2Percent', { spo2Percent: 9 }, ['spo2Percent']), refused);
});

test('judge asks when the systolic pressure is not above the diastolic, equal included', () => {
  const question = { kind: 'ask', why: 'systolic-not-above-diastolic' };
  assert.deepEqual(judge('diastolicMmHg', { systolicMmHg: 100, diastolicMmHg: 100 }, []), question);
  assert.deepEqual(judge('systolicMmHg', { systolicMmHg: 95, diastolicMmHg: 105 }, []), question);
  assert.deepEqual(judge('diastolicMmHg', { systolicMmHg: 101, diastolicMmHg: 100 }, []), { kind: 'fine' });
});

test('judge offers the number with its point put right for a weight of 305', () => {
  assert.deepEqual(judge('weightKg', { weightKg: 305 }, []), { kind: 'ask', why: 'unusual', instead: 30.5 });
});

test('judge asks about a weight that changed by more than 5 kg since the last visit', () => {
  assert.deepEqual(judge('weightKg', { weightKg: 60 }, [], { weightKg: 54 }), { kind: 'ask', why: 'weight-changed' });
  assert.deepEqual(judge('weightKg', { weightKg: 59 }, [], { weightKg: 54 }), { kind: 'fine' });
});

test('judge asks about a consciousness other than alert', () => {
  assert.deepEqual(judge('consciousness', { consciousness: 'pain' }, []), { kind: 'ask', why: 'not-alert' });
  assert.deepEqual(judge('consciousness', { consciousness: 'alert' }, []), { kind: 'fine' });
});

test('judge has nothing to say about what was not measured', () => {
  assert.deepEqual(judge('glucoseMgPerDl', {}, []), { kind: 'fine' });
});

test('unsettled names every field that still needs an answer', () => {
  assert.deepEqual(unsettled({ temperatureCel: 39.8, pulsePerMin: 140, spo2Percent: 97 }, ['pulsePerMin']), [
    'temperatureCel',
  ]);
});

test('confirmedAfterChange forgets the yes to the old number, for a pressure the yes to both', () => {
  assert.deepEqual(confirmedAfterChange(['temperatureCel', 'pulsePerMin'], 'temperatureCel'), ['pulsePerMin']);
  assert.deepEqual(confirmedAfterChange(['systolicMmHg', 'diastolicMmHg'], 'diastolicMmHg'), []);
});
