import type { Action, Alert, AlertChange, PlanStep, StepKind } from '@munan/flow';
import { longestQuietMs, passedBy, waitsUntil } from './conditions.ts';
import type { Draft } from './draft.ts';
import { planFor, tightened } from './plans.ts';
import { raised } from './priority.ts';

/** The shortest time given to an operator for saying how it ended, after the person was reached. */
const outcomeAtLeastMs = 15 * 60_000;
/** After 119 was called: when the desk is asked how far the ambulance is, ms since it was last heard of. */
const dispatchReminderMs = { called: 10 * 60_000, 'on-the-way': 15 * 60_000, arrived: 30 * 60_000 };

export function currentStep(alert: Alert): PlanStep {
  const step = alert.plan[alert.step];
  if (!step) throw new Error(`alert ${alert.id}: step ${alert.step} is not in its plan of ${alert.plan.length} steps`);
  return step;
}

/** The id of the action of the latest attempt at a step; each attempt has its own: `<alert>.<n>`. */
export function currentAction(alert: Alert): string {
  return `${alert.id}.${alert.history.filter(({ what }) => what === 'step-started').length}`;
}

/**
 * Where the present step stands: it runs; it failed and nothing is left to go on to (the deadline begins it again); it
 * waits for the end of her quiet hours and has not begun; it is done, and only a person's word on how it ended is missing.
 */
export type Standing = 'running' | 'failed' | 'waiting' | 'done';
const standings: Partial<Record<AlertChange['what'], Standing>> = {
  'step-started': 'running',
  'step-failed': 'failed',
  waiting: 'waiting',
  'step-done': 'done',
  'dispatch-authorised': 'done',
};

export function standing(alert: Alert): Standing {
  const last = alert.history.findLast(({ what }) => standings[what] !== undefined);
  return (last && standings[last.what]) ?? 'done';
}

/** The present step is done (reached, or the ambulance is authorised); only a person's word on how it ended is missing. */
export function awaitsOutcome(alert: Alert): boolean {
  return alert.status === 'open' && standing(alert) === 'done';
}

/** How long an operator has to give the outcome, or to hear of the ambulance, before being reminded, ms. */
export function outcomeWithinMs(alert: Alert): number {
  const { withinMs } = currentStep(alert);
  const progress = alert.dispatch?.progress;
  if (progress !== undefined && progress !== 'handed-over') return dispatchReminderMs[progress];
  return alert.dispatch && progress === undefined ? withinMs : Math.max(outcomeAtLeastMs, withinMs);
}

/** A call that nobody says a word about any more is believed for so long. */
export const longestCallMs = 10 * 60_000;
/** Who said "I am coming" is given this long to be there and say how it is. */
export const comingWithinMs = 30 * 60_000;
const longestPauseMs = { high: 15 * 60_000, medium: 4 * 3_600_000, low: 4 * 3_600_000 };

/** How long a person may pause it, ms. */
export function longestPause({ priority }: Pick<Alert, 'priority'>): number {
  return longestPauseMs[priority];
}

/** The furthest away that the deadline of the present state can have been set, ms. */
export function longestMs(alert: Alert): number {
  const stands = standing(alert);
  if (stands === 'waiting') return longestQuietMs;
  if (alert.pausedUntil !== undefined) return longestPause(alert);
  if (stands === 'done') return outcomeWithinMs(alert);
  const { kind, withinMs } = currentStep(alert);
  const heldMs = alert.held?.action === currentAction(alert) ? longestCallMs : 0;
  return Math.max(withinMs, heldMs, kind === 'family-text' ? comingWithinMs : 0);
}

/** The step of this kind that comes next, else the first one of the plan. */
export function stepIndex(alert: Alert, kind: StepKind): number | undefined {
  const later = alert.plan.findIndex((step, index) => index >= alert.step && step.kind === kind);
  const index = later < 0 ? alert.plan.findIndex((step) => step.kind === kind) : later;
  return index < 0 ? undefined : index;
}

interface Beginning {
  /** Which attempt at `from` this is, from 1; absent: the first, or the one that waited. */
  attempt?: number;
  /** The step gets no more than this, ms. */
  atMostMs?: number;
}

/**
 * Begins the step whose turn it is, looked for from `from`: one whose conditions do not hold, or that cannot be done, is
 * passed by, and its `orElse` or the next is looked at. The last step is never passed by: every path ends with a person.
 * In her quiet hours a low one that would disturb waits for their end.
 */
export function begin(draft: Draft, from: number, by: string, { attempt, atMostMs }: Beginning = {}): void {
  const { alert, now, around } = draft;
  const isWaiting = alert.step === from && standing(alert) === 'waiting';
  const nth = attempt ?? (isWaiting ? alert.attempt : undefined) ?? 1;
  let step = from;
  for (; step < alert.plan.length - 1; step = otherwise(alert, step)) {
    const why = passedBy(alert.plan[step]!, alert.priority, around, now);
    if (why === undefined) break;
    draft.note('step-passed-by', by, {
      step,
      stepKind: alert.plan[step]!.kind,
      reason: { code: `passed-by-${why}` },
    });
  }
  const kind = alert.plan[step]!.kind;
  const untilMs = waitsUntil(kind, alert.priority, around, now, waitingSince(alert, step));
  if (untilMs === undefined) startStep(draft, step, by, step === from ? nth : 1, atMostMs);
  else wait(draft, step, untilMs, step === from ? nth : 1);
}

/** Starts a step of the plan whatever is so, the present one too: a new attempt, a new deadline, no pause. */
export function startStep(
  draft: Draft,
  step: number,
  by: string,
  attempt = 1,
  atMostMs = Number.POSITIVE_INFINITY,
): void {
  const { alert, now } = draft;
  alert.step = step;
  alert.stepStartedAt = now;
  alert.attempt = attempt;
  alert.pausedUntil = undefined;
  const { kind, withinMs } = currentStep(alert);
  if (kind === 'dispatch' && alert.dispatch) {
    // The ambulance is on its way already: nobody is asked for a second one, only how it ends.
    draft.note('step-done', by, { step, stepKind: kind, reason: { code: 'already-authorised' } });
    alert.deadline = now + Math.min(outcomeWithinMs(alert), atMostMs);
    draft.notify('step');
    return;
  }
  alert.deadline = now + Math.min(withinMs, atMostMs);
  draft.note('step-started', by, { step, stepKind: kind });
  const action = actionOf(draft, kind, by, 'requested');
  draft.effects.push({ effect: 'record-action', action }, { effect: 'begin-step', action });
  draft.notify('step');
}

/** Since when this very step waits, if it does. */
function waitingSince({ history, step: present }: Alert, step: number): number | undefined {
  const before = history.findLastIndex(({ what }) => what !== 'waiting' && standings[what] !== undefined);
  const first = history.slice(before + 1).find((change) => change.what === 'waiting' && change.step === step);
  return present === step ? first?.at : undefined;
}

function wait(draft: Draft, step: number, untilMs: number, attempt: number): void {
  const { alert } = draft;
  alert.step = step;
  alert.attempt = attempt;
  alert.pausedUntil = untilMs;
  alert.deadline = untilMs;
  draft.note('waiting', 'plan', {
    step,
    stepKind: currentStep(alert).kind,
    reason: { code: 'quiet-until', params: { untilMs } },
  });
}

/** Writes down how the present attempt ended, once: a step that is done or failed already keeps its end. */
export function endStep(
  draft: Draft,
  state: Exclude<Action['state'], 'requested'>,
  by: string,
  note?: string | undefined,
): void {
  if (standing(draft.alert) !== 'running') return;
  const action = actionOf(draft, currentStep(draft.alert).kind, by, state);
  draft.effects.push({ effect: 'record-action', action: note === undefined ? action : { ...action, note } });
}

function actionOf({ alert, now }: Draft, stepKind: StepKind, by: string, state: Action['state']): Action {
  return { id: currentAction(alert), alert: alert.id, subject: alert.subject, stepKind, by, at: now, state };
}

/**
 * The present attempt failed or ran out: the step begins again while it has attempts left, else the plan goes on. `isImpossible`:
 * it could not even be tried (no device, nothing went out).
 */
export function tryAgain(draft: Draft, by: string, isImpossible = false): void {
  const { alert } = draft;
  const attempt = (alert.attempt ?? 1) + 1;
  if (attempt <= (currentStep(alert).attempts ?? 1)) begin(draft, alert.step, by, { attempt });
  else giveUp(draft, by, isImpossible);
}

/** On to the next step when the present one did not help; to its `orElse` where it could not be tried. */
export function giveUp(draft: Draft, by: string, isImpossible = false): void {
  const { alert } = draft;
  goOn(draft, isImpossible ? otherwise(alert, alert.step) : alert.step + 1, by);
}

/** On to the next step, because the present one is done and that is not enough. */
export function advance(draft: Draft, by: string): void {
  goOn(draft, draft.alert.step + 1, by);
}

/** The last step begins again, and raises, because a plan never ends by itself. */
function goOn(draft: Draft, to: number, by: string): void {
  const { alert } = draft;
  const last = alert.plan.length - 1;
  if (alert.step >= last) raiseTo(draft, raised(alert.priority), by);
  begin(draft, Math.min(to, last), by);
}

/** Forward always, whatever a plan says: a plan that was not checked may not turn in a circle either. */
function otherwise({ plan }: Alert, step: number): number {
  const { orElse = 0 } = plan[step]!;
  return orElse > step && orElse < plan.length ? orElse : step + 1;
}

/** A higher priority, and the plan's steps as short as that priority asks. The deadline is left to the caller. */
export function raiseTo(draft: Draft, priority: Alert['priority'], by: string, plan?: readonly PlanStep[]): void {
  const { alert } = draft;
  if (alert.priority === priority) return;
  draft.note('raised', by, { reason: { code: 'raised', params: { from: alert.priority, to: priority } } });
  alert.priority = priority;
  alert.plan = tightened(alert.plan, plan ?? planFor(alert.family, priority, draft.around.plans));
  draft.notify('raised');
}
