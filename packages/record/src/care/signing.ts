import { createHash } from 'node:crypto';
import type { Provenance, Signature } from '@medplum/fhirtypes';
import { toInstant } from '@munan/fhir';
import type { FhirRecord, OpenQuery, Stored } from '../fhir-record.ts';

/** [FHIR R4 valueset-signature-type] ASTM E1762: the author's signature. */
const authorsSignature = {
  system: 'urn:iso-astm:E1762-95:2013',
  code: '1.2.840.10065.1.12.1.1',
  display: "Author's Signature",
};

/**
 * A nurse's signature under the versions of a visit. `data` is a SHA-256 over these versions as the record holds them, in
 * the order of `Type/id`. It proves that what is read under these targets is, to the byte, what lay there when she signed;
 * that it was she says the session in which the house received it, and the trail: she has no key of her own.
 */
export function visitSignature(versions: readonly Stored[], nurse: string, at: number): Signature {
  return {
    type: [authorsSignature],
    when: toInstant(at),
    who: { reference: `Practitioner/${nurse}` },
    targetFormat: 'application/fhir+json',
    sigFormat: 'application/octet-stream',
    data: digestOf(versions),
  };
}

function digestOf(versions: readonly Stored[]): string {
  const lines = versions.map(({ type, id, version, text }) => `${type}/${id}/_history/${version} ${text}`);
  return createHash('sha256').update(lines.sort().join('\n')).digest('base64');
}

/** Whether the versions that a signed Provenance names are still what was signed. @throws OutcomeError not-found */
export async function signatureHolds(
  record: FhirRecord,
  provenance: Pick<Provenance, 'target' | 'signature'>,
  query?: OpenQuery,
): Promise<boolean> {
  const versions: Stored[] = [];
  for (const { reference = '' } of provenance.target ?? []) {
    const [type, id, , version] = reference.split('/');
    versions.push(await record.vread(type as Stored['type'], id ?? '', Number(version), query));
  }
  return provenance.signature?.[0]?.data === digestOf(versions);
}

/** Which version of the visit's Encounter a Provenance tells of. */
export function provenanceVersion(provenance: Provenance, encounter: string): number | undefined {
  const target = provenance.target
    ?.map(({ reference = '' }) => reference.split('/'))
    .find(([type, id]) => type === 'Encounter' && id === encounter);
  return target && Number(target[3]);
}
