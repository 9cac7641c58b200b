import { siteZoneOffsetMinutes } from '@munan/flow';

const dayMs = 86_400_000;

/** So many days later. @throws RangeError for a text that is no day */
export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** Midnight of a day at the site, Unix ms; undefined for a text that is no day of the calendar. */
export function findMidnight(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) return undefined;
  return at - siteZoneOffsetMinutes * 60_000;
}

/** Further ahead than this nobody plans a visit. */
const mostDaysAhead = 731;

/** Whether the nurse may mean this day for her next visit. */
export function judgeNextDay(day: string, today: string): 'fine' | 'past' | 'far' {
  const at = findMidnight(day);
  if (at === undefined || day > daysAfter(today, mostDaysAhead)) return 'far';
  return day < today ? 'past' : 'fine';
}
