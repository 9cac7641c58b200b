import type { FieldPlan } from './fields.ts';

export const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'point', '0', 'erase'] as const;
export type Key = (typeof keys)[number];

/** What stands in the field after one more key; a key that can mean nothing there changes nothing. */
export function pressed(typed: string, key: Key, plan: FieldPlan): string {
  if (key === 'erase') return typed.slice(0, -1);
  if (key === 'point') return plan.decimals === 0 || typed === '' || typed.includes('.') ? typed : `${typed}.`;
  if (typed === '0') return key;
  const next = typed + key;
  if ((next.split('.')[1] ?? '').length > plan.decimals) return typed;
  return next.replace('.', '').length > longest(plan) ? typed : next;
}

/**
 * The number meant by what was typed, undefined where there is none yet. Without a point, digits that are too large for
 * the field carry their decimal inside: 365 in a temperature is 36.5. A number that fits as it stands is taken as it stands.
 */
export function meant(typed: string, plan: FieldPlan): number | undefined {
  if (!/\d/.test(typed)) return undefined;
  if (typed.includes('.')) return Number(typed);
  const whole = Number(typed);
  return plan.decimals === 1 && whole > plan.possible.max && typed.length > 1 ? whole / 10 : whole;
}

/** True when no further key could make another possible number: the field may move on by itself. */
export function isComplete(typed: string, plan: FieldPlan): boolean {
  const now = meant(typed, plan);
  if (now === undefined || !isPossible(now, plan)) return false;
  const further: Key[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'point'];
  return !further.some((key) => {
    const next = pressed(typed, key, plan);
    if (next === typed) return false;
    // An ordinary whole number followed by a point is the beginning of a decimal.
    const value = meant(next, plan);
    return value !== undefined && value <= plan.possible.max;
  });
}

export function isPossible(value: number, plan: FieldPlan): boolean {
  return value >= plan.possible.min && value <= plan.possible.max;
}

/** Enough digits for the largest possible number. */
function longest(plan: FieldPlan): number {
  return String(Math.floor(plan.possible.max)).length + plan.decimals;
}
