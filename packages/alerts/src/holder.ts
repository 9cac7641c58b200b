import type { Alert, AlertCommand, Circumstances } from '@munan/flow';
import { Draft, type Moved, type Refusal, refuse } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { standing } from './step.ts';

type Of<C extends AlertCommand['command']> = Extract<AlertCommand, { command: C }>;

/** Who acts in the history and is nobody: none of them may stand for a person. */
const notAPerson = /^(plan|auditor|device:.*|message:.*|\s*)$/;

export function isPerson(id: string): boolean {
  return !notAPerson.test(id);
}

/** By oneself; from another operator too, who is named in the history. */
export function take(draft: Draft, by: string): undefined {
  const from = draft.alert.takenBy;
  draft.alert.takenBy = by;
  draft.note('taken', by, from === undefined ? {} : { reason: { code: 'taken-over', params: { from } } });
}

/** Who does a step works on the alert, whether or not the button was pressed. */
export function takeIfFree(draft: Draft, by: string): void {
  if (draft.alert.takenBy === undefined) take(draft, by);
}

/** That `to` works at the desk is the house's to know. */
export function assign(draft: Draft, { to, note }: Of<'assign'>, by: string): Refusal | 'unchanged' | undefined {
  if (!isPerson(to)) return refuse('needs-a-person', `${to} is no person`);
  if (draft.alert.takenBy === to) return 'unchanged';
  draft.alert.takenBy = to;
  draft.note('assigned', by, {
    reason: { code: 'assigned-to', params: { to } },
    ...(note === undefined ? {} : { note }),
  });
  return undefined;
}

export function release(draft: Draft, { note }: Of<'release'>, by: string): 'unchanged' | undefined {
  if (draft.alert.takenBy === undefined) return 'unchanged';
  draft.alert.takenBy = undefined;
  draft.note('released', by, note === undefined ? {} : { note });
  return undefined;
}

/** Nobody finds an alert silenced and held by somebody who fell asleep: it is due within this. */
const dueWithinMs = 60_000;

/**
 * Who held the alert is no longer awake at the desk: it goes back to the queue, sounds again and is due within a minute;
 * a pause of hers ends then. What waits for the end of quiet hours goes on waiting. The same alert when nobody holds it.
 */
export function releaseIdle(alert: Alert, now: number, around: Circumstances = plainDay): Moved {
  if (alert.status === 'closed' || alert.takenBy === undefined) return { alert, effects: [] };
  const draft = new Draft(alert, now, around);
  const next = draft.alert;
  draft.note('released', 'plan', { reason: { code: 'holder-idle', params: { from: alert.takenBy } } });
  next.takenBy = undefined;
  next.acknowledged = undefined;
  if (standing(alert) !== 'waiting') {
    next.deadline = Math.min(Number.isFinite(alert.deadline) ? alert.deadline : now, now + dueWithinMs);
    if (next.pausedUntil !== undefined) next.pausedUntil = next.deadline;
  }
  draft.notify('overdue');
  return draft.moved();
}
