import { defaultLatenessMs, type Vital } from './vital.ts';

/** Glucose in capillary blood by meter. */
export const glucose = {
  code: 'glucose',
  loinc: '2339-0',
  loincDisplay: 'Glucose [Mass/volume] in Blood',
  unit: 'mg/dL',
  mdc: 160368,
  plausible: { min: 20, max: 800 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
