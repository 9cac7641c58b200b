import type {
  Action,
  Alert,
  AlertChange,
  ChannelName,
  Circumstances,
  Family,
  Finding,
  PlanStep,
  Priority,
  Recipient,
  RecipientKind,
} from '@munan/flow';
import type { Channel, Clock, Database, Log } from '@munan/runtime';
import type { Transaction } from 'kysely';
import type { AuditReport } from './auditor.ts';
import type { AlertRules, Notice } from './rules.ts';

export type Asked = 'delivered' | 'not-connected' | 'no-device';

/** `changes` are new in the history, `actions` new or in a new state. */
export interface MovedAlert {
  /** As it was on disk; absent: it is new. */
  before?: Alert;
  alert: Alert;
  changes: readonly AlertChange[];
  actions: readonly Action[];
}

/** Whom a message was for, and about whom it was. */
export interface Addressed {
  subject: string;
  kind: RecipientKind;
  /** User id, or the person's own for `self`; contacts without an account have none. */
  to?: string;
}

/** What the house passes in. */
export interface ResponseNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  /** `@munan/alerts`. */
  rules: AlertRules;
  /** The plan of the house's present version for a new alert, or a graver one; frozen into the alert when it opens. */
  planFor(family: Family, priority: Priority): { steps: readonly PlanStep[]; version: number };
  /** What is so for this person at this moment: who is awake, her quiet hours, what cannot be done for her. */
  around(subject: string, now: number): Circumstances;
  /** The ways that are set up here; a name that is missing is off. */
  channels: readonly Channel[];
  /** Who is told of an alert of this subject, by which one way each, the first to be told first. Empty: nobody can be.
   * `wanted`: the step goes by this way only (a call is no text). */
  recipients(subject: string, kind: RecipientKind, now: number, wanted?: ChannelName): readonly Recipient[];
  /** How a message calls the person at home; nothing for Munan itself. */
  nameOf?(subject: string): string | undefined;
  /** A channel is dead, or works again: asked for at each change, and once after a start. Must not throw. */
  onChannel?(channel: ChannelName, state: 'failing' | 'well', since: number): void;
  /**
   * Asks the person through the ear device; `action.id` names the question, and comes back in the reply as `command`.
   * Called at most once for an action. Anything but `delivered`, or an error, moves the plan on at once.
   */
  ask(subject: string, alert: Alert, action: Action): Promise<Asked>;
  /**
   * The neighbours' writes (Flag, Task, Communication), inside the transaction that stores the alerts: both or neither; all
   * alerts of the transaction together, each once. It must use only `query`, and may be called again with the same
   * alerts when the transaction had to be repeated.
   */
  onChange?(query: Transaction<unknown>, moved: readonly MovedAlert[]): Promise<void>;
  /** After the commit: tells the screens. `notices` decide colour and sound. Must not throw; if it does it is logged. */
  onCommitted?(alert: Alert, notices: readonly Notice[], actions: readonly Action[]): void;
  /** Live findings that must have an alert and have none, oldest first, for the auditor. */
  unraised?(limit: number): Promise<readonly Finding[]>;
  /** How far the detectors are behind what has arrived, ms. */
  behindMs?(): Promise<number>;
  /** Whether whom the message was for may still speak to the alert at this moment; absent: she may. */
  mayAnswer?(message: Addressed): boolean;
  /** Something was heard of a message of this alert, and is on disk. */
  onMessage?(alert: string, subject: string): void;
  /** After each round of the auditor, which it is a part of. */
  onAudit?(report: AuditReport): void | Promise<void>;
  /** Ids of new alerts; a FHIR id of at most 50 characters. A random UUID where it is not given. */
  newId?(): string;
}
