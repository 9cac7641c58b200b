import type { VisitEntry } from '@munan/flow';

export type VisitVitals = VisitEntry['vitals'];
export type NumberField =
  | 'systolicMmHg'
  | 'diastolicMmHg'
  | 'pulsePerMin'
  | 'temperatureCel'
  | 'spo2Percent'
  | 'respirationPerMin'
  | 'glucoseMgPerDl'
  | 'weightKg';

/** How one number is typed and judged. */
export interface FieldPlan {
  field: NumberField;
  decimals: 0 | 1;
  unit: string;
  /** Beyond it is a slip of the finger: refused. The same limits as VisitEntry's schema (a test holds them together). */
  possible: { min: number; max: number };
  /** Outside it is asked about once: real in a sick person, and as often a slip. */
  usual: { min: number; max: number };
}

export const fieldPlans: Record<NumberField, FieldPlan> = {
  systolicMmHg: plan('systolicMmHg', 0, 'mmHg', [30, 350], [90, 180]),
  diastolicMmHg: plan('diastolicMmHg', 0, 'mmHg', [10, 250], [45, 110]),
  pulsePerMin: plan('pulsePerMin', 0, '/min', [10, 300], [45, 120]),
  temperatureCel: plan('temperatureCel', 1, '°C', [20, 46], [35, 38.5]),
  spo2Percent: plan('spo2Percent', 0, '%', [30, 100], [90, 100]),
  respirationPerMin: plan('respirationPerMin', 0, '/min', [2, 90], [9, 26]),
  glucoseMgPerDl: plan('glucoseMgPerDl', 0, 'mg/dL', [10, 1500], [70, 300]),
  weightKg: plan('weightKg', 1, 'kg', [2, 400], [30, 110]),
};

/** The steps of a visit, in the order in which a nurse's hands go: cuff, thermometer, finger, chest, drop of blood, scale. */
export const steps = [
  'systolicMmHg',
  'diastolicMmHg',
  'pulsePerMin',
  'temperatureCel',
  'spo2Percent',
  'respirationPerMin',
  'glucoseMgPerDl',
  'weightKg',
  'consciousness',
  'review',
] as const;
export type Step = (typeof steps)[number];

export const levels = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const satisfies readonly NonNullable<
  VisitVitals['consciousness']
>[];
export type Level = (typeof levels)[number];

export function isNumberField(step: string): step is NumberField {
  return step in fieldPlans;
}

/** As it is written down: the field's own number of decimals, so that 36 °C reads 36.0. */
export function written(field: NumberField, value: number): string {
  return value.toFixed(fieldPlans[field].decimals);
}

function plan(
  field: NumberField,
  decimals: 0 | 1,
  unit: string,
  [least, most]: [number, number],
  [low, high]: [number, number],
): FieldPlan {
  return { field, decimals, unit, possible: { min: least, max: most }, usual: { min: low, max: high } };
}
