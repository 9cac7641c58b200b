import { siteZoneOffsetMinutes } from '@munan/flow';

const zoneMs = siteZoneOffsetMinutes * 60_000;

/** `2026-11` of the site -> its first moment and the next month's, Unix ms. */
export function monthRange(month: string): { from: number; to: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1, 1) - zoneMs, to: Date.UTC(year, number, 1) - zoneMs };
}

/** The month at the site in which a moment, Unix ms, lies. */
export function monthAt(at: number): string {
  return new Date(at + zoneMs).toISOString().slice(0, 7);
}
