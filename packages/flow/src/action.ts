import { type Static, Type } from 'typebox';
import { DispatchProgress, Outcome } from './alert.ts';
import { StepKind } from './plan.ts';

const Note = Type.Optional(Type.String({ maxLength: 2000 }));
const Version = Type.Optional(Type.Integer());

/** What an operator does with an alert. `version` is the alert's version the operator saw; an old one is answered 409. */
export const AlertCommand = Type.Union([
  Type.Object({ command: Type.Literal('acknowledge'), version: Version }),
  Type.Object({ command: Type.Literal('take'), version: Version }),
  Type.Object({ command: Type.Literal('pause'), untilMs: Type.Integer(), note: Note, version: Version }),
  Type.Object({ command: Type.Literal('resume'), version: Version }),
  /** The present step is done: its result moves the plan on, or ends it by `close`. */
  Type.Object({
    command: Type.Literal('step-result'),
    stepKind: StepKind,
    result: Type.Union([Type.Literal('reached-ok'), Type.Literal('reached-help'), Type.Literal('not-reached')]),
    note: Note,
    version: Version,
  }),
  Type.Object({ command: Type.Literal('skip-to'), stepKind: StepKind, note: Note, version: Version }),
  Type.Object({
    command: Type.Literal('note'),
    note: Type.String({ minLength: 1, maxLength: 2000 }),
    version: Version,
  }),
  Type.Object({ command: Type.Literal('authorise-dispatch'), note: Note, version: Version }),
  /** To another operator, who is told. */
  Type.Object({
    command: Type.Literal('assign'),
    to: Type.String({ minLength: 1, maxLength: 64 }),
    note: Note,
    version: Version,
  }),
  /** Gives it back to the queue. */
  Type.Object({ command: Type.Literal('release'), note: Note, version: Version }),
  /** Does not wait for the deadline: a higher priority and the next step, now. */
  Type.Object({ command: Type.Literal('escalate'), note: Note, version: Version }),
  /** Before one dials: refused (`being-called`) while another operator phones anybody for the same person. */
  Type.Object({
    command: Type.Literal('begin-call'),
    to: Type.String({ minLength: 1, maxLength: 100 }),
    version: Version,
  }),
  Type.Object({ command: Type.Literal('end-call'), version: Version }),
  Type.Object({
    command: Type.Literal('dispatch-progress'),
    progress: DispatchProgress,
    note: Note,
    version: Version,
  }),
  /** Of a closed alert, within a day, while no other of the same person and family is open. */
  Type.Object({
    command: Type.Literal('reopen'),
    note: Type.String({ minLength: 1, maxLength: 2000 }),
    version: Version,
  }),
  Type.Object({ command: Type.Literal('close'), outcome: Outcome, note: Note, version: Version }),
]);
export type AlertCommand = Static<typeof AlertCommand>;

/** Something done in the world for an alert: a question asked, a call made, an ambulance authorised. */
export const Action = Type.Object({
  id: Type.String(),
  alert: Type.String(),
  subject: Type.String(),
  stepKind: StepKind,
  /** `plan` or a user id. */
  by: Type.String(),
  at: Type.Number(),
  state: Type.Union([
    Type.Literal('requested'),
    Type.Literal('completed'),
    Type.Literal('failed'),
    Type.Literal('overdue'),
  ]),
  note: Note,
});
export type Action = Static<typeof Action>;
