import { defaultLatenessMs, type Vital } from './vital.ts';

/** Breaths a minute, counted by the nurse; FHIR R4 resprate profile. */
export const respiration = {
  code: 'respiration',
  loinc: '9279-1',
  loincDisplay: 'Respiratory rate',
  unit: '/min',
  mdc: 151562,
  plausible: { min: 2, max: 80 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
