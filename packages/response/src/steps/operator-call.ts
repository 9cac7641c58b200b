import type { Step } from './step.ts';

/** The operator phones the person at home. The queue shows it, with its deadline: there is nothing to send. */
export const operatorCall: Step = { kind: 'operator-call', doneBy: 'person', needs: 'result' };
