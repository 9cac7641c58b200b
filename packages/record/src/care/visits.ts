import type { Appointment, Media, QuestionnaireResponse } from '@medplum/fhirtypes';
import { type Communication, type Encounter, type Observation, refuse, toInstant } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { writeProvenance } from '../corrections.ts';
import { type FhirRecord, type OpenQuery, resourceOf, type Stored } from '../fhir-record.ts';
import { bookFor, houseForms } from './house-forms.ts';
import { searchAll } from './search-all.ts';
import { visitSignature } from './signing.ts';
import { fhirIdOf } from './systems.ts';
import { type Visit, type VisitResource, visitResources } from './visit.ts';
import { observationNames } from './visit-codes.ts';
import { recordedEntry, type VisitParts } from './visit-entry.ts';
import { extractedIds, type FormBook, readResponse } from './visit-forms.ts';
import { loadParts } from './visit-parts.ts';
import { photoOf, woundId } from './visit-photos.ts';
import type { RecordedVisit } from './visit-row.ts';

export interface StoredVisit {
  visit: RecordedVisit;
  /** As it reads from the record: see normalVisit. */
  entry: VisitEntry;
  /** `same`: sent a second time; `updated`: other content under the same id, kept as new versions. */
  outcome: 'created' | 'updated' | 'same';
}

/**
 * Stores a visit, all or nothing. Other content under the same visit id becomes a new version; what the newer one leaves
 * out is marked as entered in error (an Appointment as cancelled), every version stays readable, and a Provenance says
 * whose change it is, when and why. When its nurse signs it, that Provenance names all its versions and has a signature.
 * @throws OutcomeError already-exists when the id belongs to a visit to somebody else; resource-invalid, period-reversed
 */
export async function storeVisit(
  record: FhirRecord,
  visit: Visit,
  query?: OpenQuery,
  forms: FormBook = houseForms,
): Promise<StoredVisit> {
  if (!query) return record.transaction((own) => storeVisit(record, visit, own, forms));
  const book = await bookFor(record, visit.entry, forms, query);
  const { id, patient, finished, state = 'signed' } = visit.entry;
  const before = await record.find('Encounter', fhirIdOf(id), query);
  if (before && !before.patients.includes(patient)) {
    throw refuse('already-exists', `the visit ${id} is a visit to somebody else; give this one an id of its own`);
  }
  const parts = await partsBefore(record, id, before, query);
  const contents = new Map(
    parts.media.flatMap((media) => {
      const photo = photoOf(media);
      return photo === undefined ? [] : [[photo, media.content] as const];
    }),
  );
  const resources = visitResources(visit, { book, contentOf: (photo) => contents.get(photo) });
  const dropped = droppedOf(id, parts, resources, book);
  const written = await record.writeAll([...resources, ...dropped], query);
  const changed = written.filter(({ outcome }) => outcome !== 'same').map(({ stored }) => stored);
  const versions = written.slice(0, resources.length).map(({ stored }) => stored);
  const signs = state === 'signed' && (visit.by === undefined || visit.by === visit.nurse);
  if (changed.length > 0 && (before || signs)) {
    const at = visit.at ?? finished;
    const told = signs ? [...versions, ...changed.filter((each) => !versions.includes(each))] : changed;
    await tell(record, visit, { isNew: !before, at, versions: told, encounter: versions[0] as Stored, signs }, query);
  }
  const { entry, row } = recordedEntry(partsFrom(versions));
  return { visit: row, entry, outcome: before ? (changed.length > 0 ? 'updated' : 'same') : 'created' };
}

interface Told {
  isNew: boolean;
  at: number;
  versions: readonly Stored[];
  encounter: Stored;
  signs: boolean;
}

/** One Provenance a version of the visit; its Encounter is always among the targets, so that they are found by it. */
async function tell(
  record: FhirRecord,
  { nurse, by = nurse, reason }: Visit,
  { isNew, at, versions, encounter, signs }: Told,
  query: OpenQuery,
): Promise<void> {
  const provenance = {
    occurredDateTime: toInstant(at),
    ...(signs && { signature: [visitSignature(versions, nurse, at)] }),
  };
  await writeProvenance(
    record,
    {
      operation: isNew ? 'CREATE' : 'UPDATE',
      versions: versions.includes(encounter) ? versions : [encounter, ...versions],
      agent: { reference: `Practitioner/${by}` },
      why: { provenance, ...(reason !== undefined && { reason }) },
    },
    query,
  );
}

/** What there is of a visit; of one that is new only pictures, which may come before it. */
async function partsBefore(
  record: FhirRecord,
  id: string,
  before: Stored | undefined,
  query: OpenQuery,
): Promise<VisitParts> {
  if (before) return (await loadParts(record, [resourceOf<Encounter>(before)], {}, query))[0] as VisitParts;
  const encounter = { type: 'Encounter', id: fhirIdOf(id) };
  const media = await searchAll<Media>(record, { type: 'Media', references: { encounter: [encounter] } }, query);
  return {
    ...partsFrom([]),
    media: media.map(({ resource }) => resource),
  };
}

/** What an earlier version of the visit has and this one has not; what others wrote at this Encounter is left alone. */
function droppedOf(
  id: string,
  parts: VisitParts,
  resources: readonly VisitResource[],
  book: FormBook,
): VisitResource[] {
  const present = new Set(resources.map((resource) => `${resource.resourceType}/${resource.id}`));
  const gone = <T extends VisitResource>(of: readonly T[], own: (each: T) => boolean): T[] =>
    of.filter((each) => !present.has(`${each.resourceType}/${each.id}`) && own(each));
  const made = new Set([
    ...observationNames.map((name) => fhirIdOf(id, name)),
    ...parts.media.flatMap((media) => woundId(id, photoOf(media) ?? '')),
    ...parts.responses.flatMap((response) => {
      const read = readResponse(response);
      return extractedIds(id, response, read && book.find(read.form, read.filled.version));
    }),
  ]);
  const inError = { status: 'entered-in-error' } as const;
  return [
    ...gone(parts.observations, (each) => made.has(each.id ?? '')).map(
      (each): Observation => ({ ...each, ...inError }),
    ),
    ...gone(parts.responses, (each) => readResponse(each) !== undefined).map(
      (each): QuestionnaireResponse => ({ ...each, ...inError }),
    ),
    ...gone(parts.media, (each) => photoOf(each) !== undefined).map((each): Media => ({ ...each, ...inError })),
    ...gone(parts.communications, (each) => each.id === fhirIdOf(id, 'question')).map(
      (each): Communication => ({ ...each, ...inError }),
    ),
    // [FHIR R4 app-3] one that is not proposed or cancelled has a start and an end; both may stay.
    ...gone(parts.appointments, (each) => each.id === fhirIdOf(id, 'next')).map(
      (each): Appointment => ({ ...each, status: 'cancelled' }),
    ),
  ];
}

function partsFrom(versions: readonly Stored[]): VisitParts {
  const of = <T extends VisitResource>(type: T['resourceType']): T[] =>
    versions.filter((stored) => stored.type === type).map((stored) => resourceOf(stored) as unknown as T);
  return {
    encounter: of<Encounter>('Encounter')[0] as Encounter,
    observations: of<Observation>('Observation'),
    responses: of<QuestionnaireResponse>('QuestionnaireResponse'),
    media: of<Media>('Media'),
    communications: of<Communication>('Communication'),
    appointments: of<Appointment>('Appointment'),
  };
}
