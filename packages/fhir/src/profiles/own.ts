import type { NamingSystem, StructureDefinition } from '@medplum/fhirtypes';
import type { ProfileDefinition, ProfileElement } from './definition.ts';

/** Canonical addresses of the house's own are the same in every installation. */
const canonical = 'http://munan.kr/fhir';
const krcore = 'http://www.hl7korea.or.kr/fhir/krcore/StructureDefinition';

/** Licence number of a registered nurse, given by the Ministry of Health and Welfare (간호사 면허번호). */
export const nurseLicenceSystem = `${canonical}/sid/mohw-rn-license-id`;
/** KR Core's code system of licences and specialities. */
export const qualificationSystem = 'http://www.hl7korea.or.kr/CodeSystem/mohw-practitioner-qualification-types';
export const nurseProfileUrl = `${canonical}/StructureDefinition/munan-nurse-practitioner`;

const nurse = { coding: [{ system: qualificationSystem, code: '간호사' }] };

/** As KR Core's medical doctor, which no nurse can meet: that asks for the licence number of a doctor. */
const nurseElements = [
  { id: 'Practitioner', short: '면허를 가진 간호사 (a licensed nurse)' },
  { id: 'Practitioner.name', min: 1, mustSupport: true },
  { id: 'Practitioner.name.text', min: 1, short: '전체 이름 (the whole name)', mustSupport: true },
  {
    id: 'Practitioner.address.extension:krcore-roadNameAddress',
    sliceName: 'krcore-roadNameAddress',
    min: 0,
    max: '1',
    type: [{ code: 'Extension', profile: [`${krcore}/krcore-roadNameAddress`] }],
  },
  {
    id: 'Practitioner.qualification',
    slicing: { discriminator: [{ type: 'pattern', path: 'code' }], rules: 'open' },
    min: 1,
    mustSupport: true,
  },
  { id: 'Practitioner.qualification:Nurse', sliceName: 'Nurse', min: 1, max: '1', mustSupport: true },
  {
    id: 'Practitioner.qualification:Nurse.identifier',
    slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
    min: 1,
  },
  { id: 'Practitioner.qualification:Nurse.identifier:MOHW', sliceName: 'MOHW', min: 1, max: '1', mustSupport: true },
  { id: 'Practitioner.qualification:Nurse.identifier:MOHW.system', min: 1, fixedUri: nurseLicenceSystem },
  {
    id: 'Practitioner.qualification:Nurse.identifier:MOHW.value',
    min: 1,
    short: '간호사 면허번호; 모르면 data-absent-reason (licence number, or why it is not known)',
  },
  { id: 'Practitioner.qualification:Nurse.code', patternCodeableConcept: nurse },
] as const;

const nurseProfile: StructureDefinition = {
  resourceType: 'StructureDefinition',
  id: 'munan-nurse-practitioner',
  url: nurseProfileUrl,
  version: '1.0.0',
  name: 'MunanNursePractitioner',
  title: '간호사 (nurse)',
  status: 'active',
  date: '2026-11-23',
  publisher: 'Munan',
  description:
    'KR Core 2.0.0에는 의사 프로파일만 있어, 같은 구조로 간호사의 면허를 표현함. (KR Core has a profile of medical doctors only; this one says a nurse’s licence in the same form.)',
  jurisdiction: [{ coding: [{ system: 'urn:iso:std:iso:3166', code: 'KR' }] }],
  fhirVersion: '4.0.1',
  kind: 'resource',
  abstract: false,
  type: 'Practitioner',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Practitioner',
  derivation: 'constraint',
  differential: {
    element: nurseElements.map((element) => ({
      ...(JSON.parse(JSON.stringify(element)) as object),
      id: element.id,
      path: element.id.replaceAll(/:[^.]+/g, ''),
    })),
  },
};

const nurseLicence: NamingSystem = {
  resourceType: 'NamingSystem',
  id: 'munan-mohw-rn-license-id',
  name: 'MOHW_RN_License_Id',
  status: 'active',
  kind: 'identifier',
  date: '2026-11-23',
  publisher: 'Munan',
  responsible: '보건복지부 (Ministry of Health and Welfare)',
  description: '간호사 면허번호 (licence number of a registered nurse); KR Core names only that of medical doctors.',
  uniqueId: [{ type: 'uri', value: nurseLicenceSystem, preferred: true }],
};

/** What the house itself defines, for publication. */
export const ownResources: readonly (StructureDefinition | NamingSystem)[] = [nurseProfile, nurseLicence];

/** The house's own profiles, as the validator reads them. */
export const ownProfiles: readonly ProfileDefinition[] = [
  {
    url: nurseProfileUrl,
    version: '1.0.0',
    type: 'Practitioner',
    kind: 'resource',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Practitioner',
    elements: nurseElements as unknown as readonly ProfileElement[],
  },
];
