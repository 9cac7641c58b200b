import type { StepKind } from '@munan/flow';
import { askDevice } from './ask-device.ts';
import { dispatch } from './dispatch.ts';
import { familyCall } from './family-call.ts';
import { nurseVisit } from './nurse-visit.ts';
import { operatorCall } from './operator-call.ts';
import type { Step } from './step.ts';

/** All kinds of step, in the order of the first plan. */
export const steps: readonly Step[] = [askDevice, operatorCall, familyCall, nurseVisit, dispatch];

/** @throws Error for a kind that is not listed */
export function getStep(kind: StepKind): Step {
  const step = steps.find((one) => one.kind === kind);
  if (!step) throw new Error(`no step ${kind} in the list`);
  return step;
}
