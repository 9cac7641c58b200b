import type { CodeableConcept, Provenance, ProvenanceAgent, Reference } from '@medplum/fhirtypes';
import { OutcomeError, parseJson, refuse, resourceTypeOf, toInstant, validate } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import type { FhirRecord, OpenQuery, Stored } from './fhir-record.ts';

/** Somebody, as a Provenance names her. */
export type Agent = NonNullable<ProvenanceAgent['who']>;

/** What was done, as v3-DataOperation calls it. */
export type DataOperation = 'CREATE' | 'UPDATE' | 'DELETE';

/** Why, as whoever asks says it. */
export interface Why {
  /** A Provenance of her own, without targets; of the house, whatever of one there is to say. */
  provenance?: Partial<Provenance>;
  reason?: string;
}

export interface Correction {
  operation: DataOperation;
  /** The versions that it made. */
  versions: readonly Stored[];
  /** Who asked for it. */
  agent: Agent;
  why?: Why;
}

/** Of R5, so that a reason is seen by those who see whom it is about, and by nobody else. */
export const provenancePatient = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Provenance.patient';

const longestReason = 500;
/** Stands for the target, which only the server knows, while the rest is judged. */
const unknownTarget: Reference = { display: 'what is about to be written' };

/**
 * [FHIR R4 provenance.html#header] `X-Provenance` holds a Provenance without target; `X-Munan-Reason` a few words, percent
 * encoded where they are not ASCII.
 * @throws OutcomeError provenance-invalid
 */
export function readWhy({ headers }: Pick<FastifyRequest, 'headers'>): Why {
  const [own, words] = [headers['x-provenance'], headers['x-munan-reason']];
  const provenance = own === undefined ? undefined : readProvenance(String(own));
  const reason = words === undefined ? undefined : readReason(String(words));
  return { ...(provenance && { provenance }), ...(reason !== undefined && { reason }) };
}

function readProvenance(header: string): Provenance {
  const wrong = (why: string) => refuse('provenance-invalid', `X-Provenance: ${why}`);
  try {
    // Header values come byte by byte; JSON in them may be UTF-8.
    const given = parseJson(Buffer.from(header, 'latin1').toString('utf8')) as Provenance;
    if (resourceTypeOf(given) !== 'Provenance') throw wrong('it is no Provenance');
    if (given.target !== undefined) throw wrong('it has a target; the target is what this request writes');
    const { id: _id, ...provenance } = given;
    validate({ ...provenance, target: [unknownTarget] });
    return provenance as Provenance;
  } catch (error) {
    if (error instanceof OutcomeError && error.code !== 'provenance-invalid') throw wrong(error.message);
    throw error;
  }
}

function readReason(header: string): string {
  let reason = header;
  try {
    reason = decodeURIComponent(header);
  } catch {
    // A per cent sign that is meant as one.
  }
  reason = reason.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  if (reason === '' || reason.length > longestReason || /[\u0000-\u001f\u007f-\u009f]/.test(reason)) {
    throw refuse('provenance-invalid', `X-Munan-Reason is a line of 1 to ${longestReason} characters`);
  }
  return reason;
}

/**
 * Says who made these versions and why, in the transaction that makes them. What is about no patient has no need of it,
 * nor has what only tells of others.
 */
export async function writeProvenance(record: FhirRecord, correction: Correction, open: OpenQuery): Promise<void> {
  const { operation, agent, why = {} } = correction;
  const versions = correction.versions.filter(
    ({ type, patients }) => patients.length > 0 && type !== 'Provenance' && type !== 'AuditEvent',
  );
  if (versions.length === 0) return;
  const patients = [...new Set(versions.flatMap((version) => version.patients))];
  const { provenance, reason } = why;
  const reasons: CodeableConcept[] = [
    ...(provenance?.reason ?? []),
    ...(reason === undefined ? [] : [{ text: reason }]),
  ];
  const enterer: ProvenanceAgent = { type: { coding: [entererCoding] }, who: agent };
  const written: Provenance = {
    ...provenance,
    resourceType: 'Provenance',
    extension: [
      ...(provenance?.extension ?? []).filter(({ url }) => url !== provenancePatient),
      ...patients.map((id) => ({ url: provenancePatient, valueReference: { reference: `Patient/${id}` } })),
    ],
    target: versions.map(({ type, id, version }) => ({ reference: `${type}/${id}/_history/${version}` })),
    recorded: provenance?.recorded ?? toInstant(record.now()),
    activity: provenance?.activity ?? { coding: [{ system: dataOperations, code: operation }] },
    reason: reasons.length > 0 ? reasons : [{ coding: [noReason] }],
    // Whatever a client says of who did it: this is who sent it.
    agent: [...(provenance?.agent ?? []), enterer],
  };
  await record.create(written, open);
}

const dataOperations = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';
const entererCoding = {
  system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  code: 'enterer',
  display: 'Enterer',
};
/** Asked for, perhaps; not given. */
const noReason = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
  code: 'NI',
  display: 'NoInformation',
};

/** Ids of the patients whose resources a Provenance tells of. */
export function patientsOfProvenance({ extension = [] }: Provenance): string[] {
  return extension.flatMap(({ url, valueReference }) => {
    const [, id] = /^Patient\/([A-Za-z0-9.-]{1,64})$/.exec(valueReference?.reference ?? '') ?? [];
    return url === provenancePatient && id !== undefined ? [id] : [];
  });
}
