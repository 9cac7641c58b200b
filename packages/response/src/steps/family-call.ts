import type { Step } from './step.ts';

/** The operator phones the family. The queue shows it, with the contacts in their order. */
export const familyCall: Step = { kind: 'family-call', doneBy: 'person', needs: 'result' };
