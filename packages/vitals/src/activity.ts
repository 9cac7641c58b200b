import { defaultLatenessMs, type Vital } from './vital.ts';

/** Movement in one period as the device counts it; zero is stillness. No LOINC code: counts differ between makers. */
export const activity = {
  code: 'activity',

  unit: '{counts}',

  plausible: { min: 0, max: 100000 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
