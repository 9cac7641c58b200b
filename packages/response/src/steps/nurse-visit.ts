import type { Step } from './step.ts';

/** The operator asks the nurse to look in. The queue shows it. */
export const nurseVisit: Step = { kind: 'nurse-visit', doneBy: 'person', begin: async () => 'begun' };
