import { okOrHelp, type Step } from './step.ts';

/** The question by text: for who hears badly, or has no device on. */
export const textPerson: Step = {
  kind: 'text-person',
  doneBy: 'message',
  needs: 'answered',
  tells: { kind: 'self', words: 'text-person', by: 'text', keys: okOrHelp },
};
