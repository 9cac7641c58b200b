import type { Appointment, Media, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { Communication, Encounter, Observation } from '@munan/fhir';
import type { AccessFilter } from '../access-filter.ts';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';
import { searchAll } from './search-all.ts';
import type { VisitParts } from './visit-entry.ts';

type Part = Observation | QuestionnaireResponse | Media | Communication | Appointment;

/** Everything of these visits, one search a type (in parts of a hundred visits); Encounters that are given already. */
export async function loadParts(
  record: FhirRecord,
  encounters: readonly Encounter[],
  { filter, onlyRow = false }: { filter?: AccessFilter; onlyRow?: boolean } = {},
  query?: OpenQuery,
): Promise<VisitParts[]> {
  if (encounters.length === 0) return [];
  const values = encounters.map(({ id = '' }) => ({ type: 'Encounter', id }));
  const all = async <T extends Part>(type: Part['resourceType'], parameter = 'encounter') => {
    const wanted = { type, references: { [parameter]: values }, ...(filter && { filter }) };
    const byEncounter = new Map<string, T[]>();
    for (const { resource } of await searchAll<T>(record, wanted, query)) {
      for (const id of encountersOf(resource)) byEncounter.set(id, [...(byEncounter.get(id) ?? []), resource]);
    }
    return byEncounter;
  };
  const none = new Map<string, never[]>();
  const observations = await all<Observation>('Observation');
  const communications = await all<Communication>('Communication');
  const responses = onlyRow ? none : await all<QuestionnaireResponse>('QuestionnaireResponse');
  const media = onlyRow ? none : await all<Media>('Media');
  const appointments = onlyRow ? none : await all<Appointment>('Appointment', 'supporting-info');
  return encounters.map((encounter) => {
    const id = encounter.id ?? '';
    return {
      encounter,
      observations: observations.get(id) ?? [],
      communications: communications.get(id) ?? [],
      responses: responses.get(id) ?? [],
      media: media.get(id) ?? [],
      appointments: appointments.get(id) ?? [],
    };
  });
}

function encountersOf(part: Part): string[] {
  const references =
    part.resourceType === 'Appointment'
      ? (part.supportingInformation ?? []).map(({ reference }) => reference)
      : [part.encounter?.reference];
  return references.flatMap((reference) => {
    const [type, id] = reference?.split('/') ?? [];
    return type === 'Encounter' && id ? [id] : [];
  });
}
