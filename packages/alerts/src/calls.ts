import type { Alert } from '@munan/flow';
import { type Draft, type Refusal, refuse } from './draft.ts';
import { currentAction, currentStep, longestCallMs, standing } from './step.ts';

/** A clock that was put back would make a call last for hours: nobody could phone. */
const slackMs = 60_000;
/** By so much in sum calls put off one attempt at a step, however many there are. */
const heldAtMostMs = longestCallMs;
/** Who has just put the telephone down has this long to enter what came of it. */
const afterCallMs = 60_000;

/** Who phones for this alert now, or nobody. */
export function callerNow({ calling }: Alert, now: number): string | undefined {
  return calling && now < calling.until && calling.until - now <= longestCallMs + slackMs ? calling.by : undefined;
}

export function beginCall(draft: Draft, to: string, by: string): Refusal | undefined {
  const refusal = refusedFor(draft, by);
  if (refusal) return refusal;
  // She dials the next number without having ended the call before: what is left is what was left then.
  giveBack(draft);
  draft.alert.calling = { by, at: draft.now, until: draft.now + longestCallMs, to };
  draft.note('call-began', by, { reason: { code: 'calling', params: { to } } });
  hold(draft);
  return undefined;
}

export function endCall(draft: Draft, by: string): Refusal | 'unchanged' | undefined {
  if (!draft.alert.calling) return 'unchanged';
  const refusal = refusedFor(draft, by);
  if (refusal) return refusal;
  draft.alert.calling = undefined;
  draft.note('call-ended', by, giveBack(draft) ? { reason: { code: 'goes-on' } } : {});
  return undefined;
}

/** Who says how it went has put the telephone down; one that ran out is over too. Another's call goes on. */
export function endOwnCall(draft: Draft, by: string): undefined {
  const { alert, now } = draft;
  const caller = callerNow(alert, now);
  if (!alert.calling || (caller !== undefined && caller !== by)) return;
  alert.calling = undefined;
  draft.note('call-ended', by);
}

/**
 * The plan does not move on under somebody who is on the phone: the deadline of the running step is put off to the longest
 * end of her call, by ten minutes in sum at most, so that no row of calls keeps a step for ever.
 * @returns whether it was put off
 */
export function hold(draft: Draft): boolean {
  const { alert, now } = draft;
  if (!alert.calling || callerNow(alert, now) === undefined || !isRunning(alert)) return false;
  const action = currentAction(alert);
  const heldMs = alert.held?.action === action ? alert.held.ms : 0;
  const until = Math.min(alert.calling.until, alert.deadline + heldAtMostMs - heldMs);
  if (!(until > Math.max(now, alert.deadline))) return false;
  alert.held = { action, ms: heldMs + until - alert.deadline, leftMs: Math.max(0, alert.deadline - now) };
  alert.deadline = until;
  draft.note('held', 'plan', {
    step: alert.step,
    stepKind: currentStep(alert).kind,
    reason: { code: 'until-call-ends', params: { untilMs: until } },
  });
  return true;
}

/**
 * The call is over and nobody said what came of it: the step has what was left of its time, and a minute at least. Never less
 * than the plan gave it, never more than it was held for.
 */
function giveBack({ alert, now }: Draft): boolean {
  const { held } = alert;
  if (held?.action !== currentAction(alert) || !isRunning(alert)) return false;
  const byMs = Math.min(held.ms, alert.deadline - now - Math.max(held.leftMs, afterCallMs));
  if (!(byMs > 0)) return false;
  alert.deadline -= byMs;
  alert.held = { ...held, ms: held.ms - byMs };
  return true;
}

/** Its deadline begins it again, or the next: not that of a pause, and not that by which an outcome is asked for. */
function isRunning(alert: Alert): boolean {
  const stands = standing(alert);
  return alert.pausedUntil === undefined && (stands === 'running' || stands === 'failed');
}

function refusedFor({ alert, now }: Draft, by: string): Refusal | undefined {
  const caller = callerNow(alert, now);
  if (caller === undefined || caller === by) return undefined;
  return refuse('being-called', `${caller} phones ${alert.calling?.to} for alert ${alert.id}`);
}
