import { defaultLatenessMs, type Vital } from './vital.ts';

/** Component of blood pressure 85354-9; FHIR R4 bp profile. */
export const diastolic = {
  code: 'diastolic',
  loinc: '8462-4',
  loincDisplay: 'Diastolic blood pressure',
  unit: 'mm[Hg]',
  mdc: 150022,
  plausible: { min: 20, max: 200 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
