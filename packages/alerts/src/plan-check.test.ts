import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Family, PlanStep, Priority } from '@munan/flow';
import { checkPlan, checkPlans } from './plan-check.ts';
import { defaultPlans } from './plans.ts';

const ms = 60_000;
const ask: PlanStep = { kind: 'ask-device', withinMs: ms };
const call: PlanStep = { kind: 'operator-call', withinMs: ms };
const dispatch: PlanStep = { kind: 'dispatch', withinMs: ms };
const check: PlanStep = { kind: 'check-house', withinMs: ms };

const cases: [string, PlanStep[], string[], Family?, Priority?][] = [
  ['a sound plan', [ask, { ...call, when: { desk: 'awake' } }, dispatch], []],
  ['no step at all', [], ['no-steps']],
  ['no deadline', [{ ...ask, withinMs: Number.NaN }, call], ['0 no-deadline']],
  ['a deadline of nothing', [{ ...ask, withinMs: 0 }, call], ['0 no-deadline']],
  ['a way back', [ask, { ...ask, orElse: 1 }, call], ['1 backwards']],
  ['a way to where nothing is', [{ ...ask, orElse: 3 }, call, call], ['0 no-such-step']],
  ['an end at a machine', [call, ask], ['1 ends-without-person']],
  ['a step after one that may be tried', [{ ...call, orElse: 2 }, { ...ask }, call], []],
  [
    'a step that is jumped over',
    [call, { ...ask, when: { priorities: ['low'] }, orElse: 3 }, { ...ask }, call],
    ['1 never-true', '2 never-reached'],
  ],
  ['a step after an answer that is not enough', [{ ...ask, orElse: 2 }, { ...call }, dispatch], []],
  ['a call that only "help" leads to', [{ ...ask, kind: 'nurse-visit', orElse: 2 }, call, dispatch], []],
  ['an ambulance before anybody asked', [dispatch, call], ['0 first-is-dispatch']],
  ['an ambulance at night', [{ ...call, when: { hours: { from: 1, to: 2 } } }, dispatch], ['1 first-is-dispatch']],
  ['a priority that has passed', [{ ...ask, when: { priorities: ['low'] } }, call], ['0 never-true'], 'safety', 'high'],
  ['a priority that it may be raised to', [{ ...ask, when: { priorities: ['high'] } }, call], [], 'safety', 'low'],
  [
    'a machine in quiet hours at medium only',
    [{ ...ask, when: { quiet: true, priorities: ['medium'] } }, call],
    ['0 never-true'],
    'vital',
    'medium',
  ],
  ['Munan itself asked at home', [check, call], ['0 not-for-family']],
  ['a person asked about Munan itself', [call, check], ['0 not-for-family'], 'house'],
  ['a manager of both', [{ ...check, kind: 'manager' }], [], 'house'],
];

describe('checkPlan', () => {
  for (const [name, plan, expected, family = 'safety', priority = 'high'] of cases)
    it(`checkPlan of ${name}: ${expected.join(', ') || 'nothing'}`, () => {
      const problems = checkPlan(plan, family, priority);
      assert.deepEqual(
        problems.map(({ step, code }) => (step === undefined ? code : `${step} ${code}`)),
        expected,
      );
    });
});

it('checkPlans finds nothing in the plans of a new house, and says where a problem is', () => {
  assert.deepEqual(checkPlans(defaultPlans), []);
  const broken = { ...defaultPlans, vital: { ...defaultPlans.vital, low: [] } };
  assert.deepEqual(checkPlans(broken), [{ family: 'vital', priority: 'low', code: 'no-steps' }]);
});
