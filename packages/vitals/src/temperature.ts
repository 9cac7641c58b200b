import { defaultLatenessMs, type Vital } from './vital.ts';

/** Body temperature, measured in the ear (MDC 188428); FHIR R4 bodytemp profile. */
export const temperature = {
  code: 'temperature',
  loinc: '8310-5',
  loincDisplay: 'Body temperature',
  unit: 'Cel',
  mdc: 188428,
  plausible: { min: 25, max: 45 },
  precision: 0.1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
