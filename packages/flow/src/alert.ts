import { type Static, Type } from 'typebox';
import { Family, Finding } from './finding.ts';
import { PlanStep, StepKind } from './plan.ts';
import { Priority, Reason } from './reason.ts';

/** What happened to an alert, by whom; the list is the alert's history and only grows. */
export const AlertChange = Type.Object({
  at: Type.Number(),
  /** User id, `plan` (a stated rule acted), `device:<id>` or `auditor`. */
  by: Type.String(),
  what: Type.Union([
    Type.Literal('opened'),
    Type.Literal('merged'),
    Type.Literal('sign-ended'),
    Type.Literal('acknowledged'),
    Type.Literal('taken'),
    Type.Literal('paused'),
    Type.Literal('resumed'),
    Type.Literal('step-started'),
    Type.Literal('step-done'),
    Type.Literal('step-failed'),
    Type.Literal('step-overdue'),
    Type.Literal('raised'),
    Type.Literal('reply'),
    Type.Literal('noted'),
    Type.Literal('dispatch-authorised'),
    Type.Literal('dispatch-progress'),
    /** Assigned by somebody to somebody; `taken` is by oneself. */
    Type.Literal('assigned'),
    Type.Literal('released'),
    Type.Literal('escalated'),
    /** Its conditions did not hold, or it could not be done: the reason says which. */
    Type.Literal('step-passed-by'),
    /** Her quiet hours: the step waits until they end. */
    Type.Literal('waiting'),
    /** Somebody phones now; nobody else calls her meanwhile. */
    Type.Literal('call-began'),
    Type.Literal('call-ended'),
    /** The step waits for a call that is under way. */
    Type.Literal('held'),
    /** A message arrived, was answered, or did not go out. */
    Type.Literal('message'),
    Type.Literal('reopened'),
    Type.Literal('closed'),
    Type.Literal('audited'),
  ]),
  step: Type.Optional(Type.Integer()),
  stepKind: Type.Optional(StepKind),
  reason: Type.Optional(Reason),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
});
export type AlertChange = Static<typeof AlertChange>;

/** How an alert ended: a true one and what it was, or a false one and why. */
export const Outcome = Type.Object({
  verdict: Type.Union([Type.Literal('true'), Type.Literal('false'), Type.Literal('unclear')]),
  /** e.g. `fell`, `unwell`, `helped`, `dispatched`; `dropped`, `charging`, `asleep`, `device`; `answered-ok`. */
  code: Type.String({ maxLength: 64 }),
});
export type Outcome = Static<typeof Outcome>;

/** After 119 was called: what was heard of the ambulance. `handed-over` ends the follow-up. */
export const DispatchProgress = Type.Union([
  Type.Literal('called'),
  Type.Literal('on-the-way'),
  Type.Literal('arrived'),
  Type.Literal('handed-over'),
]);
export type DispatchProgress = Static<typeof DispatchProgress>;

/** The subject of alerts about Munan itself (family `house`): no person. */
export const houseSubject = 'munan';

const drillSubject = /^drill-([0-9a-z]{1,20})-\d{1,3}$/;
/**
 * The drill that somebody made up belongs to; undefined for a person. This form of a subject is the one place that decides it: an
 * alert opened for such a subject has `drill` set, and nobody may be enrolled under such an id.
 */
export function drillOf(subject: string): string | undefined {
  return drillSubject.exec(subject)?.[1];
}

/** What a person must look at. Every open alert has a current step and a deadline on disk. */
export const Alert = Type.Object({
  id: Type.String(),
  subject: Type.String(),
  family: Family,
  priority: Priority,
  status: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
  /** Event time of the first finding, and server time of opening. */
  since: Type.Number(),
  openedAt: Type.Number(),
  /** Reason of the gravest finding; the title on the screen. */
  reason: Reason,
  findings: Type.Array(Finding),
  /** Frozen when the alert opened. */
  plan: Type.Array(PlanStep),
  step: Type.Integer(),
  stepStartedAt: Type.Number(),
  /** When the present step is overdue, Unix ms. Always in the future or being acted on while the alert is open. */
  deadline: Type.Number(),
  acknowledged: Type.Optional(Type.Object({ by: Type.String(), at: Type.Number() })),
  /** The operator who works on it. */
  takenBy: Type.Optional(Type.String()),
  pausedUntil: Type.Optional(Type.Number()),
  /** Which attempt at the present step this is, from 1. */
  attempt: Type.Optional(Type.Integer()),
  /** Who phones, whom, and until when that is believed without another word. */
  calling: Type.Optional(
    Type.Object({ by: Type.String(), at: Type.Number(), until: Type.Number(), to: Type.String({ maxLength: 100 }) }),
  ),
  /** The deadline was put off because of calls: that of which attempt, by how much in sum, and what was left of it, ms. */
  held: Type.Optional(Type.Object({ action: Type.String(), ms: Type.Number(), leftMs: Type.Number() })),
  dispatch: Type.Optional(
    Type.Object({
      by: Type.String(),
      at: Type.Number(),
      /** How far it is; the desk is reminded until it is handed over. Absent: authorised only. */
      progress: Type.Optional(DispatchProgress),
      progressAt: Type.Optional(Type.Number()),
    }),
  ),
  /** Version of the house's plans that `plan` was frozen from. */
  planVersion: Type.Optional(Type.Integer()),
  /** Part of a drill: nothing of it leaves the building. The drill's id. */
  drill: Type.Optional(Type.String()),
  outcome: Type.Optional(Outcome),
  closedAt: Type.Optional(Type.Number()),
  closedBy: Type.Optional(Type.String()),
  history: Type.Array(AlertChange),
  /** Grows by one with each change; what was seen cannot be overwritten unseen. */
  version: Type.Integer(),
});
export type Alert = Static<typeof Alert>;
