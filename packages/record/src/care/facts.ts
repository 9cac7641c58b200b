import type { AllergyIntolerance, Condition, MedicationStatement } from '@medplum/fhirtypes';
import { toInstant } from '@munan/fhir';
import { writeProvenance } from '../corrections.ts';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';
import { patientsWanted, searchAll } from './search-all.ts';
import { fhirText, partId } from './systems.ts';

export interface FactsToStore {
  patient: string;
  /** Each list as it stands now; a list that is left out is left as it is. */
  medications?: readonly string[];
  allergies?: readonly string[];
  conditions?: readonly string[];
  /** User id of who says so. */
  by: string;
  /** Unix ms. */
  at: number;
}

type FactResource = MedicationStatement | AllergyIntolerance | Condition;
type Said = Pick<FactsToStore, 'patient' | 'by' | 'at'>;

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** What each list becomes, how it is said that something is on it, and that it is not any more. */
interface Kind {
  type: FactResource['resourceType'];
  make(id: string, text: string, said: Said): FactResource;
  /** The same, taken off or back on; undefined: it says so already. */
  set(resource: FactResource, present: boolean): FactResource | undefined;
  textOf(resource: FactResource): string | undefined;
}

const kinds = {
  medications: {
    type: 'MedicationStatement',
    make: (id, text, { patient, by, at }) => ({
      resourceType: 'MedicationStatement',
      id,
      status: 'active',
      medicationCodeableConcept: { text },
      subject: { reference: `Patient/${patient}` },
      dateAsserted: toInstant(at),
      informationSource: { reference: `Practitioner/${by}` },
    }),
    set(resource, present) {
      const status = present ? 'active' : 'stopped';
      const medication = resource as MedicationStatement;
      return medication.status === status ? undefined : { ...medication, status };
    },
    textOf: (resource) => (resource as MedicationStatement).medicationCodeableConcept?.text,
  },
  allergies: {
    type: 'AllergyIntolerance',
    // [KR Core krcore-alrg-01] its profile cannot be met without a category, which a line of text does not tell.
    make: (id, text, { patient, by, at }) => ({
      resourceType: 'AllergyIntolerance',
      id,
      clinicalStatus: clinicalStatus('allergyintolerance-clinical', 'active'),
      // As she or her papers say; nobody tested it here.
      verificationStatus: {
        coding: [{ system: `${terminology}/allergyintolerance-verification`, code: 'unconfirmed' }],
      },
      code: { text },
      patient: { reference: `Patient/${patient}` },
      recordedDate: toInstant(at),
      recorder: { reference: `Practitioner/${by}` },
    }),
    set: (resource, present) =>
      withClinicalStatus(
        resource as AllergyIntolerance,
        'allergyintolerance-clinical',
        present ? 'active' : 'inactive',
      ),
    textOf: (resource) => (resource as AllergyIntolerance).code?.text,
  },
  conditions: {
    type: 'Condition',
    make: (id, text, { patient, by, at }) => ({
      resourceType: 'Condition',
      id,
      clinicalStatus: clinicalStatus('condition-clinical', 'active'),
      category: [{ coding: [{ system: `${terminology}/condition-category`, code: 'problem-list-item' }] }],
      code: { text },
      subject: { reference: `Patient/${patient}` },
      recordedDate: toInstant(at),
      recorder: { reference: `Practitioner/${by}` },
    }),
    set: (resource, present) =>
      withClinicalStatus(resource as Condition, 'condition-clinical', present ? 'active' : 'resolved'),
    textOf: (resource) => (resource as Condition).code?.text,
  },
} as const satisfies Record<'medications' | 'allergies' | 'conditions', Kind>;

function clinicalStatus(system: string, code: string) {
  return { coding: [{ system: `${terminology}/${system}`, code }] };
}

function withClinicalStatus<T extends AllergyIntolerance | Condition>(
  resource: T,
  system: string,
  code: string,
): T | undefined {
  if (resource.clinicalStatus?.coding?.[0]?.code === code) return undefined;
  return { ...resource, clinicalStatus: clinicalStatus(system, code) };
}

/**
 * Medications as MedicationStatement, allergies as AllergyIntolerance, conditions as Condition, each under an id that
 * follows from the person and its text. What is taken off the list is stopped, inactive, resolved; nothing is deleted,
 * and what others wrote of these types is left alone. A Provenance says whose change it is.
 * (Phone, door code and address are of the Patient: `personPatient`.)
 */
export async function storeFacts(record: FhirRecord, facts: FactsToStore, query?: OpenQuery): Promise<void> {
  if (!query) return record.transaction((own) => storeFacts(record, facts, own));
  const { patient, by } = facts;
  const changed: FactResource[] = [];
  for (const [name, kind] of Object.entries(kinds) as [keyof typeof kinds, Kind][]) {
    const list = facts[name];
    if (!list) continue;
    const wanted = new Map(
      list.flatMap((each) => {
        const text = fhirText(each);
        return text === undefined ? [] : [[partId(patient, name, text), text] as const];
      }),
    );
    const references = { patient: patientsWanted([patient]) };
    for (const { resource } of await searchAll<FactResource>(record, { type: kind.type, references }, query)) {
      const id = resource.id ?? '';
      if (id !== partId(patient, name, kind.textOf(resource) ?? '')) continue;
      const next = kind.set(resource, wanted.has(id));
      wanted.delete(id);
      if (next) changed.push(next);
    }
    for (const [id, text] of wanted) changed.push(kind.make(id, text, facts));
  }
  if (changed.length === 0) return;
  const written = await record.writeAll(changed, query);
  const updated = written.filter(({ outcome }) => outcome === 'updated').map(({ stored }) => stored);
  if (updated.length === 0) return;
  const agent = { reference: `Practitioner/${by}` };
  const provenance = { occurredDateTime: toInstant(facts.at) };
  await writeProvenance(record, { operation: 'UPDATE', versions: updated, agent, why: { provenance } }, query);
}
