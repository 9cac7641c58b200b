import type { Alert, AlertCommand, Circumstances } from '@munan/flow';
import { authorise, isUnderWay, progress } from './ambulance.ts';
import { beginCall, endCall, endOwnCall } from './calls.ts';
import { close } from './closing.ts';
import { resume } from './deadline.ts';
import { Draft, type Refusal, type Result, refuse } from './draft.ts';
import { assign, isPerson, release, take, takeIfFree } from './holder.ts';
import { isOutcome } from './outcomes.ts';
import { plainDay } from './plain-day.ts';
import { raised } from './priority.ts';
import { reopen } from './reopening.ts';
import { awaitOutcome, leaveStep, reachedHelp } from './results.ts';
import {
  begin,
  currentStep,
  endStep,
  giveUp,
  longestPause,
  raiseTo,
  standing,
  startStep,
  stepIndex,
  tryAgain,
} from './step.ts';

/** A person at the desk; never the software. */
export interface User {
  id: string;
  name: string;
}

type Of<C extends AlertCommand['command']> = Extract<AlertCommand, { command: C }>;

/** What an operator does. A command that would change nothing (acknowledged already, taken already) gives the same alert. */
export function apply(
  alert: Alert,
  command: AlertCommand,
  user: User,
  now: number,
  around: Circumstances = plainDay,
): Result {
  if (!isPerson(user.id) || user.name.trim() === '') return refuse('needs-a-person', 'a command needs a named person');
  if (alert.status === 'closed' && command.command !== 'reopen') return refuse('closed', `alert ${alert.id} is closed`);
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
      return assign(draft, command, by);
    case 'release':
      return release(draft, command, by);
    case 'escalate':
      return escalate(draft, command, by);
    case 'begin-call':
      return callSomebody(draft, command, by);
    case 'end-call':
      return endCall(draft, by);
    case 'dispatch-progress':
      return progress(draft, command, by);
    case 'reopen':
      return reopen(draft, command, by);
    case 'close':
      return closeIt(draft, command, by);
  }
}

function callSomebody(draft: Draft, { to }: Of<'begin-call'>, by: string): Refusal | undefined {
  const refusal = beginCall(draft, to, by);
  if (!refusal) takeIfFree(draft, by);
  return refusal;
}

function closeIt(draft: Draft, { outcome, note }: Of<'close'>, by: string): Refusal | undefined {
  const { alert } = draft;
  if (!isOutcome(outcome))
    return refuse('needs-outcome', `alert ${alert.id} is closed only with one of the listed outcomes`);
  if (isUnderWay(draft) && (note ?? '').trim() === '')
    return refuse('needs-note', `an ambulance is under way for alert ${alert.id}: it is closed only with a note`);
  endOwnCall(draft, by);
  endStep(draft, 'completed', by);
  close(draft, outcome, by, note);
  return undefined;
}

/** Does not wait for the deadline: graver, and the next step, now. What waited for quiet hours to end begins. */
function escalate(draft: Draft, { note }: Of<'escalate'>, by: string): Refusal | undefined {
  const { alert } = draft;
  const isWaiting = standing(alert) === 'waiting';
  if (currentStep(alert).kind === 'dispatch' || (alert.step >= alert.plan.length - 1 && !isWaiting))
    return refuse('nothing-after', `nothing comes after the present step of alert ${alert.id}`);
  draft.note('escalated', by, note === undefined ? {} : { note });
  raiseTo(draft, raised(alert.priority), by);
  alert.acknowledged = undefined;
  if (isWaiting) {
    begin(draft, alert.step, by);
    return undefined;
  }
  leaveStep(draft, by);
  giveUp(draft, by);
  return undefined;
}

function pause(draft: Draft, { untilMs, note }: Of<'pause'>, by: string): Refusal | undefined {
  const { alert, now } = draft;
  const longest = longestPause(alert);
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
  const { alert } = draft;
  if (currentStep(alert).kind !== stepKind)
    return refuse('not-this-step', `the present step is ${currentStep(alert).kind}, not ${stepKind}`);
  takeIfFree(draft, by);
  endOwnCall(draft, by);
  if (result === 'reached-ok') awaitOutcome(draft, by, note);
  else if (result === 'reached-help') reachedHelp(draft, by, note);
  else notReached(draft, by, note);
  return undefined;
}

function notReached(draft: Draft, by: string, note: string | undefined): void {
  const { alert } = draft;
  if (standing(alert) === 'waiting') startStep(draft, alert.step, by);
  endStep(draft, 'failed', by, note);
  draft.note('step-failed', by, {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code: 'not-reached' },
    ...(note === undefined ? {} : { note }),
  });
  tryAgain(draft, by);
}

function skipTo(draft: Draft, { stepKind, note }: Of<'skip-to'>, by: string): Refusal | undefined {
  const { alert } = draft;
  const index = stepIndex(alert, stepKind);
  if (index === undefined) return refuse('no-such-step', `the plan of alert ${alert.id} has no ${stepKind}`);
  takeIfFree(draft, by);
  leaveStep(draft, by, note);
  startStep(draft, index, by);
  return undefined;
}
