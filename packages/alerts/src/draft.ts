import type { Action, Alert, AlertChange, Circumstances } from '@munan/flow';
import { plainDay } from './plain-day.ts';

/** Why the desk is told: the screen decides colour and sound from it. */
export type Notice = 'opened' | 'merged' | 'raised' | 'step' | 'overdue' | 'outcome-missing' | 'resumed' | 'closed';

/** What must happen in the world, or be written down, because an alert has moved. */
export type Effect =
  /** Store this action: a new one, or the new state of one stored before (same id). */
  | { effect: 'record-action'; action: Action }
  /** The step has begun: ask through the device, put a call before the operator, propose dispatch. At most once for an action. */
  | { effect: 'begin-step'; action: Action }
  | { effect: 'notify-desk'; notice: Notice };

/** `alert` is the same object, and `effects` empty, when there was nothing to do. */
export interface Moved {
  alert: Alert;
  effects: Effect[];
}

export type RefusalCode =
  | 'closed'
  | 'out-of-date'
  | 'not-due'
  | 'not-live'
  | 'other-subject'
  | 'not-this-step'
  | 'no-such-step'
  | 'not-paused'
  | 'pause-past'
  | 'pause-too-long'
  | 'not-at-dispatch'
  | 'already-authorised'
  | 'needs-a-person'
  | 'needs-outcome'
  | 'needs-note'
  | 'nothing-after'
  | 'being-called'
  | 'not-authorised'
  | 'progress-backwards'
  | 'not-closed'
  | 'of-a-drill'
  | 'too-late-to-reopen';

/** Nothing was changed; `message` is for a log, the screen's words are in `language` under the code. */
export interface Refusal {
  code: RefusalCode;
  message: string;
}

export type Result = Moved | Refusal;

export function refuse(code: RefusalCode, message: string): Refusal {
  return { code, message };
}

/** The next version of an alert while it is being made; the alert given is never written to. */
export class Draft {
  readonly alert: Alert;
  readonly now: number;
  /** What is so now: it decides which step's turn it is. */
  readonly around: Circumstances;
  readonly effects: Effect[] = [];

  constructor(alert: Alert, now: number, around: Circumstances = plainDay) {
    this.alert = { ...alert, findings: [...alert.findings], history: [...alert.history], version: alert.version + 1 };
    this.now = now;
    this.around = around;
  }

  /** Adds to the history. */
  note(what: AlertChange['what'], by: string, more: Partial<AlertChange> = {}): void {
    this.alert.history.push({ at: this.now, by, what, ...more });
  }

  /** Tells the desk, once for each reason. */
  notify(notice: Notice): void {
    if (!this.effects.some((one) => one.effect === 'notify-desk' && one.notice === notice))
      this.effects.push({ effect: 'notify-desk', notice });
  }

  moved(): Moved {
    return { alert: this.alert, effects: this.effects };
  }
}
