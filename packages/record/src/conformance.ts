import { setImmediate as turn } from 'node:timers/promises';
import type { Questionnaire } from '@medplum/fhirtypes';
import { type ConformanceResource, conformanceResources, type HeldResource, type HeldType } from '@munan/fhir';
import { publishedForms } from './care/house-forms.ts';
import { type FhirRecord, resourceOf } from './fhir-record.ts';

/** So few are written at a time that readings and alarms in between do not wait for long. */
const atOnce = 4;

type Published = ConformanceResource | Questionnaire;

/** What the house publishes: KR Core, its own profiles, the forms of its visits. */
export function publishedResources(): readonly Published[] {
  return [...conformanceResources(), ...publishedForms()];
}

/**
 * Writes the definitions that the house publishes into the record, so that they are read and
 * found like all else; what is there already in the same words is left alone, which a start after the first finds in
 * milliseconds.
 * @returns how many were written
 */
export async function publishConformance(
  record: FhirRecord,
  { signal }: { signal?: AbortSignal } = {},
): Promise<number> {
  const missing: Published[] = [];
  for (const resource of publishedResources()) {
    if (signal?.aborted) return 0;
    const found = await record.find(resource.resourceType as HeldType, resource.id ?? '');
    if (!found || !isSame(resourceOf(found), resource)) missing.push(resource);
  }
  let written = 0;
  for (let from = 0; from < missing.length && !signal?.aborted; from += atOnce) {
    written += (await record.writeAll(missing.slice(from, from + atOnce))).length;
    await turn();
  }
  return written;
}

function isSame(stored: HeldResource, wanted: Published): boolean {
  const { versionId: _version, lastUpdated: _time, ...meta } = stored.meta ?? {};
  const { meta: _meta, ...rest } = stored;
  const inOrder = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return inOrder(Object.keys(meta).length > 0 ? { ...rest, meta } : rest) === inOrder(wanted);
}
