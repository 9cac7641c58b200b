import type { Alert, AlertCommand, Circumstances, StepKind } from '@munan/flow';
import { resume } from './deadline.ts';
import { Draft, type Refusal, type Result, refuse } from './draft.ts';
import { isOutcome } from './outcomes.ts';
import { plainDay } from './plain-day.ts';
import {
  advance,
  awaitsOutcome,
  close,
  currentStep,
  endStep,
  outcomeWithinMs,
  raiseTo,
  startStep,
  stepIndex,
} from './step.ts';

/** A person at the desk; never the software. */
export interface User {
  id: string;
  name: string;
}

const longestPauseMs = { high: 15 * 60_000, medium: 4 * 3_600_000, low: 4 * 3_600_000 };
/** Who acts in the history and is nobody: none of them may stand for a person. */
const notAPerson = /^(plan|auditor|device:.*|\s*)$/;

type Of<C extends AlertCommand['command']> = Extract<AlertCommand, { command: C }>;

/** What an operator does. A command that would change nothing (acknowledged already, taken already) gives the same alert. */
export function apply(
  alert: Alert,
  command: AlertCommand,
  user: User,
  now: number,
  around: Circumstances = plainDay,
): Result {
  if (notAPerson.test(user.id) || user.name.trim() === '')
    return refuse('needs-a-person', 'a command needs a named person');
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  if (command.version !== undefined && command.version !== alert.version)
    return refuse('out-of-date', `alert ${alert.id} is at version ${alert.version}, not ${command.version}`);
  const draft = new Draft(alert, now, around);
  const refusal = run(draft, command, user.id);
  if (refusal === 'unchanged') return { alert, effects: [] };
  return refusal ?? draft.moved();
}

function run(draft: Draft, command: AlertCommand, by: string): Refusal | 'unchanged' | undefined {
  const { alert } = draft;
  switch (command.command) {
    case 'acknowledge':
      if (alert.acknowledged) return 'unchanged';
      alert.acknowledged = { by, at: draft.now };
      draft.note('acknowledged', by);
      return;
    case 'take':
      if (alert.takenBy === by) return 'unchanged';
      return take(draft, by);
    case 'pause':
      return pause(draft, command, by);
    case 'resume':
      if (alert.pausedUntil === undefined) return refuse('not-paused', `alert ${alert.id} is not paused`);
      resume(draft, by);
      return;
    case 'step-result':
      return stepResult(draft, command, by);
    case 'skip-to':
      return skipTo(draft, command, by);
    case 'note':
      draft.note('noted', by, { note: command.note });
      return;
    case 'authorise-dispatch':
      return authorise(draft, command, by);
    case 'assign':
    case 'release':
    case 'escalate':
    case 'begin-call':
    case 'end-call':
    case 'dispatch-progress':
    case 'reopen':
      return refuse('not-yet', `the command ${command.command} is not built yet`);
    case 'close':
      if (!isOutcome(command.outcome))
        return refuse('needs-outcome', `alert ${alert.id} is closed only with one of the listed outcomes`);
      endStep(draft, 'completed', by);
      close(draft, command.outcome, by, command.note);
      return;
  }
}

/** Assigns the alert; from another operator too, who is named in the history. */
function take(draft: Draft, by: string): undefined {
  const from = draft.alert.takenBy;
  draft.alert.takenBy = by;
  draft.note('taken', by, from === undefined ? {} : { reason: { code: 'taken-over', params: { from } } });
}

/** Who does a step works on the alert, whether or not the button was pressed. */
function takeIfFree(draft: Draft, by: string): void {
  if (draft.alert.takenBy === undefined) take(draft, by);
}

function pause(draft: Draft, { untilMs, note }: Of<'pause'>, by: string): Refusal | undefined {
  const { alert, now } = draft;
  const longest = longestPauseMs[alert.priority];
  if (!(untilMs > now)) return refuse('pause-past', 'a pause ends in the future');
  if (untilMs > now + longest)
    return refuse('pause-too-long', `a ${alert.priority} alert can be paused for ${longest / 60_000} minutes at most`);
  alert.pausedUntil = untilMs;
  alert.deadline = untilMs;
  draft.note('paused', by, {
    reason: { code: 'paused-until', params: { untilMs } },
    ...(note === undefined ? {} : { note }),
  });
  return;
}

function stepResult(draft: Draft, { stepKind, result, note }: Of<'step-result'>, by: string): Refusal | undefined {
  const { alert, now } = draft;
  if (currentStep(alert).kind !== stepKind)
    return refuse('not-this-step', `the present step is ${currentStep(alert).kind}, not ${stepKind}`);
  takeIfFree(draft, by);
  const isReached = result !== 'not-reached';
  alert.pausedUntil = undefined;
  endStep(draft, isReached ? 'completed' : 'failed', by, note);
  draft.note(isReached ? 'step-done' : 'step-failed', by, {
    step: alert.step,
    stepKind,
    reason: { code: result },
    ...(note === undefined ? {} : { note }),
  });
  if (result === 'reached-ok') alert.deadline = now + outcomeWithinMs(alert);
  else if (result === 'not-reached') advance(draft, by);
  else {
    raiseTo(draft, 'high', by);
    startStep(draft, stepIndex(alert, 'dispatch') ?? alert.plan.length - 1, by);
  }
  return;
}

function skipTo(draft: Draft, { stepKind, note }: Of<'skip-to'>, by: string): Refusal | undefined {
  const { alert } = draft;
  const index = stepIndex(alert, stepKind);
  if (index === undefined) return refuse('no-such-step', `the plan of alert ${alert.id} has no ${stepKind}`);
  takeIfFree(draft, by);
  skipped(draft, currentStep(alert).kind, by, note);
  startStep(draft, index, by);
  return;
}

function skipped(draft: Draft, stepKind: StepKind, by: string, note: string | undefined): void {
  if (awaitsOutcome(draft.alert)) {
    if (note !== undefined) draft.note('noted', by, { note });
    return;
  }
  endStep(draft, 'failed', by, note);
  draft.note('step-failed', by, {
    step: draft.alert.step,
    stepKind,
    reason: { code: 'skipped' },
    ...(note === undefined ? {} : { note }),
  });
}

/** A person sends the ambulance (invariant 6); afterwards the desk is reminded until the outcome is given. */
function authorise(draft: Draft, { note }: Of<'authorise-dispatch'>, by: string): Refusal | undefined {
  const { alert, now } = draft;
  if (currentStep(alert).kind !== 'dispatch')
    return refuse('not-at-dispatch', `the present step is ${currentStep(alert).kind}: skip to dispatch first`);
  if (alert.dispatch) return refuse('already-authorised', `dispatch was authorised by ${alert.dispatch.by}`);
  takeIfFree(draft, by);
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
  return;
}
