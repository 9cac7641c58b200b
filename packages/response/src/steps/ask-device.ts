import type { Step } from './step.ts';

/**
 * The question through the ear. Asked at most once: the action is on disk as requested before the question goes out, and
 * nothing asks again after a crash. A voice in the ear that repeats itself frightens, its answers cannot be told
 * apart, and an unasked question costs at most the 60 s of its deadline, after which a person calls.
 */
export const askDevice: Step = {
  kind: 'ask-device',
  doneBy: 'device',
  needs: 'answered',
  async begin(needs, alert, action) {
    const asked = await needs.ask(alert.subject, alert, action);
    return asked === 'delivered' ? 'begun' : asked;
  },
};
