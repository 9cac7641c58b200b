import type { Provenance } from '@medplum/fhirtypes';
import { type Encounter, fromInstant, parseSearch } from '@munan/fhir';
import type { VisitEntry, VisitState } from '@munan/flow';
import { passes } from '../access.ts';
import type { AccessFilter } from '../access-filter.ts';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { fhirIdOf, munan } from './systems.ts';
import { idOf, stateOf } from './visit-encounter.ts';
import { recordedEntry, type VisitParts } from './visit-entry.ts';
import { loadParts } from './visit-parts.ts';
import { photoOf } from './visit-photos.ts';
import { type RecordedVisit, recordedVisit } from './visit-row.ts';
import { isFirstTold, toldOf } from './visit-version.ts';

export interface VisitsWanted {
  patient?: string;
  /** Of any of these. */
  patients?: readonly string[];
  nurse?: string;
  /** Arrived at or after, Unix ms. */
  since?: number;
  /** Absent: `vitals-final` and `signed`; what is open is only the nurse's own. */
  states?: readonly VisitState[];
  limit: number;
  filter?: AccessFilter;
}

/** Recorded visits, newest first. */
export async function findVisits(
  record: FhirRecord,
  wanted: VisitsWanted,
  query?: OpenQuery,
): Promise<RecordedVisit[]> {
  const encounters = await findEncounters(record, wanted, query);
  const parts = await loadParts(record, encounters, { ...filterOf(wanted), onlyRow: true }, query);
  return parts.map(({ encounter, observations, communications }) =>
    recordedVisit(encounter, observations, communications),
  );
}

/** As findVisits, each with its whole entry. */
export async function findWholeVisits(
  record: FhirRecord,
  wanted: VisitsWanted,
  query?: OpenQuery,
): Promise<{ row: RecordedVisit; entry: VisitEntry }[]> {
  const encounters = await findEncounters(record, wanted, query);
  return (await loadParts(record, encounters, filterOf(wanted), query)).map(recordedEntry);
}

const filterOf = ({ filter }: VisitsWanted) => (filter ? { filter } : {});

async function findEncounters(record: FhirRecord, wanted: VisitsWanted, query?: OpenQuery): Promise<Encounter[]> {
  const { patient, patients, nurse, since, states = ['vitals-final', 'signed'], limit, filter } = wanted;
  if (patients?.length === 0 || states.length === 0 || limit <= 0) return [];
  const grammar = { zoneOffsetMinutes: record.zoneOffsetMinutes, now: record.now() };
  const parameters = new URLSearchParams({ class: 'HH', _sort: '-date', _count: String(limit) });
  for (const [name, value] of stateParameters(states)) parameters.append(name, value);
  if (patient !== undefined) parameters.set('patient', patient);
  if (nurse !== undefined) parameters.set('practitioner', `Practitioner/${nurse}`);
  if (since !== undefined) parameters.set('date', `ge${new Date(since).toISOString()}`);
  const request = parseSearch('Encounter', parameters, grammar);
  if (patients) {
    const values = patients.map((id) => ({ type: 'Patient', id }));
    request.filters.push({ parameter: 'patient', type: 'reference', values });
  }
  const { rows } = await record.search(request, { ...(filter && { filter }), withoutTotal: true }, query);
  return rows.map((row) => resourceOf<Encounter>(row));
}

/** `signed` is the status finished; the two others are told apart by their tag. */
function stateParameters(states: readonly VisitState[]): [string, string][] {
  const tags = states.filter((state) => state !== 'signed');
  if (tags.length === 0) return [['status', 'finished']];
  if (!states.includes('signed')) {
    return [
      ['status', 'in-progress'],
      ['_tag', tags.map((state) => `${munan.visitState}|${state}`).join()],
    ];
  }
  const others = (['open', 'vitals-final'] as const).filter((state) => !states.includes(state));
  return [
    ['status', 'finished,in-progress'],
    ...others.map((state): [string, string] => ['_tag:not', `${munan.visitState}|${state}`]),
  ];
}

/** One version of a visit as a whole. */
export interface VisitVersion {
  /** When it was entered, Unix ms. */
  at: number;
  /** User id. */
  by: string;
  state: VisitState;
  reason?: string;
}
export interface FoundVisit {
  entry: VisitEntry;
  row: RecordedVisit;
  /** Oldest first. */
  versions: VisitVersion[];
  /** By whom and when it was (last) signed. */
  signed?: { by: string; at: number };
  /** Ids of the pictures whose bytes have come. */
  photos: string[];
}

/** A visit as it stands now; undefined where there is none or `filter` does not let it pass. */
export async function findWholeVisit(
  record: FhirRecord,
  id: string,
  options: { filter?: AccessFilter } = {},
  query?: OpenQuery,
): Promise<{ entry: VisitEntry; row: RecordedVisit } | undefined> {
  const parts = await findParts(record, id, options, query);
  return parts && recordedEntry(parts);
}

async function findParts(
  record: FhirRecord,
  id: string,
  { filter }: { filter?: AccessFilter },
  query?: OpenQuery,
): Promise<VisitParts | undefined> {
  const stored = await record.find('Encounter', fhirIdOf(id), query);
  if (!stored || !passes(stored, filter)) return undefined;
  const encounter = resourceOf<Encounter>(stored);
  if (!encounter.identifier?.some(({ system }) => system === munan.visit)) return undefined;
  return (await loadParts(record, [encounter], filter ? { filter } : {}, query))[0];
}

/** The same with all its versions. */
export async function findVisit(
  record: FhirRecord,
  id: string,
  options: { filter?: AccessFilter } = {},
  query?: OpenQuery,
): Promise<FoundVisit | undefined> {
  const parts = await findParts(record, id, options, query);
  if (!parts) return undefined;
  const { encounter } = parts;
  const encounterId = fhirIdOf(id);
  const { entry, row } = recordedEntry(parts);
  const told = await toldOf(record, encounterId, query);
  const history = await record.history({ type: 'Encounter', id: encounterId, count: 1000 }, query);
  const states = new Map(
    history.rows.filter(({ deleted }) => !deleted).map((each) => [each.version, resourceOf<Encounter>(each)]),
  );
  const signature = told.findLast(({ resource }) => resource.signature)?.resource.signature?.[0];
  const first = history.rows.find(({ version }) => version === 1);
  return {
    entry,
    row,
    versions: [
      ...(isFirstTold(told) || !first
        ? []
        : [{ at: first.lastUpdated, by: row.nurse, state: stateOf(states.get(1) ?? encounter) }]),
      ...told.map(({ resource, version }) => versionOf(resource, stateOf(states.get(version) ?? encounter))),
    ],
    ...(signature && { signed: { by: idOf(signature.who?.reference), at: fromInstant(signature.when ?? '') } }),
    photos: parts.media.flatMap((media) =>
      media.content.url && media.status !== 'entered-in-error' ? (photoOf(media) ?? []) : [],
    ),
  };
}

function versionOf(provenance: Provenance, state: VisitState): VisitVersion {
  const { occurredDateTime, recorded = '', agent, reason = [] } = provenance;
  const said = reason.find(({ text }) => text !== undefined)?.text;
  return {
    at: fromInstant(occurredDateTime ?? recorded),
    by: idOf(agent?.at(-1)?.who?.reference),
    state,
    ...(said !== undefined && { reason: said }),
  };
}
