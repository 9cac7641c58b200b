import { okOrHelp, type Step } from './step.ts';

/** A machine calls her and asks for a key. Who picks up and presses nothing has not answered. */
export const voiceCall: Step = {
  kind: 'voice-call',
  doneBy: 'message',
  needs: 'answered',
  tells: { kind: 'self', words: 'voice-call', by: 'voice', keys: okOrHelp },
};
