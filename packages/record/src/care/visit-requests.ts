import type { ServiceRequest } from '@medplum/fhirtypes';
import { refuse, toInstant } from '@munan/fhir';
import type { VisitRequest } from '@munan/flow';
import { writeProvenance } from '../corrections.ts';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { type Asked, askedRequest, readAsked } from './requests.ts';
import { patientsWanted, searchAll } from './search-all.ts';
import { extensions, fhirIdOf, fhirText, munan } from './systems.ts';

export type RequestToStore = Omit<VisitRequest, 'from' | 'doneBy'> & { /** User id. */ from: string };
export type StoredRequest = RequestToStore & { doneBy?: string };
export interface RequestsWanted {
  patients?: readonly string[];
  /** Only those that no visit has answered yet. */
  open?: boolean;
  /** Asked at or after, Unix ms. */
  since?: number;
}

/** Somebody should call on her: a ServiceRequest. @throws OutcomeError already-exists (other content), resource-invalid */
export async function storeVisitRequest(
  record: FhirRecord,
  request: RequestToStore,
  query?: OpenQuery,
): Promise<'created' | 'same'> {
  if (!query) return record.transaction((own) => storeVisitRequest(record, request, own));
  const text = fhirText(request.text);
  if (text === undefined) throw refuse('resource-invalid', 'a request has no text');
  const resource = askedRequest({ ...request, kind: 'request', text });
  const before = await record.find('ServiceRequest', fhirIdOf(request.id), query);
  if (before) {
    const { doneBy: _done, ...known } = readAsked(resourceOf<ServiceRequest>(before)) ?? {};
    const same = JSON.stringify({ ...known, at: 0 }) === JSON.stringify({ ...readAsked(resource), at: 0 });
    if (same) return 'same';
    throw refuse('already-exists', `there is another request under the id ${request.id}`);
  }
  await record.writeAll([resource], query);
  return 'created';
}

/** Newest first. Answers of kind `visit` are requests too, and are here with `from` the doctor. */
export async function findVisitRequests(
  record: FhirRecord,
  wanted: RequestsWanted,
  query?: OpenQuery,
): Promise<StoredRequest[]> {
  const found = await search(record, wanted, query);
  return found.map(({ asked }) => storedRequest(asked)).sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

function storedRequest({ kind: _kind, visit: _visit, nurse: _nurse, ...request }: Asked): StoredRequest {
  return request;
}

async function search(
  record: FhirRecord,
  { patients, open = false, since }: RequestsWanted,
  query?: OpenQuery,
): Promise<{ resource: ServiceRequest; asked: Asked }[]> {
  const parameters: [string, string][] = [['category', `${munan.asked}|visit,${munan.asked}|request`]];
  if (open) parameters.push(['status', 'active']);
  if (since !== undefined) parameters.push(['authored', `ge${toInstant(since)}`]);
  const references = patients && { patient: patientsWanted(patients) };
  const all = await searchAll<ServiceRequest>(
    record,
    { type: 'ServiceRequest', parameters, ...(references && { references }) },
    query,
  );
  return all.flatMap(({ resource }) => {
    const asked = readAsked(resource);
    return asked ? [{ resource, asked }] : [];
  });
}

/** A visit was made: all that was asked for before it began is done. @returns ids of the requests */
export async function completeVisitRequests(
  record: FhirRecord,
  visit: { id: string; patient: string; arrived: number; nurse: string },
  query?: OpenQuery,
): Promise<string[]> {
  if (!query) return record.transaction((own) => completeVisitRequests(record, visit, own));
  const asked = await search(record, { patients: [visit.patient], open: true }, query);
  const done = asked.filter((each) => each.asked.at <= visit.arrived && each.asked.visit !== visit.id);
  if (done.length === 0) return [];
  const written = await record.writeAll(
    done.map(({ resource }) => ({
      ...resource,
      extension: [...(resource.extension ?? []), { url: extensions.doneBy, valueString: visit.id }],
      status: 'completed',
    })),
    query,
  );
  const agent = { reference: `Practitioner/${visit.nurse}` };
  await writeProvenance(record, { operation: 'UPDATE', versions: written.map(({ stored }) => stored), agent }, query);
  return done.map((each) => each.asked.id);
}
