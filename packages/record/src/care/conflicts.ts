import type { Conflict, Side } from '@munan/flow';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';

/** A conflict without names of people, which the house knows. */
export type StoredConflict = Omit<Conflict, 'patientName' | 'simulated' | 'kept' | 'other' | 'decided'> & {
  kept: Omit<Side, 'byName'>;
  other: Omit<Side, 'byName'>;
  decided?: { by: string; at: number; choice: 'kept' | 'other' | 'both'; value: unknown };
};
export interface ConflictsWanted {
  patients?: readonly string[];
  status?: 'open' | 'decided';
  /** Decided, and this user has not read it. */
  unreadBy?: string;
  /** `facts` or `visit/<id>`. */
  document?: string;
}

/** A field that two people changed, as a Task; the same id again is its next version. Names in it are not kept. */
export async function storeConflict(
  _record: FhirRecord,
  _conflict: StoredConflict | Conflict,
  _query?: OpenQuery,
): Promise<'created' | 'updated' | 'same'> {
  throw new Error('being built');
}

export async function findConflict(
  _record: FhirRecord,
  _id: string,
  _query?: OpenQuery,
): Promise<StoredConflict | undefined> {
  throw new Error('being built');
}

/** Newest first. Open and decided: `{ status }` of either; both where it is left out. */
export async function findConflicts(
  _record: FhirRecord,
  _wanted: ConflictsWanted,
  _query?: OpenQuery,
): Promise<StoredConflict[]> {
  throw new Error('being built');
}
