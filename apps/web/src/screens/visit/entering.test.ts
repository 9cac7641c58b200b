import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Draft, hasContent } from './draft.ts';
import { draftOf } from './draft-fixtures.ts';
import { type EntryAct, entered, settledOrAsked, shownIn } from './entering.ts';
import type { Key } from './keypad.ts';

function after(draft: Draft, ...acts: (EntryAct | string)[]): Draft {
  let so = draft;
  for (const act of acts) {
    if (typeof act !== 'string') so = entered(so, act, 2000);
    else for (const sign of act) so = entered(so, { do: 'key', key: sign === '.' ? 'point' : (sign as Key) }, 2000);
  }
  return so;
}

test('entered takes a whole visit typed without one press on next', () => {
  const draft = after(draftOf('v1'), '128', '78', '72', '365', '97', { do: 'choose', value: false }, '16');
  assert.equal(draft.step, 'glucoseMgPerDl');
  assert.deepEqual(draft.vitals, {
    systolicMmHg: 128,
    diastolicMmHg: 78,
    pulsePerMin: 72,
    temperatureCel: 36.5,
    spo2Percent: 97,
    onOxygen: false,
    respirationPerMin: 16,
  });
});

test('entered asks about 39.8 and goes on after the yes, which is kept', () => {
  const asked = after(draftOf('v1', { step: 'temperatureCel' }), '398');
  assert.deepEqual(asked.verdict, { kind: 'ask', why: 'unusual' });
  assert.equal(asked.step, 'temperatureCel');
  assert.equal(entered(asked, { do: 'key', key: '1' }, 3000), asked, 'keys are deaf until the question is answered');
  const yes = after(asked, { do: 'yes' });
  assert.deepEqual([yes.step, yes.confirmed, yes.vitals.temperatureCel], ['spo2Percent', ['temperatureCel'], 39.8]);
});

test('entered forgets the number when the nurse types again, and does not ask about a good one', () => {
  const again = after(draftOf('v1', { step: 'temperatureCel' }), '398', { do: 'retype' });
  assert.equal(again.vitals.temperatureCel, undefined);
  assert.equal(shownIn(again), '');
  assert.equal(after(again, '368').step, 'spo2Percent');
});

test('entered refuses the impossible, keeps it in sight, and stores nothing of it', () => {
  const refused = after(draftOf('v1', { step: 'systolicMmHg' }), '12', { do: 'next' });
  assert.deepEqual(refused.verdict, { kind: 'refuse', why: 'impossible', min: 30, max: 350 });
  assert.equal(shownIn(refused), '12');
  assert.equal(hasContent(refused), false);
  const anew = after(refused, '128');
  assert.deepEqual([anew.step, anew.vitals.systolicMmHg], ['diastolicMmHg', 128]);
});

test('entered asks when the diastolic is not below the systolic', () => {
  const asked = after(draftOf('v1'), '110', '110');
  assert.deepEqual(asked.verdict, { kind: 'ask', why: 'systolic-not-above-diastolic' });
  const yes = { ...after(asked, { do: 'yes' }), step: 'review' as const };
  assert.equal(settledOrAsked(yes, 3000), yes, 'asked once for both');
});

test('entered skips a vital with nothing typed, and takes away a value that was erased', () => {
  const skipped = after(draftOf('v1'), { do: 'next' });
  assert.deepEqual([skipped.step, skipped.vitals], ['diastolicMmHg', {}]);
  const erase: EntryAct = { do: 'key', key: 'erase' };
  const erased = after(draftOf('v1', { vitals: { systolicMmHg: 90 } }), erase, erase, { do: 'next' });
  assert.deepEqual([erased.step, erased.vitals], ['diastolicMmHg', {}]);
});

test('entered waits with SpO2 until air or oxygen is said, keeping the number meanwhile', () => {
  const typed = after(draftOf('v1', { step: 'spo2Percent' }), '96');
  assert.deepEqual([typed.step, typed.vitals.spo2Percent], ['spo2Percent', 96]);
  const said = after(typed, { do: 'choose', value: true });
  assert.deepEqual([said.step, said.vitals.onOxygen], ['respirationPerMin', true]);
});

test('entered asks about an unusual SpO2 after air or oxygen was said', () => {
  const asked = after(draftOf('v1', { step: 'spo2Percent' }), '85', { do: 'choose', value: false });
  assert.deepEqual(asked.verdict, { kind: 'ask', why: 'unusual' });
});

test('entered replaces an old value by the first digit, and goes back without losing what was typed', () => {
  const draft = after(draftOf('v1', { vitals: { systolicMmHg: 128 }, step: 'diastolicMmHg' }), '7', '8');
  assert.equal(draft.step, 'pulsePerMin');
  const back = after(draft, { do: 'back' }, { do: 'back' });
  assert.equal(shownIn(back), '128');
  assert.equal(after(back, '1').typed, '1');
  const half = after(draftOf('v1', { step: 'temperatureCel' }), '37', { do: 'back' });
  assert.equal(half.vitals.temperatureCel, 37);
});

test('entered goes back to the review after a change made from there', () => {
  const review = draftOf('v1', { step: 'review', vitals: { pulsePerMin: 72 } });
  const changed = after(review, { do: 'go', step: 'pulsePerMin' }, '75');
  assert.deepEqual([changed.step, changed.vitals.pulsePerMin], ['review', 75]);
});

test('entered asks about a consciousness other than alert', () => {
  const asked = after(draftOf('v1', { step: 'consciousness' }), { do: 'level', level: 'unresponsive' });
  assert.deepEqual(asked.verdict, { kind: 'ask', why: 'not-alert' });
  assert.deepEqual(after(asked, { do: 'yes' }).confirmed, ['consciousness']);
});

test('entered puts a slipped point right with one press', () => {
  const asked = after(draftOf('v1', { step: 'weightKg' }), '305', { do: 'next' });
  assert.deepEqual(asked.verdict, { kind: 'ask', why: 'unusual', instead: 30.5 });
  const right = after(asked, { do: 'take', value: 30.5 });
  assert.deepEqual([right.step, right.vitals.weightKg], ['consciousness', 30.5]);
});

test('settledOrAsked asks before saving about what was left unanswered', () => {
  const draft = draftOf('v1', { step: 'review', vitals: { pulsePerMin: 140 } });
  const asked = settledOrAsked(draft, 2000);
  assert.deepEqual([asked.step, asked.verdict?.kind, asked.fromReview], ['pulsePerMin', 'ask', true]);
  const settled = after(asked, { do: 'yes' });
  assert.equal(settled.step, 'review');
  assert.equal(settledOrAsked(settled, 2000), settled);
});
