import { defaultLatenessMs, type Vital } from './vital.ts';

/** Acceleration on three axes, milli-g; axis orientation is the device's own. */
export const acceleration = {
  code: 'acceleration',

  unit: 'm[g]',

  plausible: { min: -32000, max: 32000 },
  precision: 1,
  latenessMs: defaultLatenessMs,
} as const satisfies Vital;
