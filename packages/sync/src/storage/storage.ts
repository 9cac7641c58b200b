/**
 * The disk of the device as little as is needed of it: rows by area and key. What is in them is sealed before it
 * comes here (but for `clear`).
 */
export const areas = ['clear', 'visits', 'outbox', 'photos', 'people', 'years', 'lists'] as const;
export type Area = (typeof areas)[number];

export interface RowWrite {
  area: Area;
  key: string;
  /** What the structured clone algorithm can copy; undefined: the row goes. */
  value: unknown;
  /**
   * Number in `revision` of the row that is on the disk (0: there is none), as the writer knows it. When another tab
   * has written meanwhile, nothing of the whole write is done. Absent: whatever is there.
   */
  expect?: number;
}

export interface DeskStorage {
  get(area: Area, key: string): Promise<unknown>;
  /** In order of key. */
  keys(area: Area, prefix: string): Promise<string[]>;
  all(area: Area, prefix: string): Promise<[key: string, value: unknown][]>;
  /**
   * All or nothing, in one transaction.
   * @param strict answered only when it is on the disk itself; else when the system has it
   * @throws StorageFull, RevisionMoved
   */
  write(rows: readonly RowWrite[], strict: boolean): Promise<void>;
  close(): void;
}

/** No room (QuotaExceededError), or the disk takes nothing (private mode, damage). */
export class StorageFull extends Error {
  override name = 'StorageFull';
}
/** Another tab has written one of the rows. */
export class RevisionMoved extends Error {
  override name = 'RevisionMoved';
  rows: { area: Area; key: string }[];
  constructor(rows: { area: Area; key: string }[]) {
    super(`changed by another tab: ${rows.map((row) => `${row.area}/${row.key}`).join(', ')}`);
    this.rows = rows;
  }
}

/** The revision in the clear of a row as it lies on the disk; 0: no row. */
export function revisionOf(value: unknown): number {
  const revision = (value as { revision?: unknown } | undefined)?.revision;
  return typeof revision === 'number' ? revision : 0;
}
