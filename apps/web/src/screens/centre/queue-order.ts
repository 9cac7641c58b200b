import type { AlertRow } from '@munan/flow';

export interface QueueRow {
  row: AlertRow;
  /** It left the queue while the order was held; shown struck out until the pointer goes away. */
  gone: boolean;
}

/**
 * What the queue shows. In the server's order, unless it is `held` (the pointer is over it): then nothing that is shown
 * moves, what was closed stays in its place as such, and what is new comes at the end. A press must land on the row
 * that was aimed at.
 */
export function queueOrder(shown: QueueRow[], next: AlertRow[], held: boolean): QueueRow[] {
  if (!held) return next.map((row) => ({ row, gone: false }));
  const byId = new Map(next.map((row) => [row.id, row]));
  const kept = shown.map((old): QueueRow => {
    const row = byId.get(old.row.id);
    byId.delete(old.row.id);
    return row ? { row, gone: false } : { row: old.row, gone: true };
  });
  return [...kept, ...[...byId.values()].map((row) => ({ row, gone: false }))];
}

/** How many rows of `next` stand where they would not if the order were not held. */
export function arrivedWhileHeld(shown: QueueRow[], next: AlertRow[]): number {
  const known = new Set(shown.map((one) => one.row.id));
  return next.filter((row) => !known.has(row.id)).length;
}
