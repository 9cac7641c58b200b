import { fieldPlans, isNumberField, type NumberField, type Step, type VisitVitals } from './fields.ts';
import { isPossible } from './keypad.ts';

export type Verdict =
  | { kind: 'fine' }
  /** Ask once; a yes puts `field` into `confirmed`. `instead` is what a slipped decimal point would have meant. */
  | { kind: 'ask'; why: 'unusual' | 'systolic-not-above-diastolic' | 'weight-changed' | 'not-alert'; instead?: number }
  | { kind: 'refuse'; why: 'impossible'; min: number; max: number };

/** More than this between two visits is a change to treat or a slip of the finger, kg. */
const weightChangeKg = 5;
const pressures = [
  ['systolicMmHg', 'diastolicMmHg'],
  ['secondSystolicMmHg', 'secondDiastolicMmHg'],
] as const;

/** The other reading's half of the same measurement of pressure, and itself; undefined for another field. */
export function pressurePair(field: string): readonly NumberField[] | undefined {
  return pressures.find((pair) => (pair as readonly string[]).includes(field));
}

/**
 * Judges one number where it was just entered. `vitals` holds what else was entered; `last` the visit before.
 * `confirmed` holds the fields about which the nurse has said yes already: nobody is asked twice.
 */
export function judge(field: Step, vitals: VisitVitals, confirmed: readonly string[], last?: VisitVitals): Verdict {
  if (field === 'consciousness') {
    const level = vitals.consciousness;
    return level === undefined || level === 'alert' || confirmed.includes(field)
      ? { kind: 'fine' }
      : { kind: 'ask', why: 'not-alert' };
  }
  if (!isNumberField(field)) return { kind: 'fine' };
  const value = vitals[field];
  if (value === undefined) return { kind: 'fine' };
  const plan = fieldPlans[field];
  if (!isPossible(value, plan)) return { kind: 'refuse', why: 'impossible', ...plan.possible };
  if (confirmed.includes(field)) return { kind: 'fine' };
  if (isUpsideDown(field, vitals)) return { kind: 'ask', why: 'systolic-not-above-diastolic' };
  const { min, max } = plan.usual;
  if (value < min || value > max) return { kind: 'ask', why: 'unusual', ...slippedPoint(field, value) };
  if (field === 'weightKg' && last?.weightKg !== undefined && Math.abs(value - last.weightKg) > weightChangeKg) {
    return { kind: 'ask', why: 'weight-changed' };
  }
  return { kind: 'fine' };
}

/** The fields that still need a yes or another number before the vitals can be final. */
export function unsettled(vitals: VisitVitals, confirmed: readonly string[], last?: VisitVitals): Step[] {
  const all: Step[] = [...(Object.keys(fieldPlans) as NumberField[]), 'consciousness'];
  return all.filter((field) => judge(field, vitals, confirmed, last).kind !== 'fine');
}

/** A changed number is a new number: the yes to the old one does not hold for it, nor for the other half of the pressure. */
export function confirmedAfterChange(confirmed: readonly string[], field: string): string[] {
  const gone: readonly string[] = pressurePair(field) ?? [field];
  return confirmed.filter((name) => !gone.includes(name));
}

function isUpsideDown(field: NumberField, vitals: VisitVitals): boolean {
  const pair = pressurePair(field);
  if (!pair) return false;
  const [high, low] = pair.map((name) => vitals[name]);
  return high !== undefined && low !== undefined && high <= low;
}

function slippedPoint(field: NumberField, value: number): { instead?: number } {
  const { decimals, usual } = fieldPlans[field];
  const instead = value / 10;
  return decimals === 1 && instead >= usual.min && instead <= usual.max ? { instead } : {};
}
