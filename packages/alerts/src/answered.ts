import type { Alert, AlertChange, Circumstances, RecipientKind } from '@munan/flow';
import { Draft, type Result, refuse } from './draft.ts';
import { attemptAsked, herAnswer } from './her-answer.ts';
import { plainDay } from './plain-day.ts';
import { awaitOutcome, leaveForDispatch, reachedHelp } from './results.ts';
import { comingWithinMs, currentStep } from './step.ts';

/** What somebody answered to a message: a pressed key, a text, a press in the app. */
export interface MessageAnswer {
  /** Id of the action whose message was answered. */
  action: string;
  /** User id, where she has an account; else `message:<kind>`. Of the person herself always `message:self`. */
  by: string;
  who: RecipientKind;
  /** For the history, where there is no account. */
  name?: string | undefined;
  means: 'ok' | 'help' | 'coming';
  /** When, Unix ms. */
  at: number;
}

/**
 * An answer by message. Any is written down. What it does, when it is to the present step:
 * - of the person herself: the same as through the ear (`reply`), and `help` at any step;
 * - of family or neighbour: `ok` ends the step, and the desk closes or goes on, as after a call; `help` proposes dispatch,
 *   at any step; `coming` waits half an hour, once for each attempt;
 * - of who works here: `help` proposes dispatch, anything else is a line: only who takes an alert has it.
 */
export function answered(
  alert: Alert,
  { action, by, who, name, means }: MessageAnswer,
  now: number,
  around: Circumstances = plainDay,
): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  const draft = new Draft(alert, now, around);
  const asked = attemptAsked(alert, action);
  const where = stepOf(alert, action);
  // "Coming" is no key of hers: a line in the history, and the question stands.
  if (who === 'self' && means !== 'coming') {
    draft.note('reply', by, { ...where, reason: { code: `reply-${means}` } });
    herAnswer(draft, means, asked, by);
    return draft.moved();
  }
  const wasComing = isComing(alert);
  draft.note('message', by, {
    ...where,
    reason: { code: `answered-${means}`, params: { who, ...(name === undefined ? {} : { name }) } },
  });
  if (means === 'help') {
    draft.alert.acknowledged = undefined;
    if (currentStep(alert).kind === 'dispatch') draft.notify('raised');
    else if (asked !== undefined) reachedHelp(draft, by);
    else leaveForDispatch(draft, by);
    return draft.moved();
  }
  if (asked === undefined || currentStep(alert).kind !== 'family-text') return draft.moved();
  if (who !== 'family' && who !== 'neighbour') return draft.moved();
  if (means === 'ok') awaitOutcome(draft, by);
  else if (!wasComing && alert.pausedUntil === undefined) draft.alert.deadline = now + comingWithinMs;
  return draft.moved();
}

/** What became of a message that an action sent: one line. */
export interface Told {
  action: string;
  what: 'delivered' | 'failed';
  who: RecipientKind;
  name: string;
  /** Why not. */
  code?: string | undefined;
}

/** That a message arrived, or did not: one line in the history. That all of a step failed is `stepFailed`. */
export function told(alert: Alert, { action, what, who, name, code }: Told, now: number): Result {
  if (alert.status === 'closed') return refuse('closed', `alert ${alert.id} is closed`);
  const draft = new Draft(alert, now);
  draft.note('message', 'plan', {
    ...stepOf(alert, action),
    reason: { code: `message-${what}`, params: { who, name, ...(code === undefined ? {} : { why: code }) } },
  });
  return draft.moved();
}

/** Somebody said so since the present attempt began. */
function isComing({ history }: Alert): boolean {
  const began = history.findLastIndex(({ what }) => what === 'step-started');
  return history.slice(began + 1).some(({ what, reason }) => what === 'message' && reason?.code === 'answered-coming');
}

/** The step that an action was an attempt at. */
function stepOf({ id, history }: Alert, action: string): Pick<AlertChange, 'step' | 'stepKind'> {
  const begun = history.filter(({ what }) => what === 'step-started');
  const found = action.startsWith(`${id}.`) ? begun[Number(action.slice(id.length + 1)) - 1] : undefined;
  return found ? { step: found.step!, stepKind: found.stepKind! } : {};
}
