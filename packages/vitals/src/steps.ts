import { defaultLatenessMs, type Vital } from './vital.ts';

/** Steps in one period. */
export const steps = {
  code: 'steps',
  loinc: '55423-8',
  loincDisplay: 'Number of steps in unspecified time Pedometer',
  unit: '{steps}',

  plausible: { min: 0, max: 300 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
