import { type Finding, type Reason, type SinceLast, siteZoneOffsetMinutes } from '@munan/flow';
import type { House } from '../house.ts';
import { alertRow } from '../views/alert-view.ts';
import { dayMs } from './person-days.ts';

/** Of somebody who was never visited, or not for long. */
const farthestMs = 90 * dayMs;
const mostAlerts = 20;
const mostFindings = 300;
const mostReasons = 20;
const mostActions = 50;
/** At home a night is from ten in the evening to six in the morning. */
const nightFromHour = 22;
const nightToHour = 6;
const hourMs = 3_600_000;
const zoneMs = siteZoneOffsetMinutes * 60_000;

/** Undefined outside of the night; else the day of the site, counted from 1970, on which that night began. */
function findNight(at: number): number | undefined {
  const local = at + zoneMs;
  const hour = Math.floor((local % dayMs) / hourMs);
  if (hour >= nightFromHour) return Math.floor(local / dayMs);
  return hour < nightToHour ? Math.floor(local / dayMs) - 1 : undefined;
}

/** Nights in which her oxygen was low: once a night, with the lowest that was seen; newest first. */
export function lowOxygenNights(findings: readonly Finding[]): { at: number; percent: number }[] {
  const nights = new Map<number, { at: number; percent: number }>();
  for (const { detector, reason, since } of findings) {
    if (detector !== 'low-oxygen' && reason.code !== 'low-oxygen') continue;
    const night = findNight(since);
    const percent = Number(reason.params?.percent);
    if (night === undefined || !Number.isFinite(percent)) continue;
    const known = nights.get(night);
    nights.set(night, { at: Math.max(known?.at ?? 0, since), percent: Math.min(known?.percent ?? 100, percent) });
  }
  return [...nights.values()].sort((a, b) => b.at - a.at);
}

/** What happened to a person since she was last visited, newest first. */
export async function sinceLast(
  house: House,
  person: string,
  lastVisit: number | undefined,
  now: number,
): Promise<SinceLast> {
  const from = Math.max(lastVisit ?? 0, now - farthestMs);
  const [open, closed, findings, done] = await Promise.all([
    house.response.list({ status: 'open', subject: person, limit: mostAlerts }),
    house.response.list({ status: 'closed', subject: person, limit: mostAlerts }),
    house.findings.of(person, from, mostFindings),
    house.doneFor(person, mostActions),
  ]);
  const alerts = [...open, ...closed]
    .filter((alert) => alert.status === 'open' || alert.openedAt >= from)
    .sort((a, b) => b.openedAt - a.openedAt)
    .slice(0, mostAlerts)
    .map((alert) => alertRow(house, alert));
  const nights = lowOxygenNights(findings).map(({ at, percent }): { at: number; what: Reason } => ({
    at,
    what: { code: 'low-oxygen-at-night', params: { percent } },
  }));
  const reasons = [...nights, ...done.filter(({ at }) => at >= from)].sort((a, b) => b.at - a.at).slice(0, mostReasons);
  return { from, alerts, reasons };
}
