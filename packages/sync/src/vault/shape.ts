import type { Area } from '../storage/storage.ts';

/** What stands in the rows has this shape; an app that is updated in the middle of a visit finds rows of an older one. */
export const shapeVersion = 1;

/** How rows of one shape become rows of the next: `from` 3 makes shape 4. A value it does not concern it gives back. */
export interface Migration {
  from: number;
  change(area: Area, value: unknown): unknown;
}
/** In order, from the oldest shape that was ever given to a nurse. */
export const migrations: readonly Migration[] = [];

/** Undefined: of a newer app than this one; the row is left as it is, and counted. */
export function migrateRow(
  area: Area,
  shape: number,
  value: unknown,
  { to = shapeVersion, steps = migrations }: { to?: number; steps?: readonly Migration[] } = {},
): unknown {
  if (shape > to) return undefined;
  let migrated = value;
  for (let at = shape; at < to; at++) {
    const step = steps.find((one) => one.from === at);
    if (!step) throw new Error(`no way from shape ${at} to ${at + 1}`);
    migrated = step.change(area, migrated);
  }
  return migrated;
}
