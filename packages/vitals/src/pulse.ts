import { defaultLatenessMs, type Vital } from './vital.ts';

/** Pulse from the wrist's oximeter; FHIR R4 heartrate profile. */
export const pulse = {
  code: 'pulse',
  loinc: '8867-4',
  loincDisplay: 'Heart rate',
  unit: '/min',
  mdc: 149530,
  plausible: { min: 20, max: 250 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
