import type { StepKind } from '@munan/flow';
import { askDevice } from './ask-device.ts';
import { checkHouse } from './check-house.ts';
import { dispatch } from './dispatch.ts';
import { familyCall } from './family-call.ts';
import { familyText } from './family-text.ts';
import { manager } from './manager.ts';
import { neighbourCall } from './neighbour-call.ts';
import { nurseVisit } from './nurse-visit.ts';
import { operatorCall } from './operator-call.ts';
import { secondOperator } from './second-operator.ts';
import type { Step } from './step.ts';
import { textPerson } from './text-person.ts';
import { voiceCall } from './voice-call.ts';

/** All kinds of step, in the order in which they disturb more and more people. */
export const steps: readonly Step[] = [
  askDevice,
  textPerson,
  voiceCall,
  operatorCall,
  familyText,
  familyCall,
  neighbourCall,
  nurseVisit,
  secondOperator,
  manager,
  dispatch,
  checkHouse,
];
const byKind = new Map(steps.map((step) => [step.kind, step]));

/** @throws Error for a kind that is not listed */
export function getStep(kind: StepKind): Step {
  const step = byKind.get(kind);
  if (!step) throw new Error(`no step ${kind} in the list`);
  return step;
}
