import type { Action, Alert, StepKind } from '@munan/flow';
import type { ResponseNeeds } from '../needs.ts';

/** `begun`, or why not: then the plan moves on at once. */
export type Begun = 'begun' | 'not-connected' | 'no-device';

/** One kind of step of a plan: what is done in the world when it begins. */
export interface Step {
  kind: StepKind;
  /** Who does it: the machine by itself, or a person who sees it in the queue. */
  doneBy: 'device' | 'person';
  begin(needs: ResponseNeeds, alert: Alert, action: Action): Promise<Begun>;
}
