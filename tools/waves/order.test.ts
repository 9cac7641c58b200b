import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Alert, AlertChange, PlanStep } from '@munan/flow';
import { outOfOrder } from './order.ts';

const plan: PlanStep[] = (['ask-device', 'text-person', 'operator-call', 'family-call', 'dispatch'] as const).map(
  (kind) => ({ kind, withinMs: 1000, ...(kind === 'text-person' && { attempts: 2 }) }),
);
const line = (what: AlertChange['what'], step: number, at: number, by = 'plan'): AlertChange => ({
  ...{ what, step, at, by, stepKind: plan[step]!.kind },
});
const began = (...steps: [step: number, by?: string][]): Pick<Alert, 'plan' | 'history'> => ({
  plan,
  history: steps.map(([step, by], index) => line('step-started', step, 1000 * index, by)),
});

it('outOfOrder lets a plan go forward, try again as often as it says, and end with its last step again and again', () => {
  assert.equal(outOfOrder(began([0], [1], [1], [2], [3], [4], [4], [4])), undefined);
});

it('outOfOrder lets a named person go anywhere, and a step be passed by', () => {
  assert.equal(outOfOrder(began([0], [3, 'op-1'], [4])), undefined);
  const history = [line('step-started', 0, 0), line('step-passed-by', 1, 5), line('step-started', 2, 5)];
  assert.equal(outOfOrder({ plan, history }), undefined);
});

const wrong: [name: string, steps: [number, string?][], sentence: RegExp][] = [
  ['a step that was left out', [[0], [2]], /step 2 came after 0/],
  ['a way back', [[0], [1], [0]], /step 0 came after 1/],
  ['one attempt too many', [[0], [1], [1], [1]], /step 1 was tried 3 times of 2/],
  ['an attempt that the plan does not have', [[0], [0]], /step 0 was tried 2 times of 1/],
  ['a step of the auditor that was not its turn', [[0], [3, 'auditor']], /step 3 came after 0/],
];
for (const [name, steps, sentence] of wrong)
  it(`outOfOrder finds ${name}`, () => assert.match(outOfOrder(began(...steps)) ?? '', sentence));
