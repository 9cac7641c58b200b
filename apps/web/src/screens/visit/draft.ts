import type { VisitEntry } from '@munan/flow';
import { type Step, steps, type VisitVitals } from './fields.ts';
import { confirmedAfterChange, type Verdict } from './plausibility.ts';

/** `open`: being entered. `waiting`: finished, not yet with the server. `refused`: the server said why it will not take it. */
export type DraftState = 'open' | 'waiting' | 'refused';

/** A visit on the nurse's own device, from arrival until the server has it. */
export interface Draft {
  /** Made on this device; the server stores the same id once. */
  id: string;
  /** Whose entry it is: a phone may pass from hand to hand. */
  by: string;
  patient: string;
  patientName: string;
  simulated: boolean;
  spo2Scale2: boolean;
  /** The visit before, shown beside the fields; kept here so that it is there without a network. */
  last?: { finished: number; vitals: VisitVitals };
  arrived: number;
  finished?: number;
  changed: number;
  /** When a value or a remark was entered last. */
  measured?: number;
  step: Step;
  vitals: VisitVitals;
  confirmed: string[];
  remarks: string;
  state: DraftState;
  /** What stands in the field of `step` and is not a value yet. */
  typed?: string;
  /** What the nurse is being asked, or was told, about the value of `step`. */
  verdict?: Exclude<Verdict, { kind: 'fine' }>;
  /** Went to this step from the review, and goes back there. */
  fromReview?: boolean;
  /** Why the server refused, or why the last attempt failed, in its own words. */
  problem?: string;
}

/** Gone to a step, or with other values; the time is the caller's. */
export function withVital<K extends keyof VisitVitals>(
  draft: Draft,
  name: K,
  value: VisitVitals[K],
  at: number,
): Draft {
  const vitals = { ...draft.vitals };
  if (value === undefined) delete vitals[name];
  else vitals[name] = value;
  const confirmed = draft.vitals[name] === value ? draft.confirmed : afterChange(draft.confirmed, name);
  return { ...draft, vitals, confirmed, changed: at, measured: at };
}

export function withConfirmed(draft: Draft, field: string, at: number): Draft {
  if (draft.confirmed.includes(field)) return draft;
  return { ...draft, confirmed: [...draft.confirmed, field], changed: at };
}

/** Longer than any visit; the server refuses what goes beyond. */
const longestVisitMs = 24 * 60 * 60_000;

/**
 * Ready to be sent. A draft found again days later ended when its last value was entered, not when it was saved; a
 * phone whose clock was ahead at arrival does not make the visit end before it began.
 */
export function finishedDraft(draft: Draft, at: number): Draft {
  const arrived = Math.min(draft.arrived, at);
  const late = at - arrived > longestVisitMs;
  const finished = late ? Math.min(draft.measured ?? arrived, arrived + longestVisitMs) : at;
  return {
    ...draft,
    arrived,
    finished: Math.max(finished, arrived),
    state: 'waiting',
    problem: undefined,
    changed: at,
  };
}

/** What is sent: exactly the contract, nothing of the draft's own. */
export function entryOf(draft: Draft): VisitEntry {
  const remarks = draft.remarks.trim();
  return {
    id: draft.id,
    patient: draft.patient,
    arrived: draft.arrived,
    finished: draft.finished ?? draft.changed,
    vitals: draft.vitals,
    ...(draft.confirmed.length > 0 ? { confirmed: draft.confirmed } : {}),
    ...(remarks ? { remarks } : {}),
  };
}

/** True when there is something to save: a visit without a single value still may have remarks. */
export function hasContent(draft: Draft): boolean {
  return Object.keys(draft.vitals).length > 0 || draft.remarks.trim() !== '';
}

function afterChange(confirmed: string[], name: keyof VisitVitals): string[] {
  return confirmedAfterChange(confirmed, (steps as readonly string[]).includes(name) ? (name as Step) : 'review');
}
