/** What the screens of accounts, of consent and of break-glass receive from the server. Types only; all times Unix ms. */
import type { PersonRole } from './screens.ts';

/** What a person may agree that her family sees. */
export type FamilyPart = 'status' | 'alerts' | 'visits' | 'vitals';
export const familyParts: readonly FamilyPart[] = ['status', 'alerts', 'visits', 'vitals'];

/** GET /api/manage/consents: every family member with each person she is linked with. */
export interface ConsentRow {
  person: { id: string; name: string; simulated: boolean };
  family: { id: string; name: string };
  /** What is agreed to now; empty: nothing, which is so without a consent too. */
  parts: FamilyPart[];
  /** When the newest consent was recorded for; absent: none was ever recorded. */
  agreedAt?: number;
  agreedBy?: string;
}
export interface ConsentList {
  now: number;
  rows: ConsentRow[];
}
/** POST /api/manage/consents -> ConsentRow. Without a part it is withdrawn. */
export interface NewConsent {
  person: string;
  family: string;
  parts: FamilyPart[];
  agreedAt: number;
  agreedBy: string;
}

/** POST /api/break-glass {person, reason} -> this. */
export interface BreakGlassGrant {
  person: string;
  at: number;
  until: number;
  reason: string;
}
/** GET /api/manage/break-glass: newest first. */
export interface BreakGlassRow extends BreakGlassGrant {
  id: string;
  by: { id: string; name: string; role: string };
  personName: string;
  simulated: boolean;
  /** What was viewed and done meanwhile, as the audit trail names it, oldest first. */
  viewed: { at: number; what: string }[];
  reviewed?: { by: string; at: number; note: string };
}
export interface BreakGlassList {
  now: number;
  rows: BreakGlassRow[];
}
/** Shortest reason, in letters. */
export const breakGlassReasonLength = 10;

/** GET /api/manage/users (users.manage): who may sign in here, and whose each account is for; POST NewAccount answers {id, name, role}.
 * PUT /api/manage/users/:user/closed {closed} closes or reopens it and answers Account; 409 `own-account`. */
export interface AccountList {
  now: number;
  accounts: Account[];
}
export interface Account {
  id: string;
  name: string;
  role: PersonRole;
  /** She left: nobody signs in by it, and it is told nothing. */
  closed: boolean;
  /** Of a nurse, of family, and of a person herself. */
  people: { id: string; name: string; simulated: boolean }[];
}
/** 409 `user-exists`; 400 `user-invalid`, `password-weak`. Of a person exactly one is named: herself. */
export interface NewAccount {
  id: string;
  name: string;
  role: PersonRole;
  password: string;
  people: string[];
}
