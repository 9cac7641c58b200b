import { minuteMs, type WatchSettings } from './detector.ts';

/** Korea's: no daylight saving time. Pure: a zone with one would need a table of its changes here. */
const koreaMinutes = 540;
export const minutesADay = 1440;
const dayMs = minutesADay * minuteMs;

/** A moment on the wall clock where the person lives: the day's number since 1970 and the minute of that day. */
export interface LocalTime {
  day: number;
  minuteOfDay: number;
}
export function localTimeOf(
  at: number,
  { zoneOffsetMinutes = koreaMinutes }: Pick<WatchSettings, 'zoneOffsetMinutes'>,
) {
  const local = at + zoneOffsetMinutes * minuteMs;
  const day = Math.floor(local / dayMs);
  return { day, minuteOfDay: Math.floor((local - day * dayMs) / minuteMs) } satisfies LocalTime;
}
/** The moment, Unix ms, of a minute of a local day; `minuteOfDay` may lie outside the day. */
export function momentOf(
  { day, minuteOfDay }: LocalTime,
  { zoneOffsetMinutes = koreaMinutes }: Pick<WatchSettings, 'zoneOffsetMinutes'>,
): number {
  return day * dayMs + (minuteOfDay - zoneOffsetMinutes) * minuteMs;
}
/** YYYY-MM-DD of a local day. */
export function dayName(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
