import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanStep, Plans } from '@munan/flow';
import { stepKinds } from '@munan/flow';
import fc from 'fast-check';
import {
  addedStep,
  changedStep,
  comparedPlans,
  draftOf,
  draftPlanOf,
  draftProblems,
  eachPlan,
  isSamePlan,
  kindsOf,
  movedStep,
  planOf,
  rebasedDraft,
  removedStep,
  timeOf,
  withinMsOf,
} from './plan-draft.ts';

const minute = 60_000;
const ask: PlanStep = { kind: 'ask-device', withinMs: minute };
const call: PlanStep = { kind: 'operator-call', withinMs: 3 * minute, attempts: 2 };
const family: PlanStep = { kind: 'family-call', withinMs: 5 * minute, when: { quiet: false }, orElse: 3 };
const nurse: PlanStep = { kind: 'nurse-visit', withinMs: 90_000 };
const plan = [ask, call, family, nurse];

const anyPlan = fc
  .array(
    fc.record(
      {
        kind: fc.constantFrom(...stepKinds),
        withinMs: fc.integer({ min: 1, max: 172_800 }).map((seconds) => seconds * 1000),
        attempts: fc.integer({ min: 2, max: 5 }),
        when: fc.record(
          { desk: fc.constantFrom('awake', 'asleep'), quiet: fc.boolean() },
          { requiredKeys: ['quiet'], noNullPrototype: true },
        ),
      },
      { requiredKeys: ['kind', 'withinMs'], noNullPrototype: true },
    ),
    { maxLength: 12 },
  )
  .chain((steps) =>
    fc.array(fc.nat(), { minLength: steps.length, maxLength: steps.length }).map((jumps) =>
      steps.map((step, at) => {
        const later = at + 1 + ((jumps[at] ?? 0) % 4);
        return (jumps[at] ?? 0) % 3 === 0 && later < steps.length ? { ...step, orElse: later } : step;
      }),
    ),
  ) as fc.Arbitrary<PlanStep[]>;

test('planOf(draftPlanOf(plan)) is the plan', () => {
  fc.assert(
    fc.property(anyPlan, (any) => {
      const draft = draftPlanOf(any);
      assert.deepEqual(draftProblems(draft), []);
      assert.deepEqual(planOf(draft), any);
      assert.equal(isSamePlan(planOf(draft), any), true);
    }),
  );
});

test('timeOf and withinMsOf take the largest whole unit, and what is no time is NaN', () => {
  assert.deepEqual(timeOf(90_000), { amount: '90', unit: 'second' });
  assert.deepEqual(timeOf(3 * minute), { amount: '3', unit: 'minute' });
  assert.deepEqual(timeOf(120 * minute), { amount: '2', unit: 'hour' });
  const table: [amount: string, unit: 'second' | 'minute' | 'hour', ms: number][] = [
    ['1,5', 'minute', 90_000],
    [' 2 ', 'hour', 120 * minute],
    ['', 'minute', Number.NaN],
    ['-1', 'minute', Number.NaN],
    ['0', 'minute', Number.NaN],
    ['0.5', 'second', Number.NaN],
    ['48', 'hour', 172_800_000],
    ['49', 'hour', Number.NaN],
    ['1e999', 'second', Number.NaN],
    ['soon', 'second', Number.NaN],
  ];
  for (const [amount, unit, ms] of table) assert.equal(withinMsOf({ amount, unit }), ms, `${amount} ${unit}`);
});

test('movedStep and removedStep keep where a step goes on to, and draftProblems names a way back', () => {
  const draft = draftPlanOf(plan);
  const later = movedStep(draft, 's1', 3);
  assert.deepEqual(
    planOf(later).map(({ kind, orElse }) => [kind, orElse]),
    [
      ['ask-device', undefined],
      ['family-call', 2],
      ['nurse-visit', undefined],
      ['operator-call', undefined],
    ],
  );
  assert.deepEqual(planOf(removedStep(draft, 's3')).at(-1), {
    kind: 'family-call',
    withinMs: 5 * minute,
    when: { quiet: false },
  });
  assert.deepEqual(draftProblems(movedStep(draft, 's3', 0)), [{ step: 3, code: 'backwards' }]);
  assert.deepEqual(draftProblems(changedStep(draft, 's1', { amount: '' })), [{ step: 1, code: 'no-deadline' }]);
  assert.equal(movedStep(draft, 's0', 4), draft);
  assert.equal(movedStep(draft, 'gone', 1), draft);
});

test('addedStep gives each step a key of its own', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 })), (turns) => {
      let draft = draftPlanOf(plan);
      for (const turn of turns)
        draft = turn < 3 ? addedStep(draft, 'manager') : removedStep(draft, draft[turn]?.key ?? '');
      assert.equal(new Set(draft.map(({ key }) => key)).size, draft.length);
    }),
  );
});

test('comparedPlans marks what is new, changed, moved or removed, and nothing else', () => {
  const table: [what: string, now: PlanStep[], marks: (string | undefined)[], removed: string[]][] = [
    ['the same', plan, [undefined, undefined, undefined, undefined], []],
    [
      'one longer',
      [ask, { ...call, withinMs: minute }, family, nurse],
      [undefined, 'changed', undefined, undefined],
      [],
    ],
    [
      'one more in front',
      [nurse, ...plan.map((s) => ({ ...s }))],
      ['moved', undefined, undefined, 'changed', 'new'],
      [],
    ],
    ['the last is first', [nurse, ask, call, { ...family, orElse: 0 }], ['moved', undefined, undefined, undefined], []],
    ['one less', [ask, call, nurse], [undefined, undefined, undefined], ['family-call']],
    [
      'another condition',
      [ask, call, { ...family, when: {} }, nurse],
      [undefined, undefined, 'changed', undefined],
      [],
    ],
    [
      'once and unsaid',
      [{ ...ask, attempts: 1 }, call, family, nurse],
      [undefined, undefined, undefined, undefined],
      [],
    ],
  ];
  for (const [what, now, marks, removed] of table) {
    const found = comparedPlans(now, plan);
    assert.deepEqual([found.marks, found.removed.map(({ kind }) => kind)], [marks, removed], what);
  }
});

test('rebasedDraft keeps what was entered and takes over what was not', () => {
  const before: Plans = eachPlan(() => plan);
  const theirs: Plans = eachPlan(() => [ask, call, nurse]);
  const draft = draftOf(before);
  draft.safety.high = changedStep(draft.safety.high, 's0', { amount: '2' });
  const after = rebasedDraft(draft, before, theirs);
  assert.equal(planOf(after.safety.high)[0]?.withinMs, 2 * minute);
  assert.equal(after.safety.high.length, 4);
  assert.deepEqual(planOf(after.vital.low), [ask, call, nurse]);
});

test('kindsOf gives Munan itself no step of a person, and a person no repair', () => {
  assert.deepEqual(kindsOf('house', stepKinds), ['second-operator', 'manager', 'check-house']);
  assert.equal(kindsOf('vital', stepKinds).includes('check-house'), false);
  assert.equal(kindsOf('vital', stepKinds).length, stepKinds.length - 1);
});
