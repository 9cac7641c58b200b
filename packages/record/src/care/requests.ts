import type { ServiceRequest } from '@medplum/fhirtypes';
import { fromInstant, toInstant } from '@munan/fhir';
import { extensions, fhirIdOf, fhirText, munan } from './systems.ts';
import { idOf } from './visit-encounter.ts';

/** What is asked to be done, by a doctor's answer or by whoever wants her called on. */
export interface Asked {
  id: string;
  kind: 'order' | 'clinic' | 'visit' | 'request';
  text: string;
  patient: string;
  /** User id. */
  from: string;
  /** Unix ms. */
  at: number;
  /** By which day, yyyy-mm-dd. */
  by?: string;
  /** Visit that it answers. */
  visit?: string;
  /** Nurse whom it is for. */
  nurse?: string;
  alert?: string;
  /** Visit that did it. */
  doneBy?: string;
}

/** Category of these; another ServiceRequest is somebody else's. */
const kinds: readonly string[] = ['order', 'clinic', 'visit', 'request'] satisfies Asked['kind'][];

/**
 * `order`: something to be done. `clinic`: see her there. `visit`: call on her again, of an answer; `request`: the same of
 * anybody else. Active until a visit did it.
 */
export function askedRequest(asked: Asked): ServiceRequest {
  const { id, kind, patient, from, at, by, visit, nurse, alert, doneBy } = asked;
  return {
    resourceType: 'ServiceRequest',
    id: fhirIdOf(id),
    ...(doneBy !== undefined && { extension: [{ url: extensions.doneBy, valueString: doneBy }] }),
    identifier: [{ system: kind === 'request' ? munan.visitRequest : munan.answer, value: id }],
    status: doneBy === undefined ? 'active' : 'completed',
    intent: kind === 'request' ? 'proposal' : 'order',
    category: [{ coding: [{ system: munan.asked, code: kind }] }],
    subject: { reference: `Patient/${patient}` },
    ...(visit !== undefined && {
      encounter: { reference: `Encounter/${fhirIdOf(visit)}`, identifier: { system: munan.visit, value: visit } },
    }),
    ...(by !== undefined && { occurrenceDateTime: by }),
    authoredOn: toInstant(at),
    requester: { reference: `Practitioner/${from}` },
    ...(nurse !== undefined && { performer: [{ reference: `Practitioner/${nurse}` }] }),
    ...(alert !== undefined && {
      supportingInfo: [
        { reference: `Flag/${fhirIdOf(alert)}`, identifier: { system: munan.alert, value: fhirText(alert) ?? '-' } },
      ],
    }),
    note: [{ text: fhirText(asked.text) ?? '' }],
  };
}

export function readAsked(request: ServiceRequest): Asked | undefined {
  const { identifier = [], category = [], extension = [], supportingInfo = [], performer = [], encounter } = request;
  const id = identifier.find(({ system }) => system === munan.visitRequest || system === munan.answer)?.value;
  const kind = category[0]?.coding?.find(({ system }) => system === munan.asked)?.code ?? '';
  if (id === undefined || !kinds.includes(kind)) return undefined;
  const visit = encounter?.identifier?.value ?? idOf(encounter?.reference);
  const nurse = idOf(performer[0]?.reference);
  const alert = supportingInfo.find((each) => each.identifier?.system === munan.alert)?.identifier?.value;
  const doneBy = extension.find(({ url }) => url === extensions.doneBy)?.valueString;
  const by = request.occurrenceDateTime;
  return {
    id,
    kind: kind as Asked['kind'],
    text: request.note?.[0]?.text ?? '',
    patient: idOf(request.subject.reference),
    from: idOf(request.requester?.reference),
    at: fromInstant(request.authoredOn ?? ''),
    ...(by !== undefined && { by }),
    ...(visit && { visit }),
    ...(nurse && { nurse }),
    ...(alert !== undefined && { alert }),
    ...(doneBy !== undefined && { doneBy }),
  };
}
