import { createHash } from 'node:crypto';
import type { Interaction } from '../access.ts';

/** What the trail tells of that no interaction of FHIR is. */
export const houseInteractions = [
  'login',
  'logout',
  'break-glass',
  'export',
  'review',
  'credential',
  'account',
  'trail',
] as const;
export type HouseInteraction = (typeof houseInteractions)[number];
export type AuditInteraction = Interaction | 'operation' | HouseInteraction;

/** [FHIR R4 valueset-audit-event-outcome] success, minor failure (refused, not found), serious failure. */
export type AuditOutcome = 0 | 4 | 8;

/** One thing that was done, or asked for and refused: who, from where, whose data, what, and why. */
export interface AuditEntry {
  interaction: AuditInteraction;
  /** 0 when left out. */
  outcome?: AuditOutcome;
  /** Left out when nobody is known: a login under no name, a token that is not ours. */
  who?: { id: string; name: string; role: string };
  /** The program that asked: `screen`, `token`, the id of an OAuth client, or `munan` for the house itself. */
  client: string;
  /** Network address the request came from. */
  origin: string;
  /** Ids of the patients whose data it was; in no order. */
  people?: readonly string[];
  /** What was done in the words of the house (`board of 24`), for what is not told by the interaction and the resource. */
  what?: string;
  /** `Observation/o1/_history/3`, or `Observation` for a search. */
  resource?: string;
  /** The search as it was asked. */
  query?: string;
  /** Why, as a code of v3-ActReason: BTG for breaking the glass, TREAT, … */
  purpose?: string;
  /** Why, in the words of who did it. */
  reason?: string;
  /** What is to be said of the outcome. */
  note?: string;
  /** So many times, of refusals that were counted together; 1 when left out. */
  times?: number;
  /** When it was, Unix ms; now when left out. */
  at?: number;
}

/** A row of the trail as it is stored; what an entry leaves out is empty. */
export interface AuditRow {
  seq: number;
  /** Unix ms. */
  at: number;
  interaction: string;
  outcome: number;
  user_id: string;
  user_name: string;
  role: string;
  client: string;
  origin: string;
  /** The set of people that it was about, by its hash; see people.ts. */
  people: string;
  what: string;
  resource: string;
  query: string;
  purpose: string;
  reason: string;
  note: string;
  times: number;
  /** Hash of the row before; of the first row, 64 zeros. */
  prev: string;
  /** `hashOf` of all the others. */
  hash: string;
}

/** In the order in which they are hashed: it never changes; a new column goes to the end with a new form number. */
export const hashedColumns = [
  'seq',
  'at',
  'interaction',
  'outcome',
  'user_id',
  'user_name',
  'role',
  'client',
  'origin',
  'people',
  'what',
  'resource',
  'query',
  'purpose',
  'reason',
  'note',
  'times',
] as const;
const form = 1;

export const beginningHash = '0'.repeat(64);

/** SHA-256, in hex, over the hash before and the row as a JSON list. */
export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const canonical = JSON.stringify([form, ...hashedColumns.map((name) => row[name])]);
  return createHash('sha256').update(`${row.prev}\n${canonical}`).digest('hex');
}

const longestText = 2000;

/** As both engines store it and give it back: bounded, without NUL and without half characters. */
function stored(text: string | undefined): string {
  if (!text) return '';
  const bounded = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return bounded.replaceAll('\0', '').toWellFormed();
}

/** The row that an entry becomes behind the row whose seq and hash are given. */
export function rowOf(entry: AuditEntry, people: string, behind: { seq: number; hash: string }, now: number): AuditRow {
  const row = {
    seq: behind.seq + 1,
    at: entry.at ?? now,
    interaction: entry.interaction,
    outcome: entry.outcome ?? 0,
    user_id: stored(entry.who?.id),
    user_name: stored(entry.who?.name),
    role: stored(entry.who?.role),
    client: stored(entry.client),
    origin: stored(entry.origin),
    people,
    what: stored(entry.what),
    resource: stored(entry.resource),
    query: stored(entry.query),
    purpose: stored(entry.purpose),
    reason: stored(entry.reason),
    note: stored(entry.note),
    times: entry.times ?? 1,
    prev: behind.hash,
  };
  return { ...row, hash: hashOf(row) };
}
