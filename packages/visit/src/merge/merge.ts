import type { FactChange, FactValue, VisitEntry } from '@munan/flow';

/** A field that both sides changed, to different values. `undefined`: the field is not there. */
export interface Clash {
  field: string;
  base: unknown;
  /** What stands now. */
  kept: unknown;
  /** What came later and waits for a decision. */
  other: unknown;
}
export interface Merged<T> {
  value: T;
  /** Fields of what stood that this changes. */
  changed: string[];
  clashes: Clash[];
}

/** A visit as fields: `vitals.weightKg`, `forms.diabetes.foot-pulse`, `photos.<id>`, `remarks`, `next`, … */
export function fieldsOf(_entry: VisitEntry): Map<string, unknown> {
  throw new Error('being built');
}
/** One field set to another value (undefined: taken out). @throws Error for a name that is no field */
export function withField(_entry: VisitEntry, _field: string, _value: unknown): VisitEntry {
  throw new Error('being built');
}
/** Three ways: what the change started from, the change, and what stands now. */
export function mergeVisit(
  _base: VisitEntry | undefined,
  _mine: VisitEntry,
  _current: VisitEntry | undefined,
): Merged<VisitEntry> {
  throw new Error('being built');
}
/** One fact three ways. */
export function mergeFact(_change: FactChange, _current: FactValue): Merged<FactValue> {
  throw new Error('being built');
}
/** What stands after a decision; `both`: of two lists all that is in either, of two texts one after the other. */
export function chosen(_choice: 'kept' | 'other' | 'both', _kept: unknown, _other: unknown): unknown {
  throw new Error('being built');
}
