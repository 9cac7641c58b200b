import { type HeldResource, type HeldType, largestCount, parseSearch, type SearchRequest } from '@munan/fhir';
import type { AccessFilter } from '../access-filter.ts';
import { type FhirRecord, type OpenQuery, resourceOf, type Stored } from '../fhir-record.ts';

export interface AllWanted {
  type: HeldType;
  /** As in the query of a search. */
  parameters?: readonly (readonly [string, string])[];
  /** References to any of these, by the name of the parameter: as many as need be, which text could not hold. */
  references?: Readonly<Record<string, readonly { type: string; id: string }[]>>;
  filter?: AccessFilter;
}

/** So many references are asked for in one search. */
const referencesAtOnce = 100;

/** Everything that matches, page after page. Of the parameters in `references` only the first may be long. */
export async function searchAll<T extends HeldResource>(
  record: FhirRecord,
  { type, parameters = [], references = {}, filter }: AllWanted,
  query?: OpenQuery,
): Promise<{ resource: T; stored: Stored }[]> {
  const [long, ...short] = Object.entries(references);
  if (long && long[1].length === 0) return [];
  const found: { resource: T; stored: Stored }[] = [];
  for (let from = 0; from === 0 || from < (long?.[1].length ?? 0); from += referencesAtOnce) {
    const request = requestOf(record, type, parameters);
    const some = long ? [[long[0], long[1].slice(from, from + referencesAtOnce)] as const] : [];
    for (const [parameter, values] of [...some, ...short]) {
      request.filters.push({ parameter, type: 'reference', values: [...values] });
    }
    do {
      const page = await record.search(request, { ...(filter && { filter }), withoutTotal: true }, query);
      for (const stored of page.rows) found.push({ resource: resourceOf<T>(stored), stored });
      if (page.next === undefined) break;
      request.cursor = page.next;
    } while (request.cursor !== undefined);
  }
  return found;
}

function requestOf(
  record: FhirRecord,
  type: HeldType,
  parameters: readonly (readonly [string, string])[],
): SearchRequest {
  const grammar = { zoneOffsetMinutes: record.zoneOffsetMinutes, now: record.now() };
  return parseSearch(type, [...parameters, ['_count', String(largestCount)]], grammar);
}

/** For `references`. */
export function patientsWanted(patients: readonly string[]): { type: string; id: string }[] {
  return patients.map((id) => ({ type: 'Patient', id }));
}
