import type { CodeableConcept, Consent } from '@munan/fhir';
import type { ConsentPart } from '@munan/identity';
import { relatedPersonId } from './related.ts';

export interface FamilyConsent {
  person: string;
  family: { id: string; name: string };
  parts: readonly ConsentPart[];
  /** When she agreed, Unix ms. */
  agreedAt: number;
  /** Who agreed: the person herself, or who may speak for her. */
  agreedBy: string;
  simulated: boolean;
}

/** As `decide` reads it (consentPartSystem of the identity room). */
const partSystem = 'urn:munan:consent-part';

const concept = (system: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system, code, ...(display && { display }) }],
});

/** One Consent for each family member of each person; a later one is a new version of it. */
export const consentId = (family: string, person: string): string =>
  `consent.${relatedPersonId(family, person)}`.slice(0, 64);

/**
 * What a person agreed that one family member sees, as a Consent over privacy: everything is closed (OPTOUT) but for the
 * parts named [FHIR R4 consent.html]. Without a part it is withdrawn: inactive.
 */
export function familyConsent({ person, family, parts, agreedAt, agreedBy, simulated }: FamilyConsent): Consent {
  const actor = {
    role: concept('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP', 'information recipient'),
    reference: { reference: `RelatedPerson/${relatedPersonId(family.id, person)}`, display: family.name },
  };
  return {
    resourceType: 'Consent',
    id: consentId(family.id, person),
    ...(simulated && {
      meta: {
        tag: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
            code: 'HTEST',
            display: 'test health data',
          },
        ],
      },
    }),
    status: parts.length > 0 ? 'active' : 'inactive',
    scope: concept('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy', 'Privacy Consent'),
    category: [concept('http://loinc.org', '59284-0', 'Patient Consent')],
    patient: { reference: `Patient/${person}` },
    dateTime: new Date(agreedAt).toISOString(),
    performer: [{ display: agreedBy }],
    policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTOUT', 'opt-out'),
    provision: {
      provision: [
        {
          type: parts.length > 0 ? 'permit' : 'deny',
          actor: [actor],
          action: [concept('http://terminology.hl7.org/CodeSystem/consentaction', 'access', 'Access')],
          ...(parts.length > 0 && { code: parts.map((part) => concept(partSystem, part)) }),
        },
      ],
    },
  };
}
