import type { HeldType } from '@munan/fhir';
import type { FhirRecord, OpenQuery, Stored } from './fhir-record.ts';

/**
 * The newest version; of what was deleted with the text that it had last, so that its labels and codes still decide who
 * may know of it: nothing is seen by its deletion that was hidden before.
 */
export async function lastContent(
  record: Pick<FhirRecord, 'newest' | 'vread'>,
  type: HeldType,
  id: string,
  open?: OpenQuery,
): Promise<Stored | undefined> {
  const newest = await record.newest(type, id, open);
  if (!newest?.deleted) return newest;
  return { ...newest, text: (await record.vread(type, id, newest.version - 1, open)).text };
}
