import type { Communication, Extension, ServiceRequest } from '@medplum/fhirtypes';
import { fromInstant, refuse, toInstant } from '@munan/fhir';
import type { VisitAnswer } from '@munan/flow';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { askedRequest, readAsked } from './requests.ts';
import { patientsWanted, searchAll } from './search-all.ts';
import { extensions, fhirIdOf, fhirText, munan } from './systems.ts';
import { idOf } from './visit-encounter.ts';

/** What is stored of an answer: the name of who gave it is the house's to know. */
export type AnswerToStore = Omit<VisitAnswer, 'from' | 'read'> & {
  /** User id of the doctor. */
  from: string;
  /** User id of the nurse it is for. */
  nurse: string;
};
export type StoredAnswer = AnswerToStore & { read?: { by: string; at: number } };
export interface AnswersWanted {
  visits?: readonly string[];
  patients?: readonly string[];
  /** Given at or after, Unix ms. */
  since?: number;
  /** Only those that the nurse has not read. */
  unread?: boolean;
}

type AnswerResource = Communication | ServiceRequest;

/**
 * `advice` is a Communication in response to the nurse's question; `order`, `clinic` and `visit` are ServiceRequests, all
 * about the visit's Encounter. Until it is read it has a tag with the nurse's id; who read it, and when, is in an
 * extension, and of a Communication in `received` too.
 * @param question id of the Communication that asks, where something was asked
 */
export function answerResource(answer: StoredAnswer, question?: string): AnswerResource {
  const { id, kind, text, by, visit, patient, from, nurse, at, read } = answer;
  const meta = read ? {} : { meta: { tag: [{ system: munan.unread, code: nurse }] } };
  if (kind !== 'advice') {
    const request = askedRequest({ id, kind, text, patient, from, at, visit, nurse, ...(by !== undefined && { by }) });
    return withRead({ ...request, ...meta }, read);
  }
  const communication: Communication = {
    resourceType: 'Communication',
    id: fhirIdOf(id),
    ...meta,
    identifier: [{ system: munan.answer, value: id }],
    ...(question !== undefined && { inResponseTo: [{ reference: `Communication/${question}` }] }),
    status: 'completed',
    category: [{ coding: [{ system: munan.asked, code: 'advice' }] }],
    subject: { reference: `Patient/${patient}` },
    encounter: { reference: `Encounter/${fhirIdOf(visit)}`, identifier: { system: munan.visit, value: visit } },
    sent: toInstant(at),
    ...(read && { received: toInstant(read.at) }),
    recipient: [{ reference: `Practitioner/${nurse}` }],
    sender: { reference: `Practitioner/${from}` },
    payload: [{ contentString: fhirText(text) ?? '' }],
  };
  return withRead(communication, read);
}

function withRead<T extends AnswerResource>(resource: T, read: StoredAnswer['read']): T {
  if (!read) return resource;
  const others = (resource.extension ?? []).filter(({ url }) => url !== extensions.read);
  const extension: Extension = {
    url: extensions.read,
    extension: [
      { url: 'by', valueReference: { reference: `Practitioner/${read.by}` } },
      { url: 'at', valueInstant: toInstant(read.at) },
    ],
  };
  const { meta, ...rest } = resource;
  const tag = meta?.tag?.filter(({ system }) => system !== munan.unread) ?? [];
  const { tag: _, ...kept } = meta ?? {};
  const left = tag.length > 0 ? { ...kept, tag } : kept;
  return { ...rest, ...(Object.keys(left).length > 0 && { meta: left }), extension: [...others, extension] } as T;
}

/** The reverse; undefined: it is no answer about a visit. */
export function readAnswer(resource: AnswerResource): StoredAnswer | undefined {
  const parts = resource.extension?.find(({ url }) => url === extensions.read)?.extension;
  const part = (name: string) => parts?.find(({ url }) => url === name);
  const [reader, readAt] = [part('by')?.valueReference?.reference, part('at')?.valueInstant];
  const read = readAt === undefined ? {} : { read: { by: idOf(reader), at: fromInstant(readAt) } };
  if (resource.resourceType === 'ServiceRequest') {
    const asked = readAsked(resource);
    if (!asked || asked.kind === 'request' || asked.visit === undefined) return undefined;
    const { doneBy: _done, alert: _alert, kind, visit, nurse = '', ...rest } = asked;
    return { ...rest, kind, visit, nurse, ...read };
  }
  const id = resource.identifier?.find(({ system }) => system === munan.answer)?.value;
  if (id === undefined || resource.status === 'entered-in-error') return undefined;
  return {
    id,
    kind: 'advice',
    text: resource.payload?.[0]?.contentString ?? '',
    visit: resource.encounter?.identifier?.value ?? idOf(resource.encounter?.reference),
    patient: idOf(resource.subject?.reference),
    from: idOf(resource.sender?.reference),
    nurse: idOf(resource.recipient?.[0]?.reference),
    at: fromInstant(resource.sent ?? ''),
    ...read,
  };
}

/** @throws OutcomeError already-exists (other content under this id), resource-invalid (no text, no day of the calendar) */
export async function storeAnswer(
  record: FhirRecord,
  answer: AnswerToStore,
  query?: OpenQuery,
): Promise<'created' | 'same'> {
  if (!query) return record.transaction((own) => storeAnswer(record, answer, own));
  const text = fhirText(answer.text);
  if (text === undefined) throw refuse('resource-invalid', 'an answer has no text');
  const question = await record.find('Communication', fhirIdOf(answer.visit, 'question'), query);
  const resource = answerResource({ ...answer, text }, question?.id);
  for (const type of ['Communication', 'ServiceRequest'] as const) {
    const before = await record.find(type, fhirIdOf(answer.id), query);
    if (!before) continue;
    const known = readAnswer(resourceOf<AnswerResource>(before));
    const { read: _read, ...said } = known ?? {};
    const { read: _unread, ...wanted } = readAnswer(resource) ?? {};
    // Sent a second time it has a later time.
    if (known && JSON.stringify({ ...said, at: 0 }) === JSON.stringify({ ...wanted, at: 0 })) return 'same';
    throw refuse('already-exists', `there is another answer under the id ${answer.id}`);
  }
  await record.writeAll([resource], query);
  return 'created';
}

/** Newest first. */
export async function readAnswers(
  record: FhirRecord,
  { visits, patients, since, unread = false }: AnswersWanted,
  query?: OpenQuery,
): Promise<StoredAnswer[]> {
  const references = {
    ...(visits && { encounter: visits.map((id) => ({ type: 'Encounter', id: fhirIdOf(id) })) }),
    ...(patients && { patient: patientsWanted(patients) }),
  };
  if (visits?.length === 0 || patients?.length === 0) return [];
  const all = async (type: AnswerResource['resourceType'], categories: string, date: string) => {
    const parameters: [string, string][] = [['category', categories]];
    if (since !== undefined) parameters.push([date, `ge${toInstant(since)}`]);
    if (unread) parameters.push(['_tag', `${munan.unread}|`]);
    return searchAll<AnswerResource>(record, { type, parameters, references }, query);
  };
  const kinds = (...of: string[]) => of.map((kind) => `${munan.asked}|${kind}`).join();
  const found = [
    ...(await all('Communication', kinds('advice'), 'sent')),
    ...(await all('ServiceRequest', kinds('order', 'clinic', 'visit'), 'authored')),
  ];
  return found
    .flatMap(({ resource }) => readAnswer(resource) ?? [])
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

/** The nurse has read it; said twice, the first time stands. Undefined: there is no such answer. */
export async function markRead(
  record: FhirRecord,
  answer: string,
  { user, at }: { user: string; at: number },
  query?: OpenQuery,
): Promise<StoredAnswer | undefined> {
  if (!query) return record.transaction((own) => markRead(record, answer, { user, at }, own));
  for (const type of ['Communication', 'ServiceRequest'] as const) {
    const stored = await record.find(type, fhirIdOf(answer), query);
    const resource = stored && resourceOf<AnswerResource>(stored);
    const known = resource && readAnswer(resource);
    if (!resource || !known) continue;
    if (known.read) return known;
    const read = { by: user, at };
    const received = resource.resourceType === 'Communication' ? { received: toInstant(at) } : {};
    await record.writeAll([withRead({ ...resource, ...received } as AnswerResource, read)], query);
    return { ...known, read };
  }
  return undefined;
}
