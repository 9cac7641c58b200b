import { defaultLatenessMs, type Vital } from './vital.ts';

/** Component of blood pressure 85354-9; FHIR R4 bp profile. */
export const systolic = {
  code: 'systolic',
  loinc: '8480-6',
  loincDisplay: 'Systolic blood pressure',
  unit: 'mm[Hg]',
  mdc: 150021,
  plausible: { min: 40, max: 300 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
