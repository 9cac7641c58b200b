import type { VisitPhoto } from '@munan/flow';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';

export interface PhotoToStore {
  visit: string;
  patient: string;
  photo: VisitPhoto;
  jpeg: Uint8Array;
  /** User id of who took it. */
  nurse: string;
}
export interface FoundPhoto {
  jpeg: Uint8Array;
  contentType: 'image/jpeg';
  patient: string;
  takenAt: number;
}

/**
 * The bytes of a picture: a Binary, and its Media says where they are. May come before its visit or after.
 * @throws OutcomeError already-exists (the visit or the picture is of somebody else)
 */
export async function storePhoto(
  _record: FhirRecord,
  _wanted: PhotoToStore,
  _query?: OpenQuery,
): Promise<'created' | 'same'> {
  throw new Error('being built');
}

/** Undefined where the bytes have not come. Who may see the visit may see it: ask that first. */
export async function findPhoto(
  _record: FhirRecord,
  _visit: string,
  _photo: string,
  _query?: OpenQuery,
): Promise<FoundPhoto | undefined> {
  throw new Error('being built');
}
