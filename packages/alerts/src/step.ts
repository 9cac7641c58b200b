import type { Action, Alert, AlertChange, Outcome, PlanStep, StepKind } from '@munan/flow';
import type { Draft } from './draft.ts';
import { planFor, tightened } from './plans.ts';
import { raised } from './priority.ts';

/** The shortest time given to an operator for saying how it ended, after the person was reached. */
const outcomeAtLeastMs = 15 * 60_000;

export function currentStep(alert: Alert): PlanStep {
  const step = alert.plan[alert.step];
  if (!step) throw new Error(`alert ${alert.id}: step ${alert.step} is not in its plan of ${alert.plan.length} steps`);
  return step;
}

/** The id of the action of the present attempt at the present step; each attempt has its own: `<alert>.<n>`. */
export function currentAction(alert: Alert): string {
  return `${alert.id}.${alert.history.filter(({ what }) => what === 'step-started').length}`;
}

const stepWords = new Set<AlertChange['what']>(['step-started', 'step-done', 'dispatch-authorised']);

/** The present step is done (reached, or the ambulance is authorised); only a person's word on how it ended is missing. */
export function awaitsOutcome(alert: Alert): boolean {
  return alert.status === 'open' && alert.history.findLast(({ what }) => stepWords.has(what))?.what !== 'step-started';
}

/** How long an operator has to give the outcome before being reminded, ms. */
export function outcomeWithinMs(alert: Alert): number {
  const { withinMs } = currentStep(alert);
  return alert.dispatch ? withinMs : Math.max(outcomeAtLeastMs, withinMs);
}

export function stepIndex(alert: Alert, kind: StepKind): number | undefined {
  const index = alert.plan.findIndex((step) => step.kind === kind);
  return index < 0 ? undefined : index;
}

/** Starts a step of the plan, the present one too: a new attempt, a new deadline, no pause. */
export function startStep(draft: Draft, step: number, by: string, atMostMs = Number.POSITIVE_INFINITY): void {
  const { alert, now } = draft;
  alert.step = step;
  alert.stepStartedAt = now;
  alert.pausedUntil = undefined;
  const { kind, withinMs } = currentStep(alert);
  alert.deadline = now + Math.min(withinMs, atMostMs);
  draft.note('step-started', by, { step, stepKind: kind });
  const action: Action = {
    id: currentAction(alert),
    alert: alert.id,
    subject: alert.subject,
    stepKind: kind,
    by,
    at: now,
    state: 'requested',
  };
  draft.effects.push({ effect: 'record-action', action }, { effect: 'begin-step', action });
  draft.notify('step');
}

/** Writes down how the present attempt ended, once: a step that is done already keeps its end. */
export function endStep(
  draft: Draft,
  state: Exclude<Action['state'], 'requested'>,
  by: string,
  note?: string | undefined,
): void {
  const { alert, now } = draft;
  if (awaitsOutcome(alert)) return;
  const action: Action = {
    id: currentAction(alert),
    alert: alert.id,
    subject: alert.subject,
    stepKind: currentStep(alert).kind,
    by,
    at: now,
    state,
    ...(note === undefined ? {} : { note }),
  };
  draft.effects.push({ effect: 'record-action', action });
}

/** On to the next step; the last one begins again, and raises, because a plan never ends by itself. */
export function advance(draft: Draft, by: string): void {
  const { alert } = draft;
  const last = alert.plan.length - 1;
  if (alert.step >= last) {
    raiseTo(draft, raised(alert.priority), by);
    startStep(draft, last, by);
  } else startStep(draft, alert.step + 1, by);
}

/** A higher priority, and the plan's steps as short as that priority asks. The deadline is left to the caller. */
export function raiseTo(draft: Draft, priority: Alert['priority'], by: string, plan?: readonly PlanStep[]): void {
  const { alert } = draft;
  if (alert.priority === priority) return;
  draft.note('raised', by, { reason: { code: 'raised', params: { from: alert.priority, to: priority } } });
  alert.priority = priority;
  alert.plan = tightened(alert.plan, plan ?? planFor(alert.family, priority));
  draft.notify('raised');
}

/** The one way an alert ends. `by` is a user's id, or `plan` for a stated rule. */
export function close(draft: Draft, outcome: Outcome, by: string, note?: string | undefined): void {
  const { alert, now } = draft;
  alert.status = 'closed';
  alert.outcome = outcome;
  alert.closedAt = now;
  alert.closedBy = by;
  alert.pausedUntil = undefined;
  draft.note('closed', by, {
    reason: { code: 'outcome', params: { verdict: outcome.verdict, code: outcome.code } },
    ...(note === undefined ? {} : { note }),
  });
  draft.notify('closed');
}
