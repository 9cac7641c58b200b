import type { Alert } from '@munan/flow';
import { close } from './closing.ts';
import { askingKinds } from './conditions.ts';
import type { Draft } from './draft.ts';
import { answeredOk, closesOnAnswer } from './stated-rules.ts';
import { advance, begin, currentStep, endStep, raiseTo, standing, stepIndex, tryAgain } from './step.ts';

export type Answer = 'ok' | 'help' | 'unclear';

/** Who asks for help is called back within this time, whatever the plan says. */
const helpWithinMs = 3 * 60_000;

/**
 * The number of the attempt that `action` names, where it is one at the present step, from 1; undefined: that step was
 * left meanwhile. An answer to the first of two texts of one step is an answer.
 */
export function attemptAsked(alert: Alert, action: string): number | undefined {
  const stands = standing(alert);
  if (stands !== 'running' && stands !== 'failed') return undefined;
  const latest = attemptsOf(alert);
  for (let back = 0; back < (alert.attempt ?? 1); back++)
    if (action === `${alert.id}.${latest - back}`) return latest - back;
  return undefined;
}

/** How often a step began. */
export function attemptsOf({ history }: Alert): number {
  return history.filter(({ what }) => what === 'step-started').length;
}

/** Her answer, by whichever way, to the present question, or (`asked` undefined) to none. It is in the history already. */
export function herAnswer(draft: Draft, answer: Answer, asked: number | undefined, by: string): void {
  const { alert } = draft;
  if (answer === 'help') help(draft, by);
  else if (asked === undefined || !askingKinds.includes(currentStep(alert).kind)) return;
  else if (answer === 'unclear') {
    endStep(draft, 'failed', by);
    stepEnded(draft, 'step-failed', by);
    tryAgain(draft, 'plan');
  } else {
    const closes = closesOnAnswer(alert, asked);
    endStep(draft, 'completed', by);
    stepEnded(draft, 'step-done', by);
    if (closes) close(draft, answeredOk, 'plan');
    else advance(draft, 'plan');
  }
}

function stepEnded(draft: Draft, what: 'step-done' | 'step-failed', by: string): void {
  draft.note(what, by, { step: draft.alert.step, stepKind: currentStep(draft.alert).kind });
}

function help(draft: Draft, by: string): void {
  const { alert, now } = draft;
  alert.acknowledged = undefined;
  const stands = standing(alert);
  const wasAsking = stands === 'running' && askingKinds.includes(currentStep(alert).kind);
  raiseTo(draft, 'high', by);
  if (alert.pausedUntil !== undefined) {
    alert.pausedUntil = undefined;
    draft.note('resumed', by);
  }
  if (stands === 'waiting') {
    begin(draft, stepIndex(alert, 'operator-call') ?? alert.step, by, { atMostMs: helpWithinMs });
    return;
  }
  const operator = stepIndex(alert, 'operator-call');
  const isAtHand = currentStep(alert).kind === 'operator-call' && stands !== 'done';
  if (operator === undefined || isAtHand || currentStep(alert).kind === 'dispatch') {
    alert.deadline = Math.min(alert.deadline, now + helpWithinMs);
    draft.notify('raised');
    return;
  }
  // A question answered is completed; a call that was still to be made is given up for the more urgent one.
  endStep(draft, wasAsking ? 'completed' : 'failed', by);
  if (wasAsking) stepEnded(draft, 'step-done', by);
  begin(draft, operator, by, { atMostMs: helpWithinMs });
}
