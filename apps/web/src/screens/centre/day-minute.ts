import { type DayTime, siteZoneOffsetMinutes } from '@munan/flow';

/** Minutes since midnight at the site, 0..1439. */
export function minuteOfSite(now: number): number {
  return Math.floor(now / 60_000 + siteZoneOffsetMinutes) % 1440;
}

/** `to` is exclusive; over midnight where `from` is after `to`; the same twice is the whole day. */
export function isWithin({ from, to }: DayTime, minute: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** 22:00 */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
