import type { Step } from './step.ts';

/** An ambulance is proposed: the queue shows the call sheet. Invariant: nothing here sends one; a named person authorises it
 * by the command `authorise-dispatch` and reads the sheet to 119. */
export const dispatch: Step = { kind: 'dispatch', doneBy: 'person', needs: 'result' };
