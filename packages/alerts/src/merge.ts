import type { Alert, Circumstances, Finding, PlanStep } from '@munan/flow';
import { close } from './closing.ts';
import { Draft, type Result, refuse } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { planFor } from './plans.ts';
import { isGraver } from './priority.ts';
import { endedBySigns } from './stated-rules.ts';
import { awaitsOutcome, begin, currentStep, endStep, raiseTo, standing } from './step.ts';

/**
 * Adds a finding of the same subject and family to an open alert. The same finding again changes nothing. A finding
 * may raise an alert and bring its deadline nearer, never lower it or move the deadline away; late findings are kept as
 * history and do neither. `plan` is that of the finding's priority.
 */
export function merge(
  alert: Alert,
  finding: Finding,
  now: number,
  plan: readonly PlanStep[] = planFor(finding.family, finding.priority),
  around: Circumstances = plainDay,
): Result {
  if (finding.subject !== alert.subject || finding.family !== alert.family)
    return refuse('other-subject', `finding ${finding.id} is not of alert ${alert.id}'s subject and family`);
  if (alert.findings.some(({ id }) => id === finding.id)) return { alert, effects: [] };
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);

  const draft = new Draft(alert, now, around);
  const before = alert.findings.findLast(({ episode, live }) => live && episode === finding.episode);
  draft.alert.findings.push(finding);
  if (finding.phase === 'ended') {
    draft.note('sign-ended', 'plan', { reason: finding.reason });
    const outcome = endedBySigns(draft.alert);
    if (outcome) {
      endStep(draft, 'failed', 'plan');
      close(draft, outcome, 'plan');
    }
    return draft.moved();
  }
  draft.note('merged', 'plan', { reason: finding.reason });
  const isBetter = before !== undefined && isGraver(before.priority, finding.priority);
  if (!finding.live || isBetter) return draft.moved();

  // Acknowledging silenced what was active then; this is later (IEC 60601-1-8, acknowledged state).
  draft.alert.acknowledged = undefined;
  draft.notify('merged');
  const isGraverNow = isGraver(finding.priority, alert.priority);
  if (isGraverNow) {
    raiseTo(draft, finding.priority, 'plan', plan);
    draft.alert.reason = finding.reason;
  }
  // What is low, and waits for the end of her quiet hours, is not woken by more that is low.
  if (isGraverNow || (before === undefined && standing(alert) !== 'waiting')) hurry(draft);
  return draft.moved();
}

/** Something new or worse: a pause ends, a plan that only waited for the outcome begins again, the deadline comes nearer. */
function hurry(draft: Draft): void {
  const { alert, now } = draft;
  const deadline = Number.isFinite(alert.deadline) ? alert.deadline : Number.POSITIVE_INFINITY;
  if (alert.pausedUntil !== undefined) {
    alert.pausedUntil = undefined;
    draft.note('resumed', 'plan');
  }
  if (standing(alert) === 'waiting') begin(draft, alert.step, 'plan');
  else if (awaitsOutcome(alert) && !alert.dispatch) begin(draft, 0, 'plan');
  alert.deadline = Math.min(deadline, alert.pausedUntil ?? now + currentStep(alert).withinMs);
}
