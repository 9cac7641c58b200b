import type { AlertRow, Priority } from '@munan/flow';

export const whoseAll = ['all', 'mine', 'free'] as const;
export type Whose = (typeof whoseAll)[number];
export interface QueueFilter {
  whose: Whose;
  /** Absent: all of them. */
  priority?: Priority;
}
export const noFilter: QueueFilter = { whose: 'all' };

function isWhose(row: AlertRow, whose: Whose, me: string): boolean {
  if (whose === 'mine') return row.takenBy?.id === me;
  if (whose === 'free') return row.takenBy === undefined;
  return true;
}

/** The rows that pass; the very same list when all do, so that nothing is drawn again for nothing. */
export function filterQueue(rows: AlertRow[], { whose, priority }: QueueFilter, me: string): AlertRow[] {
  if (whose === 'all' && priority === undefined) return rows;
  return rows.filter((row) => isWhose(row, whose, me) && (priority === undefined || row.priority === priority));
}

export interface QueueCounts {
  whose: Record<Whose, number>;
  priority: Record<Priority, number>;
}

/** How many there are of each, whatever is shown. */
export function countQueue(rows: readonly AlertRow[], me: string): QueueCounts {
  const counts: QueueCounts = {
    whose: { all: rows.length, mine: 0, free: 0 },
    priority: { high: 0, medium: 0, low: 0 },
  };
  for (const row of rows) {
    counts.priority[row.priority] += 1;
    if (row.takenBy === undefined) counts.whose.free += 1;
    else if (row.takenBy.id === me) counts.whose.mine += 1;
  }
  return counts;
}
