import type { Provenance } from '@medplum/fhirtypes';
import { fromInstant, type HeldType } from '@munan/fhir';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';
import { searchAll } from './search-all.ts';
import { fhirIdOf } from './systems.ts';
import { fieldsOfObservation } from './visit-codes.ts';
import { idOf } from './visit-encounter.ts';
import { responseId } from './visit-forms.ts';
import { photoId } from './visit-photos.ts';

export interface FieldWriter {
  /** User id, or the id of a program. */
  by: string;
  at: number;
  /** By the FHIR door, not by a visit that was sent or a decision. */
  byDoor: boolean;
}

/** The resource that holds a field of a visit, as `fieldsOf` names it. */
function resourceOfField(visit: string, field: string): { type: HeldType; id: string } {
  const [, part = '', rest = ''] = /^([^.]+)\.?(.*)$/.exec(field) ?? [];
  if (part === 'vitals') {
    const names: [string, readonly string[]][] = [
      ...Object.entries(fieldsOfObservation),
      ['glucose', ['fasting']],
      ['oxygen', ['onOxygen']],
    ];
    const name = names.find(([, fields]) => fields.includes(rest))?.[0];
    if (name) return { type: 'Observation', id: fhirIdOf(visit, name) };
  }
  if (part === 'forms') return { type: 'QuestionnaireResponse', id: responseId(visit, rest.split(/[./]/)[0] ?? '') };
  if (part === 'photos') return { type: 'Media', id: photoId(visit, rest) };
  if (part === 'remarks') return { type: 'Observation', id: fhirIdOf(visit, 'remarks') };
  if (part === 'question') return { type: 'Communication', id: fhirIdOf(visit, 'question') };
  if (part === 'next') return { type: 'Appointment', id: fhirIdOf(visit, 'next') };
  return { type: 'Encounter', id: fhirIdOf(visit) };
}

/**
 * Who wrote a field of a visit as it stands now: whoever made the present version of the resource that holds it, of which
 * the first Provenance tells; without one it is as its nurse entered it.
 */
export async function fieldWriter(
  record: FhirRecord,
  { visit, nurse, field }: { visit: string; nurse: string; field: string },
  query?: OpenQuery,
): Promise<FieldWriter> {
  const { type, id } = resourceOfField(visit, field);
  const head = (await record.newest(type, id, query)) ?? (await record.newest('Encounter', fhirIdOf(visit), query));
  if (!head) return { by: nurse, at: record.now(), byDoor: false };
  const told = await searchAll<Provenance>(
    record,
    { type: 'Provenance', references: { target: [{ type: head.type, id: head.id }] } },
    query,
  );
  const version = `${head.type}/${head.id}/_history/${head.version}`;
  const [first] = told
    .map(({ resource }) => resource)
    .filter(({ target }) => target.some(({ reference }) => reference === version))
    .sort((a, b) => (a.recorded ?? '').localeCompare(b.recorded ?? ''));
  if (!first) return { by: nurse, at: head.lastUpdated, byDoor: false };
  const { occurredDateTime, recorded = '', agent } = first;
  return {
    by: idOf(agent.at(-1)?.who?.reference),
    at: fromInstant(occurredDateTime ?? recorded),
    byDoor: occurredDateTime === undefined,
  };
}
