import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitEntry } from '@munan/flow';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { type EntryAct, entered, settledOrAsked, shownIn } from './entering.ts';
import { fieldPlans, isNumberField, levels, orientations, steps } from './fields.ts';
import { type Key, keys } from './keypad.ts';
import { hasContent, placeOf, type Work } from './work.ts';
import { workOf } from './work-for-tests.ts';

const around = { at: 2000 };

function after(work: Work, ...acts: (EntryAct | string)[]): Work {
  let so = work;
  for (const act of acts) {
    if (typeof act !== 'string') so = entered(so, act, around);
    else for (const sign of act) so = entered(so, { do: 'key', key: sign === '.' ? 'point' : (sign as Key) }, around);
  }
  return so;
}

/** A whole set, as it is typed; each sign of a text and each act is one tap. */
const wholeSet: (EntryAct | string)[] = [
  ...['142', '84', '72', '365', '97'],
  { do: 'choose', value: false },
  ...['138', '80', '16', '110', { do: 'next' } as const],
  '525',
  { do: 'pain', score: 2 },
  { do: 'level', level: 'alert' },
  { do: 'orient-all' },
];

test('entered takes a whole set of vitals in at most 40 taps, arrival and sending included', () => {
  // 110 mg/dL could still become 1100: fasting or not is said there, and is the step's next.
  const acts = wholeSet.map((act) =>
    typeof act === 'object' && act.do === 'next' ? ({ do: 'choose', value: true } as const) : act,
  );
  const done = after(workOf(), ...acts);
  assert.equal(done.place.step, 'review');
  assert.deepEqual(done.entry.vitals, {
    systolicMmHg: 142,
    diastolicMmHg: 84,
    pulsePerMin: 72,
    temperatureCel: 36.5,
    spo2Percent: 97,
    onOxygen: false,
    secondSystolicMmHg: 138,
    secondDiastolicMmHg: 80,
    respirationPerMin: 16,
    glucoseMgPerDl: 110,
    fasting: true,
    weightKg: 52.5,
    painScore: 2,
    consciousness: 'alert',
    orientedToTime: true,
    orientedToPlace: true,
    orientedToPerson: true,
  });
  const arrival = 1;
  const sending = 1;
  const taps = acts.reduce((sum, act) => sum + (typeof act === 'string' ? act.length : 1), arrival + sending);
  assert.equal(taps, 32);
  assert.ok(taps <= 40);
});

test('entered asks about 39.8 and goes on after the yes, which is kept with its reason', () => {
  const asked = after(workOf({ step: 'temperatureCel' }), '398');
  assert.deepEqual(asked.place.verdict, { kind: 'ask', why: 'unusual' });
  assert.equal(asked.place.step, 'temperatureCel');
  assert.equal(entered(asked, { do: 'key', key: '1' }, around), asked, 'keys are deaf until the question is answered');
  const yes = after(asked, { do: 'yes', why: ' 다시 재도 같음 ' });
  assert.deepEqual(
    [yes.place.step, yes.entry.confirmed, yes.entry.confirmedWhy],
    ['spo2Percent', ['temperatureCel'], { temperatureCel: '다시 재도 같음' }],
  );
  const changed = after(yes, { do: 'go', step: 'temperatureCel' }, '368');
  assert.deepEqual(
    [changed.entry.confirmed, changed.entry.confirmedWhy],
    [undefined, undefined],
    'the reason belonged to the number',
  );
});

test('entered forgets the number when the nurse types again, and does not ask about a good one', () => {
  const again = after(workOf({ step: 'temperatureCel' }), '398', { do: 'retype' });
  assert.equal(again.entry.vitals.temperatureCel, undefined);
  assert.equal(shownIn(again), '');
  assert.equal(after(again, '368').place.step, 'spo2Percent');
});

test('entered refuses the impossible, keeps it in sight, and stores nothing of it', () => {
  const refused = after(workOf(), '12', { do: 'next' });
  assert.deepEqual(refused.place.verdict, { kind: 'refuse', why: 'impossible', min: 30, max: 350 });
  assert.equal(shownIn(refused), '12');
  assert.equal(hasContent(refused.entry), false);
  const anew = after(refused, '128');
  assert.deepEqual([anew.place.step, anew.entry.vitals.systolicMmHg], ['diastolicMmHg', 128]);
});

test('entered asks when the diastolic is not below the systolic, in the second reading as in the first', () => {
  const asked = after(workOf(), '110', '110');
  assert.deepEqual(asked.place.verdict, { kind: 'ask', why: 'systolic-not-above-diastolic' });
  const yes = after(asked, { do: 'yes' }, { do: 'go', step: 'review' });
  assert.equal(settledOrAsked(yes, around), yes, 'asked once for both');
  const second = after(workOf({ step: 'secondSystolicMmHg' }, { vitals: { systolicMmHg: 120 } }), '110', '112');
  assert.deepEqual(second.place.verdict, { kind: 'ask', why: 'systolic-not-above-diastolic' });
  assert.deepEqual(after(second, { do: 'yes' }).entry.confirmed, ['secondSystolicMmHg', 'secondDiastolicMmHg']);
});

test('entered remembers when the first pressure was complete, and skips a second one whole', () => {
  const first = after(workOf(), '142', '84');
  assert.equal(first.place.pressureAt, 2000);
  const skipped = after(first, '72', '365', '97', { do: 'choose', value: false }, { do: 'next' });
  assert.equal(skipped.place.step, 'respirationPerMin');
  assert.equal(after(skipped, { do: 'back' }).place.step, 'secondDiastolicMmHg');
});

test('entered asks for no second pressure where there was no first', () => {
  const none = after(workOf({ step: 'spo2Percent' }), '97', { do: 'choose', value: false });
  assert.equal(none.place.step, 'respirationPerMin');
  assert.equal(after(none, { do: 'back' }).place.step, 'spo2Percent');
});

test('entered skips a vital with nothing typed, and takes away a value that was erased', () => {
  const skipped = after(workOf(), { do: 'next' });
  assert.deepEqual([skipped.place.step, skipped.entry.vitals], ['diastolicMmHg', {}]);
  const erase: EntryAct = { do: 'key', key: 'erase' };
  const erased = after(workOf({}, { vitals: { systolicMmHg: 90 } }), erase, erase, { do: 'next' });
  assert.deepEqual([erased.place.step, erased.entry.vitals], ['diastolicMmHg', {}]);
});

test('entered waits with SpO2 until air or oxygen is said, keeping the number meanwhile, and then asks', () => {
  const typed = after(workOf({ step: 'spo2Percent' }), '85');
  assert.deepEqual([typed.place.step, typed.entry.vitals.spo2Percent], ['spo2Percent', 85]);
  const asked = after(typed, { do: 'choose', value: true });
  assert.deepEqual(asked.place.verdict, { kind: 'ask', why: 'unusual' });
  assert.equal(asked.entry.vitals.onOxygen, true);
});

test('entered replaces an old value by the first digit, and goes back without losing what was typed', () => {
  const work = after(workOf({ step: 'diastolicMmHg' }, { vitals: { systolicMmHg: 128 } }), '7', '8');
  assert.equal(work.place.step, 'pulsePerMin');
  const back = after(work, { do: 'back' }, { do: 'back' });
  assert.equal(shownIn(back), '128');
  assert.equal(after(back, '1').place.typed, '1');
  const half = after(workOf({ step: 'temperatureCel' }), '37', { do: 'back' });
  assert.equal(half.entry.vitals.temperatureCel, 37);
});

test('entered goes back to the review after a change made from there', () => {
  const changed = after(
    workOf({ step: 'review' }, { vitals: { pulsePerMin: 72 } }),
    { do: 'go', step: 'pulsePerMin' },
    '75',
  );
  assert.deepEqual([changed.place.step, changed.entry.vitals.pulsePerMin], ['review', 75]);
});

test('entered asks about a consciousness other than alert', () => {
  const asked = after(workOf({ step: 'consciousness' }), { do: 'level', level: 'unresponsive' });
  assert.deepEqual(asked.place.verdict, { kind: 'ask', why: 'not-alert' });
  assert.deepEqual(after(asked, { do: 'yes' }).entry.confirmed, ['consciousness']);
});

test('entered goes on with the third answer about orientation, and not before', () => {
  const [time, place, person] = orientations;
  const two = after(
    workOf({ step: 'orientation' }),
    { do: 'orient', what: time, knows: false },
    { do: 'orient', what: place, knows: true },
  );
  assert.equal(two.place.step, 'orientation');
  const three = after(two, { do: 'orient', what: person, knows: true });
  assert.deepEqual(
    [three.place.step, three.entry.vitals],
    ['review', { orientedToTime: false, orientedToPlace: true, orientedToPerson: true }],
  );
});

test('entered puts a slipped point right with one press', () => {
  const asked = after(workOf({ step: 'weightKg' }), '305', { do: 'next' });
  assert.deepEqual(asked.place.verdict, { kind: 'ask', why: 'unusual', instead: 30.5 });
  const right = after(asked, { do: 'take', value: 30.5 });
  assert.deepEqual([right.place.step, right.entry.vitals.weightKg], ['painScore', 30.5]);
});

test('settledOrAsked asks before sending about what was left unanswered', () => {
  const work = workOf({ step: 'review' }, { vitals: { pulsePerMin: 140 } });
  const asked = settledOrAsked(work, around);
  assert.deepEqual([asked.place.step, asked.place.verdict?.kind, asked.place.fromReview], ['pulsePerMin', 'ask', true]);
  const settled = after(asked, { do: 'yes' });
  assert.equal(settled.place.step, 'review');
  assert.equal(settledOrAsked(settled, around), settled);
});

test('placeOf reads back every place that entered makes, and makes a place of anything at all', () => {
  const anyAct = fc.oneof<fc.Arbitrary<EntryAct>[]>(
    fc.constantFrom(...keys).map((key) => ({ do: 'key', key })),
    fc.constantFrom<EntryAct>({ do: 'next' }, { do: 'back' }, { do: 'yes' }, { do: 'retype' }, { do: 'orient-all' }),
    fc.constantFrom(...steps).map((step) => ({ do: 'go', step })),
    fc.boolean().map((value) => ({ do: 'choose', value })),
    fc.constantFrom(...levels).map((level) => ({ do: 'level', level })),
    fc.integer({ min: 0, max: 10 }).map((score) => ({ do: 'pain', score })),
  );
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 60 }), (acts) => {
      const { entry, place } = after(workOf(), ...acts);
      assert.deepEqual(placeOf(JSON.parse(JSON.stringify(place))), place);
      assert.ok(Value.Check(VisitEntry, entry), JSON.stringify(entry.vitals));
      if (isNumberField(place.step)) assert.ok(fieldPlans[place.step]);
    }),
  );
  fc.assert(
    fc.property(fc.anything(), (kept) => {
      assert.ok(steps.includes(placeOf(kept).step));
    }),
  );
});
