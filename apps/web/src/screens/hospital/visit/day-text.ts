import { siteZoneOffsetMinutes } from '@munan/flow';
import type { Formats } from '@munan/ui';

const zoneMs = siteZoneOffsetMinutes * 60_000;

/** A day written yyyy-mm-dd as people write it; what is no day stays as it is. */
export function dayText(day: string, formats: Pick<Formats, 'day'>): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(midnight) ? day : formats.day(midnight - zoneMs);
}

/** yyyy-mm-dd of the site, so many days from `now`. */
export function dayAfter(now: number, days: number): string {
  return new Date(now + zoneMs + days * 86_400_000).toISOString().slice(0, 10);
}
