import type { Alert, Circumstances } from '@munan/flow';
import { Draft, type Moved, type Result, refuse } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { raised } from './priority.ts';
import { advance, awaitsOutcome, currentAction, currentStep, endStep, outcomeWithinMs, raiseTo } from './step.ts';

/** A deadline past by more than this was missed by the loop that should have acted on it. */
export const graceMs = 30_000;

/**
 * The deadline has passed: a pause ends, a step is overdue and the next begins, the last begins again with a raised
 * priority, an outcome that is still missing is asked for again.
 */
export function due(alert: Alert, now: number, around: Circumstances = plainDay): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  if (now < alert.deadline) return refuse('not-due', `alert ${alert.id} is due in ${alert.deadline - now} ms`);
  if (alert.pausedUntil !== undefined) return resumeIfDue(alert, now, around);
  const draft = new Draft(alert, now, around);
  overdue(draft, 'plan');
  return draft.moved();
}

/** Ends a pause whose time is over; the same alert when there is none, or not yet. */
export function resumeIfDue(alert: Alert, now: number, around: Circumstances = plainDay): Moved {
  if (alert.status === 'closed' || alert.pausedUntil === undefined || now < alert.pausedUntil)
    return { alert, effects: [] };
  const draft = new Draft(alert, now, around);
  resume(draft, 'plan');
  return draft.moved();
}

/** The step goes on with its full time; a question asked before the pause is not waited for any more. */
export function resume(draft: Draft, by: string): void {
  const { alert, now } = draft;
  alert.pausedUntil = undefined;
  draft.note('resumed', by);
  draft.notify('resumed');
  if (currentStep(alert).kind === 'ask-device' && !awaitsOutcome(alert)) overdue(draft, 'plan');
  else alert.deadline = now + (awaitsOutcome(alert) ? outcomeWithinMs(alert) : currentStep(alert).withinMs);
}

/**
 * The world could not do the step (device not connected, no device): the next begins at once. `action` names the
 * attempt: a message about an attempt that was left meanwhile changes nothing.
 */
export function stepFailed(
  alert: Alert,
  action: string,
  why: string,
  now: number,
  around: Circumstances = plainDay,
): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  if (currentAction(alert) !== action || awaitsOutcome(alert)) return { alert, effects: [] };
  const draft = new Draft(alert, now, around);
  endStep(draft, 'failed', 'plan');
  draft.note('step-failed', 'plan', {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code: why },
  });
  advance(draft, 'plan');
  return draft.moved();
}

/**
 * Repairs an open alert whose deadline is missing, or was missed by more than `graceMs`, or whose step is not in its
 * plan: the step counts as overdue, the alert is raised, and the repair is written down. The same alert when all is well.
 */
export function audit(alert: Alert, now: number, around: Circumstances = plainDay): Moved {
  const hasStep = alert.plan[alert.step] !== undefined;
  const isMissed = !(Number.isFinite(alert.deadline) && alert.deadline >= now - graceMs);
  if (alert.status === 'closed' || (hasStep && !isMissed)) return { alert, effects: [] };
  const draft = new Draft(alert, now, around);
  draft.alert.pausedUntil = undefined;
  if (!hasStep) draft.alert.step = Math.max(0, alert.plan.length - 1);
  draft.note('audited', 'auditor', {
    reason: { code: Number.isFinite(alert.deadline) ? 'deadline-missed' : 'deadline-missing' },
  });
  raiseTo(draft, raised(draft.alert.priority), 'auditor');
  overdue(draft, 'auditor');
  return draft.moved();
}

function overdue(draft: Draft, by: string): void {
  const { alert, now } = draft;
  const isReminder = awaitsOutcome(alert);
  endStep(draft, 'overdue', by);
  draft.note('step-overdue', by, { step: alert.step, stepKind: currentStep(alert).kind });
  if (isReminder) {
    alert.deadline = now + outcomeWithinMs(alert);
    draft.notify('outcome-missing');
  } else {
    draft.notify('overdue');
    advance(draft, by);
  }
}
