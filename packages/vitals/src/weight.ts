import { defaultLatenessMs, type Vital } from './vital.ts';

/** Body weight; FHIR R4 bodyweight profile. */
export const weight = {
  code: 'weight',
  loinc: '29463-7',
  loincDisplay: 'Body weight',
  unit: 'kg',
  mdc: 188736,
  plausible: { min: 10, max: 300 },
  precision: 0.1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
