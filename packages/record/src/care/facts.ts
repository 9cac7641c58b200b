import type { FhirRecord, OpenQuery } from '../fhir-record.ts';

export interface FactsToStore {
  patient: string;
  /** Each list as it stands now; a list that is left out is left as it is. */
  medications?: readonly string[];
  allergies?: readonly string[];
  conditions?: readonly string[];
  /** User id of who says so. */
  by: string;
  /** Unix ms. */
  at: number;
}

/**
 * Medications as MedicationStatement, allergies as AllergyIntolerance, conditions as Condition, each under an id that
 * follows from the person and its text. What is taken off the list is stopped, inactive, resolved; nothing is deleted.
 * (Phone, door code and address are of the Patient: `personPatient`.)
 */
export async function storeFacts(_record: FhirRecord, _facts: FactsToStore, _query?: OpenQuery): Promise<void> {
  throw new Error('being built');
}
