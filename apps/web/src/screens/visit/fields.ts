import type { VisitVitals } from '@munan/flow';

export type { VisitVitals };
export type NumberField =
  | 'systolicMmHg'
  | 'diastolicMmHg'
  | 'secondSystolicMmHg'
  | 'secondDiastolicMmHg'
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
  secondSystolicMmHg: plan('secondSystolicMmHg', 0, 'mmHg', [30, 350], [90, 180]),
  secondDiastolicMmHg: plan('secondDiastolicMmHg', 0, 'mmHg', [10, 250], [45, 110]),
  pulsePerMin: plan('pulsePerMin', 0, '/min', [10, 300], [45, 120]),
  temperatureCel: plan('temperatureCel', 1, '°C', [20, 46], [35, 38.5]),
  spo2Percent: plan('spo2Percent', 0, '%', [30, 100], [90, 100]),
  respirationPerMin: plan('respirationPerMin', 0, '/min', [2, 90], [9, 26]),
  glucoseMgPerDl: plan('glucoseMgPerDl', 0, 'mg/dL', [10, 1500], [70, 300]),
  weightKg: plan('weightKg', 1, 'kg', [2, 400], [30, 110]),
};

/**
 * The steps of the measuring, in the order in which a nurse's hands go: cuff, finger, thermometer; by then the minute is over
 * after which the cuff is pumped up once more; chest, drop of blood, scale; and what is asked.
 */
export const steps = [
  'systolicMmHg',
  'diastolicMmHg',
  'pulsePerMin',
  'temperatureCel',
  'spo2Percent',
  'secondSystolicMmHg',
  'secondDiastolicMmHg',
  'respirationPerMin',
  'glucoseMgPerDl',
  'weightKg',
  'painScore',
  'consciousness',
  'orientation',
  'review',
] as const;
export type Step = (typeof steps)[number];
export type Measured = Exclude<Step, 'review'>;

export const levels = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const satisfies readonly NonNullable<
  VisitVitals['consciousness']
>[];
export type Level = (typeof levels)[number];

/** 지남력: what is asked, in the order of asking. */
export const orientations = ['orientedToTime', 'orientedToPlace', 'orientedToPerson'] as const;
export type Orientation = (typeof orientations)[number];

export const painScores = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

export function isNumberField(step: string): step is NumberField {
  return Object.hasOwn(fieldPlans, step);
}

/** As it is written down: the field's own number of decimals, so that 36 °C reads 36.0. */
export function written(field: NumberField, value: number): string {
  return value.toFixed(fieldPlans[field].decimals);
}

/** A second reading goes with a first: without one there is nothing to take the mean with. */
export function stepsFor(vitals: VisitVitals): readonly Step[] {
  if (vitals.systolicMmHg !== undefined || vitals.secondSystolicMmHg !== undefined) return steps;
  return steps.filter((step) => step !== 'secondSystolicMmHg' && step !== 'secondDiastolicMmHg');
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
