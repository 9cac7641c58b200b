import type {
  Conflict,
  DayPlan,
  FactChange,
  PersonBrief,
  SyncKind,
  SyncPerson,
  VisitEntry,
  VisitPhoto,
} from '@munan/flow';
import type { Wiped } from './register.ts';

/** A visit on this device: being entered, waiting to be sent, or sent and still of today. */
export interface LocalVisit {
  entry: VisitEntry;
  /** What the present change started from: what the hospital was last known to have. Absent: it is new. */
  base?: VisitEntry;
  /** Given when a signed visit was opened again. */
  reason?: string;
  /** Where the nurse was on the screen; the screen's own, kept so that a killed browser comes back to it. */
  screen?: unknown;
  /** `editing`: not signed yet, or changed since it was handed on. `waiting`, `sent`: signed. */
  state: 'editing' | 'waiting' | 'sent' | 'refused';
  /** Why the server refused it. */
  problem?: string;
  /** Its stable code. */
  problemCode?: string;
  changedAt: number;
}

/** What lists need of a person; the whole of her is fetched by `person`. */
export interface PersonCard {
  person: PersonBrief;
  programme: SyncPerson['programme'];
  location?: SyncPerson['location'];
  address: string;
  phone?: string;
  doorCode?: string;
  conditions: string[];
  lastVisit?: number;
  spo2Scale2: boolean;
}

/** Plain words for the nurse: "all saved", "3 waiting", "1 needs you". */
export interface SyncState {
  /** Not with the server yet. */
  waiting: number;
  /** Conflicts to decide and refused entries. */
  needsYou: number;
  running: boolean;
  /** Nothing was ever fetched to this device: the first preload is still to come. */
  empty?: boolean;
  /** Server time of the last answer; undefined: never. */
  lastContact?: number;
  /** Why nothing goes out now. */
  held?: 'offline' | 'sign-in' | 'server' | 'another-tab';
  /** The disk of this device refused something: it lives in this page only. */
  cannotKeep: boolean;
  /** Nothing but entries is kept because space is short. */
  spaceShort: boolean;
  /** The clock of this device is off by more than two minutes, or jumped since the last contact. */
  clockDoubtful: boolean;
  /** Entries on the disk that could not be opened (another key, damage). */
  unreadable: number;
  /** How the present preload goes, 0 to 1. */
  preload?: number;
  /**
   * The desk is locked: nothing can be read or entered any more; what was not sent is sealed on the disk. `away`: 14
   * days without contact; `manager`: from afar.
   */
  wiped?: Wiped;
}

/** A message that the server refused for good. It stays here until she has tried again or given it up. */
export interface Refusal {
  id: string;
  /** `visit`: also in `visits()`, as `refused`. */
  kind: SyncKind;
  patient?: string;
  visit?: string;
  at: number;
  /** Stable code and sentence in English of the server. */
  code: string;
  message: string;
  /** What was to be changed, of `facts`. */
  changes?: FactChange[];
}

export type Choice = 'kept' | 'other' | 'both';

/**
 * One nurse's desk on one device. All but `person`, `photo` and `whole` answers from memory; every change is on its way to
 * the disk when the call returns, and `settled` says when it is there.
 */
export interface Desk {
  readonly user: { id: string; name: string };
  readonly device: string;
  subscribe(listener: () => void): () => void;
  /** Grows with every change. */
  readonly version: number;
  readonly state: SyncState;

  people(): PersonCard[];
  person(id: string): Promise<SyncPerson | undefined>;
  day(): DayPlan | undefined;
  /** FHIR Questionnaires, newest version of each; or one in a given version, where it is on the device. */
  forms(): unknown[];
  form(id: string, version?: string): unknown | undefined;
  conflicts(): Conflict[];

  /** Oldest arrival first. */
  visits(): LocalVisit[];
  visit(id: string): LocalVisit | undefined;
  /** Arrival at a person's door. */
  begin(patient: string, arrivedAt?: VisitEntry['arrivedAt']): LocalVisit;
  /** Saved as it happens. */
  change(id: string, entry: (before: VisitEntry) => VisitEntry, screen?: unknown): LocalVisit;
  /** Throws away what was never handed on. */
  discard(id: string): void;
  /** What was measured is final and goes to the hospital; the note is pending. */
  finishVitals(id: string): void;
  sign(id: string, finishedAt?: VisitEntry['finishedAt']): void;
  /** Opens a signed visit again, also one of an earlier day. */
  correct(entry: VisitEntry, reason: string): LocalVisit;

  addPhoto(visit: string, photo: VisitPhoto, jpeg: Uint8Array): Promise<void>;
  photo(id: string): Promise<Uint8Array | undefined>;

  changeFacts(patient: string, changes: FactChange[], visit?: string): void;
  decide(conflict: string, choice: Choice): void;
  /** An answer of the doctor, or what was decided about a conflict. */
  read(what: string): void;
  order(day: string, people: string[]): void;

  /** Everything the server refused, oldest first. */
  refusals(): Refusal[];
  /** Sends a refused message again. */
  again(refusal: string): void;
  /** Throws a refused message away: she has written it down elsewhere. */
  giveUp(refusal: string): void;

  /** Now by the server's clock as well as is known, Unix ms. */
  now(): number;
  /** Sends what waits and fetches what is new; never throws. */
  sync(): Promise<void>;
  /** When all that was changed so far is on the disk. */
  settled(): Promise<void>;
  close(): Promise<void>;
  /** Signs out: key and all that was fetched are erased; what is not sent stays sealed until she signs in again. */
  wipe(): Promise<void>;
}
