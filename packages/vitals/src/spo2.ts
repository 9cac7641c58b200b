import { defaultLatenessMs, type Vital } from './vital.ts';

/** Oxygen saturation; FHIR R4 oxygensat profile. Below 40 % a reflectance sensor reads noise. */
export const spo2 = {
  code: 'spo2',
  loinc: '2708-6',
  loincDisplay: 'Oxygen saturation in Arterial blood',
  unit: '%',
  mdc: 150456,
  plausible: { min: 40, max: 100 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
