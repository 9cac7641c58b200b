import { coming, type Step } from './step.ts';

/**
 * The nurse is asked to look in: she is told, and the queue shows it. Her answer is that she is coming, no result; and the
 * operator phones her where the message does not arrive, so that a failed message ends nothing.
 */
export const nurseVisit: Step = {
  kind: 'nurse-visit',
  doneBy: 'person',
  needs: 'result',
  tells: { kind: 'nurse', words: 'nurse-visit', keys: coming },
};
