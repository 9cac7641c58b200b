import type { CodeableConcept, Observation, Quantity } from '@medplum/fhirtypes';
import { diastolic, systolic, type Vital } from '@munan/vitals';
import { toInstant } from './instants.ts';
import { withDecimals } from './json.ts';

export const codeSystems = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  ucum: 'http://unitsofmeasure.org',
  /** ISO/IEEE 11073-10101 */
  mdc: 'urn:iso:std:iso:11073:10101',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  dataAbsentReason: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
} as const;

/** Why there is no value: codes of FHIR's data-absent-reason. */
export type AbsentReason = 'unknown' | 'not-performed' | 'not-asked' | 'error' | 'asked-declined' | 'temp-unknown';

interface Taken {
  id?: string;
  /** Patient's id. */
  patient: string;
  /** When measured, Unix ms. */
  at: number;
  performer?: string;
  device?: string;
  encounter?: string;
}

export interface VitalSignTaken extends Taken {
  /** In the vital's unit; without it `absent` must say why. */
  value?: number;
  absent?: AbsentReason;
}

export interface BloodPressureTaken extends Taken {
  systolicMmHg?: number;
  diastolicMmHg?: number;
  absent?: AbsentReason;
}

/** Code of a vital sign: LOINC first, as the profiles ask; the device's own code beside it where it is known. */
export function vitalSignCode(vital: Vital): CodeableConcept {
  if (!vital.loinc) throw new Error(`${vital.code} has no LOINC code: it is not a vital sign of FHIR`);
  return {
    coding: [
      { system: codeSystems.loinc, code: vital.loinc, display: vital.loincDisplay },
      ...(vital.mdc === undefined ? [] : [{ system: codeSystems.mdc, code: String(vital.mdc) }]),
    ],
  };
}

/** A value with the unit and the decimals of its vital: 37 degrees are written 37.0. */
export function vitalQuantity(vital: Vital, value: number): Quantity {
  const fractionDigits = Math.max(0, Math.round(-Math.log10(vital.precision)));
  const quantity = { value, unit: vital.unit, system: codeSystems.ucum, code: vital.unit };
  return withDecimals(quantity, fractionDigits);
}

/** [FHIR R4 observation-vitalsigns] one vital sign as an Observation that its profile accepts. */
export function vitalSignObservation(vital: Vital, taken: VitalSignTaken): Observation {
  return {
    ...observationOf(taken, vital.code === 'glucose' ? 'laboratory' : 'vital-signs', vitalSignCode(vital)),
    ...valueOrReason(vital, taken.value, taken.absent),
  };
}

/** [FHIR R4 bp] 85354-9 with its two components, each with a value or the reason of its absence. */
export function bloodPressureObservation(taken: BloodPressureTaken): Observation {
  const { systolicMmHg, diastolicMmHg, absent } = taken;
  const code = {
    coding: [
      { system: codeSystems.loinc, code: '85354-9', display: 'Blood pressure panel with all children optional' },
      { system: codeSystems.mdc, code: '150020' },
    ],
  };
  return {
    ...observationOf(taken, 'vital-signs', code),
    component: [
      { code: vitalSignCode(systolic), ...valueOrReason(systolic, systolicMmHg, absent) },
      { code: vitalSignCode(diastolic), ...valueOrReason(diastolic, diastolicMmHg, absent) },
    ],
  };
}

/** [FHIR R4 vs-2] a value or a dataAbsentReason. */
function valueOrReason(
  vital: Vital,
  value: number | undefined,
  absent: AbsentReason = 'unknown',
): Pick<Observation, 'valueQuantity' | 'dataAbsentReason'> {
  if (value !== undefined) return { valueQuantity: vitalQuantity(vital, value) };
  return { dataAbsentReason: { coding: [{ system: codeSystems.dataAbsentReason, code: absent }] } };
}

export type ObservationCategory = 'vital-signs' | 'laboratory' | 'survey' | 'exam' | 'therapy';

/** What every Observation of a person at a moment has; the caller adds the value. */
export function observationOf(taken: Taken, category: ObservationCategory, code: CodeableConcept): Observation {
  return {
    resourceType: 'Observation',
    ...(taken.id && { id: taken.id }),
    status: 'final',
    category: [{ coding: [{ system: codeSystems.observationCategory, code: category }] }],
    code,
    subject: { reference: `Patient/${taken.patient}` },
    ...(taken.encounter && { encounter: { reference: `Encounter/${taken.encounter}` } }),
    effectiveDateTime: toInstant(taken.at),
    ...(taken.performer && { performer: [{ reference: `Practitioner/${taken.performer}` }] }),
    ...(taken.device && { device: { reference: `Device/${taken.device}` } }),
  };
}
