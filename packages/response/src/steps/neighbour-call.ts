import type { Step } from './step.ts';

/** The operator phones the neighbour. By telephone and not by text: who is asked to knock at a door is asked by a person. */
export const neighbourCall: Step = { kind: 'neighbour-call', doneBy: 'person', needs: 'result' };
