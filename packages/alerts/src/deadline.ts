import type { Alert, Circumstances } from '@munan/flow';
import { hold } from './calls.ts';
import { askingKinds } from './conditions.ts';
import { Draft, type Moved, type Result, refuse } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { raised } from './priority.ts';
import {
  begin,
  currentAction,
  currentStep,
  endStep,
  giveUp,
  longestMs,
  outcomeWithinMs,
  raiseTo,
  standing,
  startStep,
  tryAgain,
} from './step.ts';

/** A deadline past by more than this was missed by the loop that should have acted on it. */
export const graceMs = 30_000;

/**
 * The deadline has passed: a pause ends, a step is overdue and begins again or the next begins, the last begins again with
 * a raised priority, an outcome that is still missing is asked for again. While somebody phones the step waits (`hold`).
 */
export function due(alert: Alert, now: number, around: Circumstances = plainDay): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  if (now < alert.deadline) return refuse('not-due', `alert ${alert.id} is due in ${alert.deadline - now} ms`);
  const draft = new Draft(alert, now, around);
  if (alert.pausedUntil !== undefined) resume(draft, 'plan');
  else if (!hold(draft)) overdue(draft, 'plan');
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

/**
 * The step goes on with its full time; a question asked before the pause is not waited for any more. A step that waited
 * for the end of quiet hours begins: by the rules when the time has come, at once when a person says so.
 */
export function resume(draft: Draft, by: string): void {
  const { alert, now } = draft;
  alert.pausedUntil = undefined;
  draft.note('resumed', by);
  draft.notify('resumed');
  const stands = standing(alert);
  if (stands === 'waiting') {
    if (by === 'plan') begin(draft, alert.step, by);
    else startStep(draft, alert.step, by);
  } else if (stands !== 'done' && askingKinds.includes(currentStep(alert).kind)) overdue(draft, 'plan');
  else alert.deadline = now + (stands === 'done' ? outcomeWithinMs(alert) : currentStep(alert).withinMs);
}

/** Why a step cannot be done for her at all: to try it again would be the same. */
const inVain = new Set(['nobody', 'no-device', 'no-channel', 'refused']);

/**
 * The world could not do the step (device not connected, nobody could be told): it is tried again, or the next begins, at
 * once. The last step has nothing behind it: it stands as failed until its deadline, which begins it again; so a
 * message that cannot be sent is not tried a thousand times a second. `action` names the attempt: a message about an
 * attempt that was left meanwhile changes nothing.
 */
export function stepFailed(
  alert: Alert,
  action: string,
  why: string,
  now: number,
  around: Circumstances = plainDay,
): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  if (currentAction(alert) !== action || standing(alert) !== 'running') return { alert, effects: [] };
  const draft = new Draft(alert, now, around);
  endStep(draft, 'failed', 'plan');
  draft.note('step-failed', 'plan', {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code: why },
  });
  if (alert.step >= alert.plan.length - 1) {
    raiseTo(draft, raised(alert.priority), 'plan');
    draft.notify('overdue');
    const again = now + currentStep(draft.alert).withinMs;
    if (alert.pausedUntil === undefined)
      draft.alert.deadline = alert.deadline > now ? Math.min(alert.deadline, again) : again;
  } else if (inVain.has(why)) giveUp(draft, 'plan', true);
  else tryAgain(draft, 'plan', true);
  return draft.moved();
}

/**
 * Repairs an open alert whose deadline is missing, or was missed by more than `graceMs`, or whose step is not in its
 * plan: the step counts as overdue, the alert is raised, and the repair is written down. A deadline too far away (the
 * clock was put back) comes nearer, without raising. The same alert when all is well.
 */
export function audit(alert: Alert, now: number, around: Circumstances = plainDay): Moved {
  if (alert.status === 'closed') return { alert, effects: [] };
  const hasStep = alert.plan[alert.step] !== undefined;
  const isMissed = !(Number.isFinite(alert.deadline) && alert.deadline >= now - graceMs);
  const draft = new Draft(alert, now, around);
  if (hasStep && !isMissed) return bringNear(draft) ? draft.moved() : { alert, effects: [] };
  draft.alert.pausedUntil = undefined;
  if (!hasStep) draft.alert.step = Math.max(0, alert.plan.length - 1);
  draft.note('audited', 'auditor', {
    reason: { code: Number.isFinite(alert.deadline) ? 'deadline-missed' : 'deadline-missing' },
  });
  raiseTo(draft, raised(draft.alert.priority), 'auditor');
  if (!hasStep || !hold(draft)) overdue(draft, 'auditor');
  return draft.moved();
}

/**
 * A deadline further away than the longest that the present state can have was set by a clock that was put back since, and a
 * fall would wait two hours longer for an answer.
 * @returns whether it was brought near
 */
function bringNear(draft: Draft): boolean {
  const { alert, now } = draft;
  const farthest = now + longestMs(alert);
  if (alert.deadline <= farthest + graceMs) return false;
  alert.deadline = farthest;
  if (alert.pausedUntil !== undefined) alert.pausedUntil = farthest;
  // An answer is matched to its question by when it was given.
  alert.stepStartedAt = Math.min(alert.stepStartedAt, now);
  draft.note('audited', 'auditor', { reason: { code: 'deadline-too-far' } });
  return true;
}

function overdue(draft: Draft, by: string): void {
  const { alert, now } = draft;
  const stands = standing(alert);
  if (stands === 'waiting') {
    begin(draft, alert.step, by);
    return;
  }
  endStep(draft, 'overdue', by);
  draft.note('step-overdue', by, { step: alert.step, stepKind: currentStep(alert).kind });
  if (stands === 'done') {
    alert.deadline = now + outcomeWithinMs(alert);
    draft.notify('outcome-missing');
    return;
  }
  draft.notify('overdue');
  tryAgain(draft, by);
}
