/**
 * The plan at work: alerts on disk, their steps, their deadlines, and the auditor.
 *
 * Invariant: every open alert has a named next step and a deadline on disk; a failed step moves to the next.
 * Invariant: nothing here sends an ambulance; a named person does.
 */
export type { AuditReport } from './auditor.ts';
export { type CallSheetFacts, callSheet, enWordsAloud, koSyllablesAloud, triedReasons } from './call-sheet.ts';
export type { Addressed, Asked, MovedAlert, ResponseNeeds } from './needs.ts';
export { isRefused, openResponse, type Responder } from './responder.ts';
export type { AlertRules, Effect, Moved, Notice, Refusal, Reply, User } from './rules.ts';
export { steps } from './steps/index.ts';
export type { Step } from './steps/step.ts';
export type { PersonReply } from './take-reply.ts';
