import type { DayPerson } from './day.ts';

export const dayMs = 86_400_000;
/**
 * Days between visits by group [방문건강관리: 집중 8 or more contacts within 3 months, 정기 at least once per 3 months,
 * 자기역량 at least once per 6 months]. Eight within 91 days, spread, are eleven days apart.
 */
export const visitEveryDays: Readonly<Record<DayPerson['programme'], number>> = {
  intensive: 11,
  regular: 91,
  self: 182,
};

/** The last visit that is not of a clock that ran ahead. */
export function findLastVisit(visits: readonly number[], now: number): number | undefined {
  let last: number | undefined;
  for (const visit of visits) if (visit <= now && (last === undefined || visit > last)) last = visit;
  return last;
}

/**
 * When the next visit is due by the group, Unix ms; who was never visited is due now.
 * [방문건강관리: 집중 8 or more within 3 months, 정기 once per 3 months, 자기역량 once per 6 months]
 */
export function nextDue(programme: DayPerson['programme'], visits: readonly number[], now: number): number {
  const last = findLastVisit(visits, now);
  return last === undefined ? now : last + visitEveryDays[programme] * dayMs;
}

/** Whole days of the calendar from one yyyy-mm-dd to another; NaN for what is no date. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}
/** Days of the site's calendar since a visit: 0 today, 1 yesterday. */
export function daysSince(visit: number, midnight: number): number {
  return Math.max(0, Math.ceil((midnight - visit) / dayMs));
}
