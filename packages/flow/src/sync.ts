/**
 * What a nurse's device and the server say to each other: POST /api/sync/device, /api/sync/pull, /api/sync/push.
 * Ids are made on the device; a message is applied once however often it is sent. All times Unix ms.
 */
import { type Static, Type } from 'typebox';
import { EntryId, VisitEntry, VisitPhoto } from './entry.ts';
import type { Reason } from './reason.ts';
import type { AlertRow, BoardPerson, Contact, PersonBrief, VisitRow } from './screens.ts';
import { type FactField, factFields, mostMessages, syncVersion } from './sync-figures.ts';
import type { DayPlan, VisitAnswer } from './visit-screens.ts';

export type FactValue = string | string[] | null;
export type Facts = Record<FactField, FactValue>;

const FactValueSchema = Type.Union([
  Type.String({ maxLength: 300 }),
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 }),
  Type.Null(),
]);
/** One field: what it was when the change was begun, and what it is to be. */
export const FactChange = Type.Object(
  {
    // a union made of a list has no type of its own
    field: Type.Unsafe<FactField>(Type.Union(factFields.map((field) => Type.Literal(field)))),
    base: FactValueSchema,
    mine: FactValueSchema,
  },
  { additionalProperties: false },
);
export type FactChange = Static<typeof FactChange>;

const head = {
  /** Made on the device. */
  id: EntryId,
  v: Type.Literal(syncVersion),
  /** When it was entered: the device's clock, corrected by what the server last said. */
  at: Type.Number(),
};

/** The whole visit as it stands on the device, and the version that the change started from (absent: it is new). */
export const VisitMessage = Type.Object(
  {
    ...head,
    kind: Type.Literal('visit'),
    visit: VisitEntry,
    base: Type.Optional(VisitEntry),
    /** Of a correction after signing. */
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);
export const FactsMessage = Type.Object(
  {
    ...head,
    kind: Type.Literal('facts'),
    patient: EntryId,
    changes: Type.Array(FactChange, { minItems: 1, maxItems: 20 }),
    visit: Type.Optional(EntryId),
  },
  { additionalProperties: false },
);
/** The bytes of one picture, JPEG as base64. */
export const PhotoMessage = Type.Object(
  {
    ...head,
    kind: Type.Literal('photo'),
    patient: EntryId,
    visit: EntryId,
    photo: VisitPhoto,
    jpeg: Type.String({ maxLength: 900_000, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
  },
  { additionalProperties: false },
);
/** A person has decided which of two values stands. */
export const DecideMessage = Type.Object(
  {
    ...head,
    kind: Type.Literal('decide'),
    conflict: EntryId,
    /** `both`: of two lists, all that is in either; of two texts, one after the other. */
    choice: Type.Union([Type.Literal('kept'), Type.Literal('other'), Type.Literal('both')]),
  },
  { additionalProperties: false },
);
/** She has read it: an answer of the doctor (its id) or what was decided about a conflict (its id). */
export const ReadMessage = Type.Object(
  { ...head, kind: Type.Literal('read'), what: EntryId },
  { additionalProperties: false },
);
/** The day as she put it in order by hand. */
export const OrderMessage = Type.Object(
  {
    ...head,
    kind: Type.Literal('order'),
    day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    people: Type.Array(EntryId, { maxItems: 500 }),
  },
  { additionalProperties: false },
);
export const SyncMessage = Type.Union([
  VisitMessage,
  FactsMessage,
  PhotoMessage,
  DecideMessage,
  ReadMessage,
  OrderMessage,
]);
export type SyncMessage = Static<typeof SyncMessage>;
export type SyncKind = SyncMessage['kind'];

/** POST /api/sync/push: in order. Each message is judged on its own: one that is wrong holds up no other. */
export const SyncPush = Type.Object(
  {
    device: EntryId,
    /** The device's own clock when this was sent, so that the server sees how far it is off. */
    sent: Type.Number(),
    messages: Type.Array(Type.Unknown(), { maxItems: mostMessages }),
  },
  { additionalProperties: false },
);
export type SyncPush = Static<typeof SyncPush>;

/** Who wrote a value, when and where. */
export interface Side {
  value: unknown;
  by: string;
  byName: string;
  at: number;
  /** `home`: at a visit; `hospital`, `office`: on a screen there; `fhir`: through the FHIR door. */
  where: 'home' | 'hospital' | 'office' | 'fhir';
}
/** A field that two people changed. Both values are kept; the record's holds until a person has decided. */
export interface Conflict {
  id: string;
  patient: string;
  patientName: string;
  simulated: boolean;
  /** `facts` of the person, or `visit/<id>`. */
  document: string;
  /** A FactField; of a visit the name of the field as `fieldsOf` (packages/visit) gives it, e.g. `vitals.weightKg`. */
  field: string;
  /** What the later one had started from. */
  base: unknown;
  kept: Side;
  other: Side;
  /** Allergies and medication: never merged by a machine. */
  clinical: boolean;
  status: 'open' | 'decided';
  decided?: { by: string; byName: string; at: number; choice: 'kept' | 'other' | 'both'; value: unknown };
  /** Whoever is one of its sides and has not yet read what was decided. */
  unread: string[];
}

/** `refused`: for good, with why; it stays on the device and needs the nurse. Nothing else is ever dropped. */
export interface SyncResult {
  id: string;
  outcome: 'applied' | 'same' | 'merged' | 'conflict' | 'refused';
  /** Stable code and sentence in English, when refused. */
  code?: string;
  message?: string;
  conflicts?: Conflict[];
  /** The visit as it stands now, after a `visit`. */
  visit?: VisitEntry;
  row?: VisitRow;
  /** What is wrong in its forms. They are kept as they were answered. */
  warnings?: { form: string; linkId: string; code: string; detail: string }[];
}
export interface SyncPushed {
  now: number;
  /** As many as messages, in their order; fewer when the server could not go on: send the rest again. */
  results: SyncResult[];
}

/** POST /api/sync/device {device?, name}: enrols a device, or knows it again. The key seals what is kept on it. */
export const SyncDevice = Type.Object(
  { device: Type.Optional(EntryId), name: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false },
);
export interface SyncDeviceAnswer {
  now: number;
  device: string;
  /** AES-256, base64; the same at each sign-in of this user on this device. */
  key: string;
}

/** Names that the pattern does not know are not let pass. */
const onlyThese = { additionalProperties: false } as const;

/** POST /api/sync/pull {device, have: {person id: tag}, forms: {form id: version}}. 410 `device-wiped`: erase. */
export const SyncPull = Type.Object(
  {
    device: EntryId,
    have: Type.Record(Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }), Type.String({ maxLength: 100 }), onlyThese),
    forms: Type.Record(Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }), Type.String({ maxLength: 40 }), onlyThese),
  },
  { additionalProperties: false },
);
export type SyncPull = Static<typeof SyncPull>;

/** Daily figures of a channel over a year; index 0 is `from`, null a day without data. */
export interface YearOfDays {
  /** First day, Unix ms of its midnight at the site. */
  from: number;
  channels: Record<string, { min: (number | null)[]; mean: (number | null)[]; max: (number | null)[] }>;
}
/** What happened since the last visit, newest first, for the top of the person's card. */
export interface SinceLast {
  from: number;
  alerts: AlertRow[];
  /** Nights with low oxygen, calls made, and the like, each a sentence. */
  reasons: { at: number; what: Reason }[];
}
/** All that the device keeps of one person. */
export interface SyncPerson {
  /** Changes with the content. */
  tag: string;
  person: PersonBrief;
  programme: 'intensive' | 'regular' | 'self';
  spo2Scale2: boolean;
  contacts: Contact[];
  location?: { latitude: number; longitude: number };
  facts: Facts;
  /** Who wrote a fact last, where that is known. */
  factsBy: Partial<Record<FactField, Omit<Side, 'value'>>>;
  year: YearOfDays;
  /** Newest first, whole, at most ten. */
  visits: { row: VisitRow; entry: VisitEntry }[];
  since: SinceLast;
  answers: VisitAnswer[];
  board: BoardPerson;
}
export interface SyncPulled {
  now: number;
  /** Changed since what the device has. */
  people: SyncPerson[];
  /** Ids of everybody who is hers; who is not here any more is erased from the device. */
  assigned: string[];
  /** FHIR Questionnaires that are new or newer. */
  forms: unknown[];
  day: DayPlan;
  /** Open ones of her people, and decided ones that she has not read. */
  conflicts: Conflict[];
}

/** GET /api/conflicts (doctor, manager, nurse: own people) -> ConflictList; POST /api/conflicts/:id/decide {choice} -> Conflict; POST …/read. */
export interface ConflictList {
  now: number;
  conflicts: Conflict[];
}
/** POST /api/people/:id/facts {changes: FactChange[]} (doctor, manager) -> {facts, conflicts}. */
export interface FactsAnswer {
  now: number;
  facts: Facts;
  factsBy: SyncPerson['factsBy'];
  conflicts: Conflict[];
}

/** GET /api/manage/sync-devices (manager); POST /api/manage/sync-devices/:id/wipe, …/allow -> SyncDeviceRow. */
export interface SyncDeviceRow {
  id: string;
  name: string;
  user: { id: string; name: string };
  enrolled: number;
  lastContact: number;
  /** Device clock minus server clock at the last contact, ms. */
  clockErrorMs: number;
  /** Asked to erase itself; `done` when it has heard so. */
  wipe?: { at: number; by: string; done?: number };
}
export interface SyncDeviceList {
  now: number;
  devices: SyncDeviceRow[];
}
