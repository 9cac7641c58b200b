import { okOrHelp, type Step } from './step.ts';

/** All of her family who wish to be told are told at once; whoever answers first answers for all. */
export const familyText: Step = {
  kind: 'family-text',
  doneBy: 'message',
  needs: 'answered',
  tells: { kind: 'family', words: 'family-text', keys: [...okOrHelp, { key: '3', means: 'coming' }] },
};
