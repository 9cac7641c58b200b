import type { Alert, Circumstances } from '@munan/flow';
import { Draft, type Result, refuse } from './draft.ts';
import { type Answer, attemptAsked, attemptsOf, herAnswer } from './her-answer.ts';
import { plainDay } from './plain-day.ts';
import { awaitsOutcome, currentStep } from './step.ts';

/** What was answered through the ear. */
export interface Reply {
  answer: Answer;
  device: string;
  /** When it was said, event time, Unix ms. */
  at: number;
  /** The id of the action that asked, where the device names it. */
  command?: string | undefined;
}

/** Help that was said so shortly ago is asked for now, though the alert began later. */
const helpIsNowMs = 10 * 60_000;
/** A corrected device clock may still be off by this much. */
const clockSlackMs = 5_000;

/**
 * An answer of the person at home. Any answer is written down. What it does:
 * - `help`, at any step: high priority, the operator calls within three minutes (at dispatch, or
 *   with that call before the operator already, the step stays and its deadline comes nearer);
 * - `ok` to the present question (also later than 60 s, as long as the ask step has not been left): closes a safety
 *   alert by the stated rule; a vital sign goes on to the operator;
 * - `unclear` to the present question: the step has failed, it is asked again or the next begins;
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
  const isOfNow = given.at >= alert.since - clockSlackMs || now - given.at <= helpIsNowMs;
  if (given.answer !== 'help' || isOfNow) herAnswer(draft, given.answer, asked(alert, given), by);
  return draft.moved();
}

function asked(alert: Alert, given: Reply): number | undefined {
  if (currentStep(alert).kind !== 'ask-device' || awaitsOutcome(alert)) return undefined;
  if (given.command !== undefined) return attemptAsked(alert, given.command);
  return given.at >= alert.stepStartedAt - clockSlackMs ? attemptsOf(alert) : undefined;
}
