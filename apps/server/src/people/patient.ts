import type { Patient } from '@munan/fhir';
import type { Person } from './person.ts';

/** Marks a resource as test data [FHIR R4 Security Labels, v3-ActReason HTEST]: what is simulated is marked in the record too. */
export const simulatedTag = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
} as const;

/** The person's Patient resource. What FHIR R4 has no element for (door code, programme, limits) stays in the person's facts. */
export function patientOf(person: Person): Patient {
  return {
    resourceType: 'Patient',
    id: person.id,
    ...(person.simulated ? { meta: { security: [{ ...simulatedTag }] } } : {}),
    identifier: [{ system: 'urn:munan:person', value: person.id }],
    active: true,
    name: [{ use: 'official', text: person.name }],
    gender: person.sex,
    birthDate: person.birthDate,
    ...(person.phone ? { telecom: [{ system: 'phone' as const, value: person.phone, use: 'home' as const }] } : {}),
    address: [
      { use: 'home', text: person.address, ...(person.district ? { district: person.district } : {}), country: 'KR' },
    ],
    contact: person.contacts.map(({ relation, name, phone }) => ({
      relationship: [{ text: relation }],
      name: { text: name },
      telecom: [{ system: 'phone' as const, value: phone }],
    })),
  };
}
