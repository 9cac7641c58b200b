import { clinicalFacts, type FactChange, type FactValue } from '@munan/flow';
import type { Merged } from './merge.ts';
import { same } from './same.ts';

/**
 * One fact three ways. Whoever wrote last never wins by that: where what stands is neither what the change started from
 * nor what it makes of it, both stay, and a person decides. Of medication and allergies that holds also where the change
 * only says again what it had found: a list that was read out at a home is a statement, and another list stands.
 */
export function mergeFact(change: FactChange, current: FactValue): Merged<FactValue> {
  const { field, base, mine } = change;
  if (same(mine, current)) return { value: current, changed: [], clashes: [] };
  if (same(base, current)) return { value: mine, changed: [field], clashes: [] };
  if (same(mine, base) && !clinicalFacts.includes(field)) return { value: current, changed: [], clashes: [] };
  return { value: current, changed: [], clashes: [{ field, base, kept: current, other: mine }] };
}

/** Of two short texts both fit a line. */
const longestLine = 60;

/** Whether there is such a thing as both of them: two lists, two texts, or one that is not there. */
export function canBeBoth(kept: unknown, other: unknown): boolean {
  const isText = (value: unknown): boolean => typeof value === 'string';
  return (
    isNothing(kept) ||
    isNothing(other) ||
    (Array.isArray(kept) && Array.isArray(other)) ||
    (isText(kept) && isText(other))
  );
}

/**
 * What stands after a decision; `both`: of two lists all that is in either, of two texts one after the other.
 * @throws Error where both cannot be (two numbers, a yes and a no)
 */
export function chosen(choice: 'kept' | 'other' | 'both', kept: unknown, other: unknown): unknown {
  if (choice === 'kept') return kept;
  if (choice === 'other') return other;
  if (!canBeBoth(kept, other)) throw new Error('of these two values only one can stand');
  if (isNothing(kept)) return other;
  if (isNothing(other)) return kept;
  if (Array.isArray(kept) && Array.isArray(other))
    return [...kept, ...other.filter((one) => !kept.some((there) => same(there, one)))];
  const [first, second] = [String(kept), String(other)];
  if (first.includes(second)) return first;
  if (second.includes(first)) return second;
  const isShort = first.length <= longestLine && second.length <= longestLine && !/\n/.test(first + second);
  return first + (isShort ? ' / ' : '\n') + second;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
