/**
 * From finding to alert: a pure state machine. Every function takes an alert and a moment and gives the next alert with
 * its effects, or a refusal; nothing here reads a clock, a disk or a network.
 *
 * Invariant: an open alert has a step within its plan and a finite deadline.
 * Invariant: an alert is closed by a person, or by one of the three stated rules of `stated-rules.ts`, by nothing else;
 * a drill's also by the end of the drill (`drill.ts`).
 */
export { answered, type MessageAnswer, type Told, told } from './answered.ts';
export { apply, type User } from './apply.ts';
export {
  type Admitted,
  admit,
  advance,
  type Burden,
  type BurdenSettings,
  type BurdenState,
  burdenNow,
  scaled,
  slotMs,
  startBurden,
} from './burden/burden.ts';
export { callerNow } from './calls.ts';
export { audit, due, graceMs, resumeIfDue, stepFailed } from './deadline.ts';
export type { Effect, Moved, Notice, Refusal, RefusalCode, Result } from './draft.ts';
export { endDrill } from './drill.ts';
export type { Answer } from './her-answer.ts';
export { isPerson, releaseIdle } from './holder.ts';
export { merge } from './merge.ts';
export { openAlert, reopens } from './open.ts';
export { isOutcome, outcomeCodes } from './outcomes.ts';
export { plainDay } from './plain-day.ts';
export { checkPlans } from './plan-check.ts';
export { defaultPlans, planFor } from './plans.ts';
export { type PreviewGiven, preview } from './preview.ts';
export { type Reply, reply } from './reply.ts';
export { awaitsOutcome, currentAction, type Standing, standing } from './step.ts';
