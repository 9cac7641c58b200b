import type { Action, Alert, AlertCommand, Circumstances, Finding, PlanStep, RecipientKind } from '@munan/flow';

/** Why the desk is told; decides colour and sound. */
export type Notice = 'opened' | 'merged' | 'raised' | 'step' | 'overdue' | 'outcome-missing' | 'resumed' | 'closed';

export type Effect =
  | { effect: 'record-action'; action: Action }
  | { effect: 'begin-step'; action: Action }
  | { effect: 'notify-desk'; notice: Notice };

/** The same alert and no effects: there was nothing to do. */
export interface Moved {
  alert: Alert;
  effects: Effect[];
}

/** Nothing was changed. `message` is for logs; the words of the screen are in `language` under the code. */
export interface Refusal {
  code: string;
  message: string;
  /** User id of who is in the way (`being-called`). */
  by?: string;
}

/** A named person at the desk. */
export interface User {
  id: string;
  name: string;
}

export interface Reply {
  answer: 'ok' | 'help' | 'unclear';
  device: string;
  /** Event time, Unix ms. */
  at: number;
  /** Id of the action that asked, where the device names it. */
  command?: string | undefined;
}

/** What somebody answered to a message. */
export interface Answered {
  /** Id of the action that the message was of. */
  action: string;
  /** `message:<kind>` or a user's id. */
  by: string;
  means: 'ok' | 'help' | 'coming';
  /** When it was said, by the provider's clock, never later than now; Unix ms. */
  at: number;
  who: RecipientKind;
  name: string;
}

/** How far a message came, for the history. */
export interface Told {
  action: string;
  what: 'delivered' | 'failed';
  who: RecipientKind;
  name: string;
  code?: string;
}

/** What this room needs of its neighbour: how an alert moves. Pure functions; the house passes `@munan/alerts` in. */
export interface AlertRules {
  openAlert(
    finding: Finding,
    plan: readonly PlanStep[],
    now: number,
    id: string,
    around: Circumstances,
  ): Moved | Refusal;
  /** Whether a finding of an episode whose alert is closed opens another. */
  reopens(closed: Alert, finding: Finding): boolean;
  merge(alert: Alert, finding: Finding, now: number, plan: readonly PlanStep[], around: Circumstances): Moved | Refusal;
  apply(alert: Alert, command: AlertCommand, user: User, now: number, around: Circumstances): Moved | Refusal;
  reply(alert: Alert, reply: Reply, now: number, around: Circumstances): Moved | Refusal;
  due(alert: Alert, now: number, around: Circumstances): Moved | Refusal;
  stepFailed(alert: Alert, action: string, why: string, now: number, around: Circumstances): Moved | Refusal;
  audit(alert: Alert, now: number, around?: Circumstances): Moved;
  /** Who holds it fell asleep: it is free again, and sounds. */
  releaseIdle(alert: Alert, now: number, around: Circumstances): Moved | Refusal;
  answered(alert: Alert, given: Answered, now: number, around: Circumstances): Moved | Refusal;
  told(alert: Alert, told: Told, now: number): Moved | Refusal;
  /** Ends what is open of a drill when it is over; leaves every other alert as it is. */
  endDrill(alert: Alert, now: number, around: Circumstances): Moved;
}

export function isRefusal(result: Moved | Refusal): result is Refusal {
  return 'code' in result;
}
