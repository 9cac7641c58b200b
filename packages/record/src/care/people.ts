import {
  type Device,
  nurseLicenceSystem,
  nurseProfileUrl,
  type Patient,
  type Practitioner,
  qualificationSystem,
} from '@munan/fhir';
import { homeAddress } from './address.ts';
import { claim, krCore } from './krcore.ts';
import { fhirIdOf, fhirText, munan } from './systems.ts';

export interface PersonToRecord {
  id: string;
  name: string;
  /** yyyy-mm-dd */
  birthDate: string;
  sex: 'female' | 'male';
  address?: string;
  phone?: string;
  /** Of her home, WGS 84. */
  location?: { latitude: number; longitude: number };
  /** Shown as such everywhere. */
  simulated?: boolean;
  /** User id of the nurse in charge. */
  nurse?: string;
}

/** `HTEST`: the standard tag of what is no real person. */
const simulatedTag = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
};

/** [KR Core krcore-patient] an identifier, the whole name, gender and date of birth. */
export function personPatient(person: PersonToRecord): Patient {
  const address = fhirText(person.address);
  const patient: Patient = {
    resourceType: 'Patient',
    id: person.id,
    ...(person.simulated && { meta: { tag: [simulatedTag] } }),
    identifier: [{ system: munan.person, value: person.id }],
    active: true,
    name: [{ use: 'official', text: person.name, ...splitName(person.name) }],
    gender: person.sex,
    birthDate: person.birthDate,
    ...(person.phone && { telecom: [{ system: 'phone', value: person.phone }] }),
    ...(address && { address: [withLocation(homeAddress(address), person.location)] }),
    ...(person.nurse && { generalPractitioner: [{ reference: `Practitioner/${person.nurse}` }] }),
  };
  return claim(patient, krCore.patient);
}

/** [FHIR R4 extension-geolocation] where an address is. */
function withLocation(address: ReturnType<typeof homeAddress>, location: PersonToRecord['location']) {
  if (!location) return address;
  const place = {
    url: 'http://hl7.org/fhir/StructureDefinition/geolocation',
    extension: [
      { url: 'latitude', valueDecimal: location.latitude },
      { url: 'longitude', valueDecimal: location.longitude },
    ],
  };
  return { ...address, extension: [...(address.extension ?? []), place] };
}

/** Licences by role: whose number it is, KR Core's word for the profession, and the profile that asks for both. */
const licences: Readonly<Record<string, { system: string; profession: string; profile: string }>> = {
  doctor: {
    system: 'http://www.hl7korea.or.kr/Identifier/mohw-md-license-id',
    profession: '의사',
    profile: krCore.doctor,
  },
  nurse: { system: nurseLicenceSystem, profession: '간호사', profile: nurseProfileUrl },
};

/** A nurse or a doctor with her qualification; other users have none. */
export function userPractitioner(user: { id: string; name: string; role?: string }): Practitioner {
  const practitioner: Practitioner = {
    resourceType: 'Practitioner',
    id: user.id,
    identifier: [{ system: munan.user, value: user.id }],
    active: true,
    name: [{ text: user.name, ...splitName(user.name) }],
  };
  const licence = Object.hasOwn(licences, user.role ?? '') ? licences[user.role ?? ''] : undefined;
  if (!licence) return practitioner;
  const { system, profession, profile } = licence;
  const code = { coding: [{ system: qualificationSystem, code: profession }] };
  return claim({ ...practitioner, qualification: [{ identifier: [{ system, ...notKnown }], code }] }, profile);
}

/** The house is told no licence numbers: the value says why it is not there. [FHIR R4 extension-data-absent-reason] */
const notKnown = {
  _value: {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
  },
};

export function wornDevice(device: { id: string; kind: string; person?: string; revoked?: boolean }): Device {
  return {
    resourceType: 'Device',
    id: fhirIdOf(device.id),
    identifier: [{ system: 'urn:munan:device', value: device.id }],
    status: device.revoked ? 'inactive' : 'active',
    deviceName: [{ name: device.id, type: 'user-friendly-name' }],
    type: { coding: [{ system: 'urn:munan:device-kind', code: device.kind }] },
    ...(device.person && { patient: { reference: `Patient/${device.person}` } }),
  };
}

/** Korean names are written family name first without a space: one syllable, or two for the few long ones. */
const longFamilyNames = ['남궁', '황보', '제갈', '사공', '선우', '서문', '독고', '동방'];

function splitName(name: string): { family?: string; given?: string[] } {
  if (!/^\p{Script=Hangul}{2,5}$/u.test(name)) return {};
  const family = longFamilyNames.find((long) => name.startsWith(long) && name.length > long.length) ?? name.slice(0, 1);
  return { family, given: [name.slice(family.length)] };
}
