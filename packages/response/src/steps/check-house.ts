import type { Step } from './step.ts';

/** Something of Munan itself is not well: whoever is at the desk looks at it, and tells who keeps it running. */
export const checkHouse: Step = { kind: 'check-house', doneBy: 'person', needs: 'result' };
