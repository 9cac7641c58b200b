import type { Device, Patient, Practitioner } from '@munan/fhir';
import { fhirIdOf, fhirText } from './systems.ts';

export interface PersonToRecord {
  id: string;
  name: string;
  /** yyyy-mm-dd */
  birthDate: string;
  sex: 'female' | 'male';
  address?: string;
  phone?: string;
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

export function personPatient(person: PersonToRecord): Patient {
  const address = fhirText(person.address);
  return {
    resourceType: 'Patient',
    id: person.id,
    ...(person.simulated && { meta: { tag: [simulatedTag] } }),
    active: true,
    name: [{ use: 'official', text: person.name, ...splitName(person.name) }],
    gender: person.sex,
    birthDate: person.birthDate,
    ...(person.phone && { telecom: [{ system: 'phone', value: person.phone }] }),
    ...(address && { address: [{ use: 'home', text: address }] }),
    ...(person.nurse && { generalPractitioner: [{ reference: `Practitioner/${person.nurse}` }] }),
  };
}

export function userPractitioner(user: { id: string; name: string }): Practitioner {
  return {
    resourceType: 'Practitioner',
    id: user.id,
    active: true,
    name: [{ text: user.name, ...splitName(user.name) }],
  };
}

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
