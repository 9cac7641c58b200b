/** The manager's monthly review of who saw and did what [개인정보의 안전성 확보조치 기준 제8조: at least once a month]. */

/** What the rows of a review may be narrowed to. */
export const auditKinds = [
  'all',
  'views',
  'changes',
  'out-of-hours',
  'break-glass',
  'exports',
  'refusals',
  'logins-refused',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** One thing that was done or refused, as the manager reads it. */
export interface AuditLine {
  seq: number;
  at: number;
  by: string;
  byName: string;
  role: string;
  /** `screen`, `token`, the id of an OAuth client, `munan`; empty in what was logged before it was known. */
  client: string;
  origin: string;
  interaction: string;
  /** 0 done, 4 refused or not there, 8 refused and to be looked at. */
  outcome: 0 | 4 | 8;
  /** In the house's own words, e.g. `board of 24`; empty for the FHIR door. */
  what: string;
  resource: string;
  reason: string;
  note: string;
  times: number;
  /** Whose data, the first of them. */
  people: { id: string; name?: string }[];
  peopleCount: number;
}

/** GET /api/manage/audit?month=2026-11&kind=&user=&person=&before= : newest first. */
export interface AuditLines {
  now: number;
  lines: AuditLine[];
  total: number;
  /** `before` of the next page; absent on the last. */
  next?: number;
}

/** GET /api/manage/audit/review?month=2026-11 */
export interface AuditReview {
  now: number;
  /** `2026-11`, of the site. */
  month: string;
  /** The oldest month that the trail has. */
  firstMonth: string;
  counts: Record<AuditKind, number>;
  /** Most active first. */
  users: {
    id: string;
    name: string;
    role: string;
    events: number;
    people: number;
    outOfHours: number;
    refusals: number;
  }[];
  /** Most looked at first. */
  people: { id: string; name?: string; events: number; users: number }[];
  reviews: { at: number; by: string; byName: string; note: string }[];
}
