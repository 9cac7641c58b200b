import type { Priority } from '@munan/flow';

const ranks: Record<Priority, number> = { low: 0, medium: 1, high: 2 };

/** Whether `a` is more urgent than `b` (IEC 60601-1-8 priorities). */
export function isGraver(a: Priority, b: Priority): boolean {
  return ranks[a] > ranks[b];
}

/** One step up; high stays high. */
export function raised(priority: Priority): Priority {
  return priority === 'low' ? 'medium' : 'high';
}
