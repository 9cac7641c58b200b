/**
 * What the screens receive from the server, and the address of each: the contract between apps/server/src/api and
 * apps/web. Types only. All times Unix ms. Every answer has `now` (server clock) so that a screen can say how fresh it is.
 */
import type { FamilyPart } from './access-screens.ts';
import type { Alert, DispatchProgress } from './alert.ts';
import type { VisitEntry } from './entry.ts';
import type { Finding } from './finding.ts';
import type { StepKind, Wishes } from './plan.ts';
import type { Channel } from './reading.ts';
import type { Priority, Reason } from './reason.ts';
import type { DeskNow, MessageRow } from './response-screens.ts';
import type { Conflict } from './sync.ts';
import type { VisitAnswer } from './visit-screens.ts';

/** `service` is a program of another house: it has no password, and sees only what its scopes name. */
export type Role = 'operator' | 'nurse' | 'doctor' | 'manager' | 'family' | 'person' | 'service';
export type PersonRole = Exclude<Role, 'service'>;
export type Language = 'ko' | 'en';

/** GET /api/me (401 without session); POST /api/login {user, password} answers the same; POST /api/logout -> 204. */
export interface Me {
  id: string;
  name: string;
  role: Role;
  /** The demonstration runs: every person here is simulated unless told otherwise. */
  demonstration: boolean;
  now: number;
}
/** GET /api/demo-accounts: [] outside the demonstration. */
export interface DemoAccount {
  user: string;
  password: string;
  role: PersonRole;
  name: string;
}

export type Freshness = 'live' | 'stale' | 'none';
export interface ChannelNow {
  channel: Channel;
  value?: number;
  /** Time of that value. */
  t?: number;
  freshness: Freshness;
}
export type SilenceKind =
  | 'not-worn'
  | 'charging'
  | 'battery'
  | 'no-contact'
  /** All devices of her home at once. */
  | 'gateway'
  /** Many homes at once. */
  | 'network'
  /** Heard, and one sensor gives nothing, or the same value for ever. */
  | 'sensor'
  | 'stuck'
  /** Heard, and all it says is old: its clock, or something on the way. */
  | 'late'
  | 'never-seen';
/** Silence is a state of its own, never "well". */
export interface Silence {
  kind: SilenceKind;
  device: string;
  since: number;
}
export interface PartialNews2 {
  least: number;
  most: number;
  /** Which of the seven parameters are not known. */
  missing: string[];
  at: number;
}
export type PersonState = 'alert' | 'silent' | 'attention' | 'well';

export interface PersonBrief {
  id: string;
  name: string;
  birthDate: string;
  age: number;
  sex: 'female' | 'male';
  district: string;
  simulated: boolean;
}
export interface BoardPerson extends PersonBrief {
  state: PersonState;
  priority?: Priority;
  alerts: string[];
  reasons: Reason[];
  since?: number;
  channels: ChannelNow[];
  silence: Silence[];
  news2?: PartialNews2;
  lastContact?: number;
}
/** GET /api/board (operator, nurse: own, doctor, manager). */
export interface Board {
  now: number;
  people: BoardPerson[];
}

/** GET /api/alerts?status=open|closed&limit=&after= ; queue order is the server's: what is due first. */
export interface AlertRow {
  id: string;
  version: number;
  /** Absent: of Munan itself (family `house`). */
  person?: PersonBrief;
  family: Alert['family'];
  priority: Priority;
  status: Alert['status'];
  reason: Reason;
  since: number;
  openedAt: number;
  step: { kind: StepKind; index: number; count: number; attempt: number; startedAt: number; deadline: number };
  /** Somebody phones now. */
  calling?: { by: string; name: string; at: number; until: number; to: string };
  /** Part of a drill. */
  drill?: string;
  acknowledged?: { by: string; at: number };
  takenBy?: { id: string; name: string };
  pausedUntil?: number;
  dispatch?: { by: string; at: number; progress?: DispatchProgress; progressAt?: number };
  closedAt?: number;
  outcome?: Alert['outcome'];
}
export interface AlertList {
  now: number;
  alerts: AlertRow[];
  /** How many there are in all; absent: these. */
  total?: number;
  /** `after=` of the next page; absent: these are the last. */
  next?: string;
}
export interface Contact {
  relation: 'self' | 'family' | 'nurse' | 'neighbour';
  name: string;
  phone: string;
}
/** Read aloud in 20 s to 119: who, where, how to get in, conditions, what happened, what was tried. */
export interface CallSheet {
  name: string;
  age: number;
  sex: 'female' | 'male';
  address: string;
  doorCode?: string;
  phone?: string;
  conditions: string[];
  medications: string[];
  allergies: string[];
  happened: Reason;
  happenedAt: number;
  tried: { what: Reason; at: number }[];
  /** The sentences to be read out, in order. */
  spoken: { ko: string[]; en: string[] };
}
/** GET /api/alerts/:id ; POST /api/alerts/:id/commands (AlertCommand) answers the same, or 409 when out of date. */
export interface AlertPage {
  now: number;
  alert: AlertRow;
  findings: Finding[];
  plan: Alert['plan'];
  history: (Alert['history'][number] & { byName: string })[];
  contacts: Contact[];
  /** Absent: of no person. */
  callSheet?: CallSheet;
  /** What was sent for it, newest first. */
  messages: MessageRow[];
  /** Her own wishes: shown beside the number before anybody dials. */
  wishes?: Wishes;
  /** Who could take it over. */
  operators: { id: string; name: string; awake: boolean }[];
}

/** GET /api/people/:id/series?channel=&from=&to=&points= . Acceleration (x, y, z in milli-g) comes raw in `x`,`y`,`z`. */
export interface SeriesAnswer {
  now: number;
  channel: Channel;
  from: number;
  to: number;
  resolution: 'raw' | 'minute' | 'hour' | 'day';
  t: number[];
  /** Equal to each other at raw resolution; null is a gap. */
  min: (number | null)[];
  mean: (number | null)[];
  max: (number | null)[];
  x?: (number | null)[];
  y?: (number | null)[];
  z?: (number | null)[];
}
export interface VisitRow {
  id: string;
  person: PersonBrief;
  nurse: { id: string; name: string };
  arrived: number;
  finished: number;
  /** When the server stored it. */
  stored: number;
  vitals: VisitEntry['vitals'];
  news2?: PartialNews2;
  remarks?: string;
  confirmed: string[];
  /** SpO2 was judged on scale 2 (88-92 %), as the person's setting said. */
  spo2Scale2?: boolean;
  /** Absent: `signed`. */
  state?: VisitEntry['state'];
  /** What the doctor is asked. */
  question?: string;
  /** Answers so far. */
  answers?: number;
  /** How many answers of its forms are worth the doctor's eye (`flaggedAnswers` of packages/visit). */
  flagged?: number;
  /** Whoever asks has not looked at it since it was last changed. */
  isNew?: boolean;
}
/** GET /api/visits?limit= (doctor, manager; nurse: own), newest first. POST /api/visits (nurse; VisitEntry) -> VisitRow. */
export interface VisitList {
  now: number;
  visits: VisitRow[];
}
export interface DeviceRow {
  id: string;
  kind: 'ear' | 'wrist' | 'test';
  person?: PersonBrief;
  battery?: number;
  worn?: boolean;
  lastContact?: number;
  /** Device clock minus server clock, ms, as noticed; 0 is right. */
  clockErrorMs?: number;
  connected: boolean;
  packets: number;
  quarantined: number;
  revoked: boolean;
}
/** GET /api/people/:id */
export interface PersonPage {
  now: number;
  person: PersonBrief & {
    address: string;
    phone?: string;
    conditions: string[];
    medications: string[];
    allergies: string[];
    /** 집중 / 정기 / 자기역량. */
    programme: 'intensive' | 'regular' | 'self';
    spo2Scale2: boolean;
    noMovementHours: { caution: number; alarm: number; danger: number };
    /** What she was like when she was enrolled is not taken for her usual. */
    enrolledUnwell?: boolean;
  };
  /** Her data is open to whoever asks by break-glass only. */
  breakGlass?: { reason: string; until: number };
  board: BoardPerson;
  contacts: Contact[];
  devices: DeviceRow[];
  alerts: AlertRow[];
  /** Findings, newest first, of the last 7 days; `live: false` ones were judged from late data. */
  findings: Finding[];
  visits: VisitRow[];
}
/** GET /api/manage/devices ; POST {id, kind, person?} -> {device, secret} (secret shown this once); POST /api/manage/devices/:id/assign {person|null}; POST …/revoke. */
export interface DeviceList {
  now: number;
  devices: DeviceRow[];
}
export interface DeviceAdded {
  device: DeviceRow;
  secret: string;
}
/** GET /api/manage/quarantine?limit= */
export interface QuarantineRow {
  id: number;
  device: string;
  door: 'mqtt' | 'http';
  received: number;
  bytes: number;
  /** Stable code of the outcome catalogue with its sentence in English. */
  code: string;
  detail: string;
}
export interface QuarantineList {
  now: number;
  total: number;
  rows: QuarantineRow[];
}
/** GET /api/manage/people ; POST (NewPerson) -> PersonBrief. */
export interface ManagedPerson extends PersonBrief {
  address: string;
  programme: 'intensive' | 'regular' | 'self';
  nurse?: { id: string; name: string };
  devices: string[];
  lastVisit?: number;
}
export interface PeopleList {
  now: number;
  people: ManagedPerson[];
  nurses: { id: string; name: string }[];
}
/** What the manager enters to enrol a person; answers 400 with the field's name in the message when it cannot be. */
export interface NewPerson {
  name: string;
  /** yyyy-mm-dd. */
  birthDate: string;
  sex: 'female' | 'male';
  address: string;
  phone?: string;
  programme: 'intensive' | 'regular' | 'self';
  /** Id of one of `nurses`. */
  nurse?: string;
  spo2Scale2: boolean;
  noMovementHours: { caution: number; alarm: number; danger: number };
  doorCode?: string;
  conditions?: string[];
  /** What she is like now is not her usual; absent: she is well. */
  enrolledUnwell?: boolean;
  /** Of her home, WGS 84: for the way of the nurse's day. */
  location?: { latitude: number; longitude: number };
}
/** GET /api/family : the people this family member may see, each part only where the person agreed to it; no raw data. */
export interface FamilyPage {
  now: number;
  /** How many more she is linked with who agreed to nothing: of these only that there is no consent. */
  withoutConsent: number;
  people: {
    person: { id: string; name: string; simulated: boolean };
    parts: FamilyPart[];
    /** With part `status`. */
    state?: PersonState;
    since?: number;
    lastContact?: number;
    /** With part `visits`. */
    lastVisit?: number;
    /** With part `vitals`: what was measured at the last visit. */
    vitals?: { at: number; values: VisitEntry['vitals'] };
    /** With part `alerts`. */
    done?: { at: number; what: Reason }[];
    /** With part `alerts`: the alerts of the last two weeks, newest first; of which kind, never a figure. */
    happened?: {
      at: number;
      family: Alert['family'];
      /** Open: what is being done, since when. */
      now?: { step: StepKind; since: number };
      ended?: { at: number; outcome?: Alert['outcome'] };
    }[];
    /** With part `alerts`: what this very user was told of an alert that is open, and may answer by a key. */
    messages?: { id: string; at: number; body: string; answer?: 'ok' | 'help' | 'coming' }[];
  }[];
}

/**
 * GET /api/stream : server-sent events. `hello` {now}; `alert` AlertRow; `person` BoardPerson; `visit` VisitRow;
 * `answer` VisitAnswer (to the nurse and the doctor); `conflict` Conflict; `day` {person}: what speaks for seeing
 * her has changed;
 * `desk` DeskNow (operators, managers): who is awake, when that changed; `message` {alert}: something was heard of a message;
 * `ping` {now} every 10 s, so that a screen can tell a quiet house from a dead line.
 */
export type StreamEvent =
  | { type: 'hello'; data: { now: number } }
  | { type: 'ping'; data: { now: number } }
  | { type: 'alert'; data: AlertRow }
  | { type: 'person'; data: BoardPerson }
  | { type: 'visit'; data: VisitRow }
  | { type: 'answer'; data: VisitAnswer }
  | { type: 'conflict'; data: Conflict }
  | { type: 'day'; data: { person: string } }
  | { type: 'desk'; data: DeskNow }
  | { type: 'message'; data: { alert: string } };

/** Every error of /api: HTTP status with this body. */
export interface ApiError {
  error: { code: string; message: string };
}
