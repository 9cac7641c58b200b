import { type HeldResource, type HeldType, parseJson, type SearchRequest } from '@munan/fhir';
import type { Kysely } from '@munan/runtime';
import type { AccessFilter } from './access-filter.ts';

/** One version of a resource as it lies in the record. */
export interface Stored {
  type: HeldType;
  id: string;
  version: number;
  /** Unix ms. */
  lastUpdated: number;
  deleted: boolean;
  /** Ids of the patients it is about. */
  patients: string[];
  /** The resource as JSON, as it is served; empty for a deletion. */
  text: string;
}

/** The resource of a stored version, decimals as they were written. */
export function resourceOf<T extends HeldResource = HeldResource>(stored: Stored): T {
  return parseJson(stored.text) as T;
}

/** An open transaction of the house (or any query): what is given one takes part in it and commits nothing itself. */
// biome-ignore lint/suspicious/noExplicitAny: whichever tables the caller knows.
export type OpenQuery = Kysely<any>;

export interface Page {
  rows: Stored[];
  /** What `_include` and `_revinclude` add to these rows. */
  included?: Stored[];
  /** All that match and may be seen, not only those of this page; absent where it was not asked for or is not cheap. */
  total?: number;
  /** For `_cursor` of the next page; absent on the last. */
  next?: string;
}

/** [FHIR R4 compartmentdefinition.html] what belongs to patients. */
export interface Compartment {
  /** Reference parameters of the type that put a resource into it; for Patient itself none. */
  parameters: readonly string[];
  /** Ids of the patients; without them any patient. */
  patients?: readonly string[];
}

export interface SearchOptions {
  /** Who may see what. */
  filter?: AccessFilter;
  /** Only what is in this compartment. */
  compartment?: Compartment;
  /** For whoever reads page after page to the end: the total is a query of its own. */
  withoutTotal?: boolean;
}

export interface HistoryWanted {
  type?: HeldType;
  id?: string;
  count?: number;
  /** Written at this moment or later, Unix ms. */
  since?: number;
  cursor?: string;
  filter?: AccessFilter;
}

export interface UpdateOptions {
  /** [FHIR R4 http.html#concurrency] the version the caller has seen. */
  ifMatch?: number;
  /** Content that is the same but for meta's version and time is not stored again. */
  skipSame?: boolean;
}

export interface Written {
  stored: Stored;
  outcome: 'created' | 'updated' | 'same';
}

/** The FHIR R4 record. Every method throws OutcomeError, and takes part in `query` where one is given. */
export interface FhirRecord {
  /** Stores under an id of its own, or under `newId`, which must be new. @throws resource-invalid and its like */
  create(resource: unknown, query?: OpenQuery, newId?: string): Promise<Stored>;
  /** Stores under the resource's id: a new resource or a new version. @throws version-conflict, id-invalid, … */
  update(resource: unknown, options?: UpdateOptions, query?: OpenQuery): Promise<Written>;
  /** All or nothing, in order, each under its own id; what is the same as before is not stored again. */
  writeAll(resources: readonly unknown[], query?: OpenQuery): Promise<Written[]>;
  /** A new version that says it is gone; the versions before stay readable. @throws not-found, version-conflict */
  remove(type: HeldType, id: string, options?: { ifMatch?: number }, query?: OpenQuery): Promise<Stored>;
  /** Undefined when it never was or is gone. */
  find(type: HeldType, id: string, query?: OpenQuery): Promise<Stored | undefined>;
  /** The newest version, be it a deletion; undefined when there never was one. */
  newest(type: HeldType, id: string, query?: OpenQuery): Promise<Stored | undefined>;
  /** @throws not-found, gone */
  read(type: HeldType, id: string, query?: OpenQuery): Promise<Stored>;
  /** @throws not-found, gone (that version was a deletion) */
  vread(type: HeldType, id: string, version: number, query?: OpenQuery): Promise<Stored>;
  /** Versions of one resource, of a type or of everything, newest first. @throws not-found for an id that never was */
  history(wanted: HistoryWanted, query?: OpenQuery): Promise<Page>;
  /** `request` of parseSearch. */
  search(request: SearchRequest, options?: SearchOptions, query?: OpenQuery): Promise<Page>;
  /** For parseSearch and the index. */
  readonly zoneOffsetMinutes: number;
  now(): number;
  /** An id that no resource has yet. */
  newId(): string;
  /** Runs `work` in one transaction of the record's database. */
  transaction<R>(work: (query: OpenQuery) => Promise<R>): Promise<R>;
}
