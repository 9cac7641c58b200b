import type { Alert, Circumstances } from '@munan/flow';
import { Draft, type Result, refuse } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { answeredOk, closesOnAnswer } from './stated-rules.ts';
import {
  advance,
  awaitsOutcome,
  close,
  currentAction,
  currentStep,
  endStep,
  raiseTo,
  startStep,
  stepIndex,
} from './step.ts';

export type Answer = 'ok' | 'help' | 'unclear';

/** What was answered through the ear. */
export interface Reply {
  answer: Answer;
  device: string;
  /** When it was said, event time, Unix ms. */
  at: number;
  /** The id of the action that asked, where the device names it. */
  command?: string | undefined;
}

/** A corrected device clock may still be off by this much. */
const clockSlackMs = 5_000;
/** Who asks for help is called back within this time, whatever the plan says. */
const helpWithinMs = 3 * 60_000;

/**
 * An answer of the person at home. Any answer is written down. What it does:
 * - `help`, at any step: high priority, the operator calls within three minutes (at dispatch, or
 *   with that call before the operator already, the step stays and its deadline comes nearer);
 * - `ok` to the present question (also later than 60 s, as long as the ask step has not been left): closes a safety
 *   alert by the stated rule; a vital sign goes on to the operator;
 * - `unclear` to the present question: the step has failed, the next begins;
 * - otherwise, and to a question asked before: nothing but the line in the history.
 */
export function reply(alert: Alert, given: Reply, now: number, around: Circumstances = plainDay): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  const by = `device:${given.device}`;
  const draft = new Draft(alert, now, around);
  draft.note('reply', by, {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code: `reply-${given.answer}` },
  });
  if (given.answer === 'help') {
    if (given.at >= alert.since - clockSlackMs) help(draft, by);
  } else if (answersQuestion(alert, given)) {
    if (given.answer === 'unclear') {
      endStep(draft, 'failed', by);
      stepEnded(draft, 'step-failed', by);
      advance(draft, 'plan');
    } else {
      const closes = closesOnAnswer(alert);
      endStep(draft, 'completed', by);
      stepEnded(draft, 'step-done', by);
      if (closes) close(draft, answeredOk, 'plan');
      else advance(draft, 'plan');
    }
  }
  return draft.moved();
}

function stepEnded(draft: Draft, what: 'step-done' | 'step-failed', by: string): void {
  draft.note(what, by, { step: draft.alert.step, stepKind: currentStep(draft.alert).kind });
}

function answersQuestion(alert: Alert, given: Reply): boolean {
  if (currentStep(alert).kind !== 'ask-device' || awaitsOutcome(alert)) return false;
  if (given.command !== undefined) return given.command === currentAction(alert);
  return given.at >= alert.stepStartedAt - clockSlackMs;
}

function help(draft: Draft, by: string): void {
  const { alert, now } = draft;
  alert.acknowledged = undefined;
  const wasAsking = currentStep(alert).kind === 'ask-device';
  raiseTo(draft, 'high', by);
  const operator = stepIndex(alert, 'operator-call');
  const isAtHand = operator === alert.step && !awaitsOutcome(alert);
  if (operator === undefined || isAtHand || currentStep(alert).kind === 'dispatch') {
    if (alert.pausedUntil !== undefined) {
      alert.pausedUntil = undefined;
      draft.note('resumed', by);
    }
    alert.deadline = Math.min(alert.deadline, now + helpWithinMs);
    draft.notify('raised');
    return;
  }
  // A question answered is completed; a call that was still to be made is given up for the more urgent one.
  endStep(draft, wasAsking ? 'completed' : 'failed', by);
  if (wasAsking) stepEnded(draft, 'step-done', by);
  startStep(draft, operator, by, helpWithinMs);
}
