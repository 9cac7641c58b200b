import { type Static, Type } from 'typebox';
import { Family, Finding } from './finding.ts';
import { Priority, Reason } from './reason.ts';

/** The kinds of step a response plan is made of, in the order of the first plan. */
export const StepKind = Type.Union([
  Type.Literal('ask-device'), // through the ear: "괜찮으세요?"
  Type.Literal('operator-call'),
  Type.Literal('family-call'),
  Type.Literal('nurse-visit'),
  Type.Literal('dispatch'), // proposed by the software, authorised by a named operator
]);
export type StepKind = Static<typeof StepKind>;

/** One step of a plan, frozen into the alert when it opens. */
export const PlanStep = Type.Object({
  kind: StepKind,
  /** How long this step may take before the next one begins, ms. */
  withinMs: Type.Integer({ minimum: 1000 }),
});
export type PlanStep = Static<typeof PlanStep>;

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
  dispatch: Type.Optional(Type.Object({ by: Type.String(), at: Type.Number() })),
  outcome: Type.Optional(Outcome),
  closedAt: Type.Optional(Type.Number()),
  closedBy: Type.Optional(Type.String()),
  history: Type.Array(AlertChange),
  /** Grows by one with each change; what was seen cannot be overwritten unseen. */
  version: Type.Integer(),
});
export type Alert = Static<typeof Alert>;
