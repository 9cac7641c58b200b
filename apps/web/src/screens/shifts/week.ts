import type { Shift } from '@munan/flow';

export const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Times of a preset in minutes of the day; the end before the begin is on the next day. */
export interface Span {
  from: number;
  to: number;
}
export const presets = {
  day: { from: 7 * 60, to: 15 * 60 },
  evening: { from: 15 * 60, to: 23 * 60 },
  night: { from: 23 * 60, to: 7 * 60 },
} as const satisfies Record<string, Span>;
export type PresetName = keyof typeof presets;

/** Midnight of the city, at or before `t`. */
export function dayStart(t: number, zoneOffsetMinutes: number): number {
  const offsetMs = zoneOffsetMinutes * minuteMs;
  return Math.floor((t + offsetMs) / dayMs) * dayMs - offsetMs;
}

/** Midnight before the Monday at or before `t`. */
export function weekStart(t: number, zoneOffsetMinutes: number): number {
  const day = dayStart(t, zoneOffsetMinutes);
  // The first day of Unix time was a Thursday.
  const daysSinceMonday = (Math.round((day + zoneOffsetMinutes * minuteMs) / dayMs) + 3) % 7;
  return day - daysSinceMonday * dayMs;
}

export const daysOf = (monday: number): number[] => Array.from({ length: 7 }, (_, i) => monday + i * dayMs);

/** A shift of a day by its minutes; over midnight where it ends before it begins, and a whole day where they are the same. */
export function shiftAt(day: number, { from, to }: Span): { from: number; to: number } {
  return { from: day + from * minuteMs, to: day + to * minuteMs + (to > from ? 0 : dayMs) };
}

export interface Piece {
  shift: Shift;
  /** It began the day before. */
  isRest: boolean;
  from: number;
  to: number;
}
/** What of the shifts falls into a day, the first to begin first. */
export function piecesOf(shifts: readonly Shift[], day: number): Piece[] {
  return shifts
    .filter((shift) => shift.from < day + dayMs && shift.to > day)
    .map((shift) => ({
      shift,
      isRest: shift.from < day,
      from: Math.max(shift.from, day),
      to: Math.min(shift.to, day + dayMs),
    }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** The stretches of a window in which none of the shifts is. */
export function gapsIn(
  shifts: readonly Pick<Shift, 'from' | 'to'>[],
  from: number,
  to: number,
): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let covered = from;
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    if (shift.from >= to) break;
    if (shift.from > covered) gaps.push({ from: covered, to: shift.from });
    covered = Math.max(covered, shift.to);
  }
  if (covered < to) gaps.push({ from: covered, to });
  return gaps;
}

/** What of another week is to be copied: its shifts a week later, those that are not over by `now`. */
export function weekLater(
  shifts: readonly Shift[],
  monday: number,
  now: number,
): { user: string; from: number; to: number }[] {
  return shifts
    .filter(({ from }) => from >= monday && from < monday + 7 * dayMs)
    .map(({ user, from, to }) => ({ user: user.id, from: from + 7 * dayMs, to: to + 7 * dayMs }))
    .filter(({ to }) => to > now);
}
