import type { AlertCommand, DispatchProgress } from '@munan/flow';
import { endOwnCall } from './calls.ts';
import { type Draft, type Refusal, refuse } from './draft.ts';
import { takeIfFree } from './holder.ts';
import { awaitsOutcome, currentStep, endStep, outcomeWithinMs, raiseTo, standing, startStep } from './step.ts';

type Of<C extends AlertCommand['command']> = Extract<AlertCommand, { command: C }>;

const order: readonly DispatchProgress[] = ['called', 'on-the-way', 'arrived', 'handed-over'];

/** A person sends the ambulance (invariant 6); afterwards the desk is reminded until the outcome is given. */
export function authorise(draft: Draft, { note }: Of<'authorise-dispatch'>, by: string): Refusal | undefined {
  const { alert, now } = draft;
  if (alert.dispatch) return refuse('already-authorised', `dispatch was authorised by ${alert.dispatch.by}`);
  if (currentStep(alert).kind !== 'dispatch')
    return refuse('not-at-dispatch', `the present step is ${currentStep(alert).kind}: skip to dispatch first`);
  takeIfFree(draft, by);
  endOwnCall(draft, by);
  raiseTo(draft, 'high', by);
  alert.pausedUntil = undefined;
  endStep(draft, 'completed', by, note);
  alert.dispatch = { by, at: now };
  draft.note('dispatch-authorised', by, {
    step: alert.step,
    stepKind: 'dispatch',
    ...(note === undefined ? {} : { note }),
  });
  alert.deadline = now + outcomeWithinMs(alert);
  return undefined;
}

/** How far the ambulance is: only forward, and the desk is reminded until it is handed over. */
export function progress(
  draft: Draft,
  { progress, note }: Of<'dispatch-progress'>,
  by: string,
): Refusal | 'unchanged' | undefined {
  const { alert, now } = draft;
  const { dispatch } = alert;
  if (!dispatch) return refuse('not-authorised', `no dispatch of alert ${alert.id} is authorised`);
  if (dispatch.progress === progress) return 'unchanged';
  if (dispatch.progress !== undefined && order.indexOf(progress) < order.indexOf(dispatch.progress))
    return refuse('progress-backwards', `the ambulance was ${dispatch.progress} already`);
  takeIfFree(draft, by);
  alert.dispatch = { ...dispatch, progress, progressAt: now };
  draft.note('dispatch-progress', by, {
    reason: { code: `dispatch-${progress}` },
    ...(note === undefined ? {} : { note }),
  });
  const deadline = now + outcomeWithinMs(alert);
  // While another step runs, its own end may come first.
  alert.deadline = awaitsOutcome(alert) ? deadline : Math.min(alert.deadline, deadline);
  if (alert.pausedUntil !== undefined) {
    alert.pausedUntil = undefined;
    if (standing(alert) === 'waiting') startStep(draft, alert.step, by);
  }
  return undefined;
}

/** Whether the ambulance is still to be followed up. */
export function isUnderWay({ alert }: Draft): boolean {
  return alert.dispatch !== undefined && alert.dispatch.progress !== 'handed-over';
}
