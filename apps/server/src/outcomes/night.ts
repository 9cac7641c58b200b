import { type Alert, houseSubject, type OutcomesPage, siteZoneOffsetMinutes } from '@munan/flow';
import { ruleOf } from './labels.ts';

const dayMs = 86_400_000;
const eveningMs = 18 * 3_600_000;
const zoneMs = siteZoneOffsetMinutes * 60_000;

/** 18:00 of yesterday, of the site's clock: when the desk of the night takes over. */
export function lastEvening(now: number): number {
  return Math.floor((now + zoneMs) / dayMs) * dayMs - zoneMs - dayMs + eveningMs;
}

/** Alerts about people opened since then, newest first. */
export function sinceEvening(alerts: readonly Alert[], now: number): Alert[] {
  const from = lastEvening(now);
  return alerts
    .filter(({ openedAt, drill, subject }) => openedAt >= from && drill === undefined && subject !== houseSubject)
    .sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? -1 : 1));
}

export function nightLine(alert: Alert): Omit<OutcomesPage['night'][number], 'person'> {
  const { id, reason, priority, openedAt, closedAt, outcome, findings } = alert;
  const called = findings.filter(({ live, phase }) => live && phase !== 'ended');
  return {
    alert: id,
    reason,
    priority,
    openedAt,
    ...(closedAt !== undefined && { closedAt }),
    ...(outcome && { outcome }),
    rules: [...new Set(called.map(ruleOf))],
  };
}
