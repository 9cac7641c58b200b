import type { Draft } from './draft.ts';
import { currentStep, endStep, outcomeWithinMs, raiseTo, standing, startStep, stepIndex } from './step.ts';

/** Somebody was reached and all is well: the step is done, and a person at the desk says how it ended. */
export function awaitOutcome(draft: Draft, by: string, note?: string | undefined): void {
  const { alert, now } = draft;
  stepDone(draft, 'reached-ok', by, note);
  alert.pausedUntil = undefined;
  alert.deadline = now + outcomeWithinMs(alert);
}

/** Somebody was reached and help is needed: an ambulance is proposed at once; a named operator authorises it. */
export function reachedHelp(draft: Draft, by: string, note?: string | undefined): void {
  stepDone(draft, 'reached-help', by, note);
  proposeDispatch(draft, by);
}

/** Somebody asks for help who was told in a step before: the present one is left for the proposal. */
export function leaveForDispatch(draft: Draft, by: string): void {
  leaveStep(draft, by);
  proposeDispatch(draft, by);
}

/** The present step is left for another one before it came to an end. */
export function leaveStep(draft: Draft, by: string, note?: string | undefined): void {
  const { alert } = draft;
  const more = note === undefined ? {} : { note };
  if (standing(alert) !== 'running') {
    if (note !== undefined) draft.note('noted', by, more);
    return;
  }
  endStep(draft, 'failed', by, note);
  draft.note('step-failed', by, {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code: 'skipped' },
    ...more,
  });
}

function proposeDispatch(draft: Draft, by: string): void {
  raiseTo(draft, 'high', by);
  startStep(draft, stepIndex(draft.alert, 'dispatch') ?? draft.alert.plan.length - 1, by);
}

function stepDone(draft: Draft, code: string, by: string, note: string | undefined): void {
  const { alert } = draft;
  // Done before it began: while it waited for the end of her quiet hours somebody called all the same.
  if (standing(alert) === 'waiting') startStep(draft, alert.step, by);
  endStep(draft, 'completed', by, note);
  draft.note('step-done', by, {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code },
    ...(note === undefined ? {} : { note }),
  });
}
