import { type Encounter, type Observation, parseSearch, refuse } from '@munan/fhir';
import type { VisitEntry, VisitState } from '@munan/flow';
import type { AccessFilter } from '../access-filter.ts';
import { writeProvenance } from '../corrections.ts';
import { type FhirRecord, type OpenQuery, resourceOf, type Stored } from '../fhir-record.ts';
import { fhirIdOf } from './systems.ts';
import { type Visit, visitResources } from './visit.ts';
import { observationNames } from './visit-codes.ts';
import { type RecordedVisit, recordedVisit } from './visit-row.ts';

export interface StoredVisit {
  visit: RecordedVisit;
  /** As it reads from the record: text without control characters, nothing empty. */
  entry: VisitEntry;
  /** `same`: sent a second time; `updated`: other content under the same id, kept as new versions. */
  outcome: 'created' | 'updated' | 'same';
}

/**
 * Stores a visit, all or nothing. Other content under the same visit id becomes a new version; what the newer one leaves
 * out is marked as entered in error, every version stays readable, and a Provenance says whose correction it is.
 * @throws OutcomeError already-exists when the id belongs to a visit to somebody else; resource-invalid, period-reversed
 */
export async function storeVisit(record: FhirRecord, visit: Visit, query?: OpenQuery): Promise<StoredVisit> {
  if (!query) return record.transaction((own) => storeVisit(record, visit, own));
  const { id, patient } = visit.entry;
  const encounterId = fhirIdOf(id);
  const before = await record.find('Encounter', encounterId, query);
  if (before && !before.patients.includes(patient)) {
    throw refuse('already-exists', `the visit ${id} is a visit to somebody else; give this one an id of its own`);
  }
  const resources = visitResources(visit);
  const present = new Set(resources.map((resource) => resource.id));
  const dropped: Observation[] = [];
  for (const name of before ? observationNames : []) {
    const observationId = fhirIdOf(id, name);
    const earlier = present.has(observationId) ? undefined : await record.find('Observation', observationId, query);
    const observation = earlier && resourceOf<Observation>(earlier);
    if (observation && observation.status !== 'entered-in-error') {
      dropped.push({ ...observation, status: 'entered-in-error' });
    }
  }
  const written = await record.writeAll([...resources, ...dropped], query);
  const changed = written.filter(({ outcome }) => outcome !== 'same').map(({ stored }) => stored);
  if (before) {
    const agent = { reference: `Practitioner/${visit.nurse}` };
    await writeProvenance(record, { operation: 'UPDATE', versions: changed, agent }, query);
  }
  return {
    entry: visit.entry,
    visit: visitOf(written.map(({ stored }) => stored)),
    outcome: before ? (changed.length > 0 ? 'updated' : 'same') : 'created',
  };
}

function visitOf(stored: readonly Stored[]): RecordedVisit {
  const encounter = stored.find(({ type }) => type === 'Encounter') as Stored;
  const observations = stored.filter(({ type }) => type === 'Observation').map((each) => resourceOf<Observation>(each));
  return recordedVisit(resourceOf<Encounter>(encounter), observations);
}

/** Of a visit: one version of it as a whole. */
export interface VisitVersion {
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

/** A visit whole, with its versions; `filter`: as for searches. */
export async function findVisit(
  _record: FhirRecord,
  _id: string,
  _options: { filter?: AccessFilter } = {},
  _query?: OpenQuery,
): Promise<FoundVisit | undefined> {
  throw new Error('being built');
}

/** As findVisits, each with its whole entry. */
export async function findWholeVisits(
  _record: FhirRecord,
  _wanted: VisitsWanted,
  _query?: OpenQuery,
): Promise<{ row: RecordedVisit; entry: VisitEntry }[]> {
  throw new Error('being built');
}

export interface VisitsWanted {
  patient?: string;
  /** Of any of these. */
  patients?: readonly string[];
  /** Absent: `vitals-final` and `signed`; what is open is only the nurse's own. */
  states?: readonly VisitState[];
  nurse?: string;
  /** Arrived at or after, Unix ms. */
  since?: number;
  limit: number;
  filter?: AccessFilter;
}

/** So many visits have their Observations fetched in one search: a visit has up to eleven. */
const visitsAtOnce = 80;

/** Recorded visits, newest first. */
export async function findVisits(
  record: FhirRecord,
  { patient, nurse, since, limit, filter }: VisitsWanted,
  query?: OpenQuery,
): Promise<RecordedVisit[]> {
  const grammar = { zoneOffsetMinutes: record.zoneOffsetMinutes, now: record.now() };
  const options = filter ? { filter } : {};
  const wanted = new URLSearchParams({ class: 'HH', status: 'finished', _sort: '-date', _count: String(limit) });
  if (patient !== undefined) wanted.set('patient', patient);
  if (nurse !== undefined) wanted.set('practitioner', `Practitioner/${nurse}`);
  if (since !== undefined) wanted.set('date', `ge${new Date(since).toISOString()}`);
  const { rows } = await record.search(parseSearch('Encounter', wanted, grammar), options, query);
  const visits: RecordedVisit[] = [];
  for (let from = 0; from < rows.length; from += visitsAtOnce) {
    const encounters = rows.slice(from, from + visitsAtOnce);
    const request = parseSearch('Observation', [['_count', '1000']], grammar);
    // Not as text: so many ids would be longer than a value from outside may be.
    const values = encounters.map(({ id }) => ({ type: 'Encounter', id }));
    request.filters.push({ parameter: 'encounter', type: 'reference', values });
    const observations = await record.search(request, options, query);
    const byEncounter = Map.groupBy(
      observations.rows.map((row) => resourceOf<Observation>(row)),
      ({ encounter }) => encounter?.reference,
    );
    for (const encounter of encounters) {
      visits.push(recordedVisit(resourceOf<Encounter>(encounter), byEncounter.get(`Encounter/${encounter.id}`) ?? []));
    }
  }
  return visits;
}
