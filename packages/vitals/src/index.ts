/** What can be measured: one file each. */
import { acceleration } from './acceleration.ts';
import { activity } from './activity.ts';
import { diastolic } from './diastolic.ts';
import { glucose } from './glucose.ts';
import { pulse } from './pulse.ts';
import { respiration } from './respiration.ts';
import { spo2 } from './spo2.ts';
import { steps } from './steps.ts';
import { systolic } from './systolic.ts';
import { temperature } from './temperature.ts';
import { weight } from './weight.ts';

export * from './mean-pressure.ts';
export * from './news2.ts';
export * from './news2-next.ts';
export * from './vital.ts';
export { acceleration, activity, diastolic, glucose, pulse, respiration, spo2, steps, systolic, temperature, weight };

export const vitals = {
  spo2,
  pulse,
  temperature,
  activity,
  steps,
  acceleration,
  respiration,
  systolic,
  diastolic,
  glucose,
  weight,
} as const;
export type VitalCode = keyof typeof vitals;
