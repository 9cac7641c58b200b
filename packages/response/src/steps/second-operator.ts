import { coming, type Step } from './step.ts';

/** Another operator is told, whether or not she looks at the screen. Told she must be: where nobody was, the plan goes on. */
export const secondOperator: Step = {
  kind: 'second-operator',
  doneBy: 'message',
  needs: 'delivered',
  tells: { kind: 'operator', words: 'second-operator', keys: coming },
};
