import {
  type Area,
  areas,
  type DeskStorage,
  RevisionMoved,
  type RowWrite,
  revisionOf,
  StorageFull,
} from './storage.ts';

/** What is kept, apart from whoever has it open: it outlives them as a disk does. */
export type MemoryDisk = Map<Area, Map<string, unknown>>;
export function memoryDisk(): MemoryDisk {
  return new Map(areas.map((area) => [area, new Map()]));
}

export interface MemoryOptions {
  disk?: MemoryDisk;
  /** Most that fits, in bytes as `sizeOf` counts them. */
  room?: () => number;
  /** Before each reading or writing: a test lets it take its time, or kills (rejects). */
  pause?: () => Promise<void>;
}

/** A disk in memory: for tests, and where the browser gives none. */
export function memoryStorage({ disk = memoryDisk(), room, pause }: MemoryOptions = {}): DeskStorage {
  const of = (area: Area): Map<string, unknown> => disk.get(area) as Map<string, unknown>;
  const sorted = (area: Area, prefix: string): string[] =>
    [...of(area).keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    async get(area, key) {
      await pause?.();
      return structuredClone(of(area).get(key));
    },
    async keys(area, prefix) {
      await pause?.();
      return sorted(area, prefix);
    },
    async all(area, prefix) {
      await pause?.();
      return sorted(area, prefix).map((key) => [key, structuredClone(of(area).get(key))]);
    },
    async write(rows) {
      const copies = rows.map((row) => ({ ...row, value: structuredClone(row.value) }));
      await pause?.();
      const moved = copies.filter(
        (row) => row.expect !== undefined && revisionOf(of(row.area).get(row.key)) !== row.expect,
      );
      if (moved.length > 0) throw new RevisionMoved(moved.map(({ area, key }) => ({ area, key })));
      if (room && bytesAfter(disk, copies) > room()) throw new StorageFull('no room in memory');
      for (const { area, key, value } of copies)
        if (value === undefined) of(area).delete(key);
        else of(area).set(key, value);
    },
    close() {},
  };
}

/** Growth is what a full disk refuses; what shrinks it is always let through. */
function bytesAfter(disk: MemoryDisk, rows: readonly RowWrite[]): number {
  const grown = rows.reduce((sum, row) => sum + sizeOf(row.value) - sizeOf(disk.get(row.area)?.get(row.key)), 0);
  return grown <= 0 ? 0 : bytesOn(disk) + grown;
}
export function bytesOn(disk: MemoryDisk): number {
  let sum = 0;
  for (const rows of disk.values()) for (const value of rows.values()) sum += sizeOf(value);
  return sum;
}
function sizeOf(value: unknown): number {
  const sealed = (value as { sealed?: ArrayBuffer } | undefined)?.sealed;
  return sealed ? sealed.byteLength : 0;
}
