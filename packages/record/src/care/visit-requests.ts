import type { VisitRequest } from '@munan/flow';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';

export type RequestToStore = Omit<VisitRequest, 'from' | 'doneBy'> & { /** User id. */ from: string };
export type StoredRequest = RequestToStore & { doneBy?: string };
export interface RequestsWanted {
  patients?: readonly string[];
  /** Only those that no visit has answered yet. */
  open?: boolean;
  since?: number;
}

/** Somebody should call on her: a ServiceRequest. @throws OutcomeError already-exists (other content under this id) */
export async function storeVisitRequest(
  _record: FhirRecord,
  _request: RequestToStore,
  _query?: OpenQuery,
): Promise<'created' | 'same'> {
  throw new Error('being built');
}

/** Newest first. Answers of kind `visit` are requests too, and are here with `from` the doctor. */
export async function findVisitRequests(
  _record: FhirRecord,
  _wanted: RequestsWanted,
  _query?: OpenQuery,
): Promise<StoredRequest[]> {
  throw new Error('being built');
}

/** A visit was made: all that was asked of it before it began is done. @returns ids of the requests */
export async function completeVisitRequests(
  _record: FhirRecord,
  _visit: { id: string; patient: string; arrived: number; nurse: string },
  _query?: OpenQuery,
): Promise<string[]> {
  throw new Error('being built');
}
