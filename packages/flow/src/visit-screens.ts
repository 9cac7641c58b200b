/** The nurse's day, the doctor's answers and the page of a visit. All times Unix ms. */
import { type Static, Type } from 'typebox';
import type { VisitEntry } from './entry.ts';
import type { Reason } from './reason.ts';
import type { PersonBrief, VisitRow } from './screens.ts';

/** One visit of the day. */
export interface DayStop {
  person: string;
  /** Why today, gravest first; the last one may tell the place in the order ("on the way"). */
  why: Reason[];
  /** hh:mm that was promised to her. */
  promised?: string;
  /** Asked for by a doctor, an operator or the triage. */
  asked?: { by: string; at: number; note?: string };
  /** Grows with urgency. */
  risk: number;
  /** From the stop before, along the roads as well as is known; absent where a place is not known. */
  wayM?: number;
  /** Id of the visit that was made today. */
  done?: string;
}
/** GET /api/day (nurse); also in what her device pulls. */
export interface DayPlan {
  /** yyyy-mm-dd of the site. */
  day: string;
  /** Worked out at. */
  at: number;
  /** Where the day begins. */
  start?: { latitude: number; longitude: number };
  /** In the order to drive. */
  stops: DayStop[];
  /** Due by their group within the next days, but not of today. */
  later: DayStop[];
  /** She put the order herself. */
  byHand: boolean;
}

/**
 * `advice`: words. `order`: something to be done. `clinic`: see her in clinic. `visit`: call on her again.
 * In the record a Communication (advice) or a ServiceRequest.
 */
export const AnswerKind = Type.Union([
  Type.Literal('advice'),
  Type.Literal('order'),
  Type.Literal('clinic'),
  Type.Literal('visit'),
]);
export type AnswerKind = Static<typeof AnswerKind>;
/** POST /api/visits/:id/answers (doctor) -> VisitAnswer. */
export const NewAnswer = Type.Object(
  {
    /** Made by the screen, so that a second press is no second answer. */
    id: Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
    kind: AnswerKind,
    text: Type.String({ minLength: 1, maxLength: 2000 }),
    /** Of `clinic` and `visit`: by which day, yyyy-mm-dd. */
    by: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  },
  { additionalProperties: false },
);
export type NewAnswer = Static<typeof NewAnswer>;
export interface VisitAnswer extends NewAnswer {
  visit: string;
  patient: string;
  from: { id: string; name: string };
  at: number;
  /** When the nurse read it. */
  read?: { by: string; at: number };
}
/** POST /api/people/:id/visit-requests {id, text, by?} (operator, doctor) -> VisitRequest: somebody should call on her. */
export const NewVisitRequest = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
    text: Type.String({ minLength: 1, maxLength: 2000 }),
    by: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    /** Alert that it comes from. */
    alert: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
);
export type NewVisitRequest = Static<typeof NewVisitRequest>;
export interface VisitRequest extends NewVisitRequest {
  patient: string;
  from: { id: string; name: string };
  at: number;
  /** Visit that answered it. */
  doneBy?: string;
}

/** Where nine of ten next values of a vital lie for this person, from at least four earlier ones (packages/visit/src/own-range.ts). */
export interface OwnRange {
  low: number;
  high: number;
  count: number;
}
/** GET /api/visits/:id?version= : the visit as a page is read; of a version (from 1) as it stood then. */
export interface VisitPage {
  now: number;
  row: VisitRow;
  entry: VisitEntry;
  person: PersonBrief;
  /** By name of the vital. */
  ranges: Record<string, OwnRange>;
  /** The visit before. */
  before?: VisitRow;
  /** FHIR Questionnaires of the forms that were filled in, in the version they were filled in. */
  forms: unknown[];
  answers: VisitAnswer[];
  /** Every version, oldest first: who wrote it, when, and why where it is a correction. */
  versions: { at: number; by: string; byName: string; state: VisitEntry['state']; reason?: string }[];
  /** Ids of pictures that have arrived: GET /api/visits/:id/photos/:photo (image/jpeg). */
  photos: string[];
  signed?: { by: string; byName: string; at: number };
}
/** GET /api/visits/:id/record.pdf ; GET /api/people/:id/month.pdf?month=yyyy-mm */
