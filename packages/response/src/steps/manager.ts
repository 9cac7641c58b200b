import { coming, type Step } from './step.ts';

/** The manager on duty is told: somebody must take it who has the power to call others in. */
export const manager: Step = {
  kind: 'manager',
  doneBy: 'message',
  needs: 'delivered',
  tells: { kind: 'manager', words: 'manager', keys: coming },
};
