/** What calls found in a town: those with sepsis before it began, and people of whom nothing is known to have happened. */
import { mean, type Outcome } from './burden-rules.ts';
import { dayMs, hourMs, type Lived, type Town } from './burden-town.ts';

export interface Missed {
  callsPerDay: number;
  /** Calls a person-day of those whose movement alone was recorded. */
  falsePerDay: number;
  /** Everybody in whom sepsis began; undefined: no call before. */
  found: { lived: Lived; leadHours: number | undefined }[];
}
const firstDay = 7;

export function missedOf({ stints }: Town, days: number, { calls, perDay }: Outcome): Missed {
  const called = new Map<string, number[]>();
  for (const { subject, at } of calls) called.set(subject, [...(called.get(subject) ?? []), at]);
  const found: Missed['found'] = [];
  let personDays = 0;
  let wrong = 0;
  for (const { subject, lived, shift } of stints) {
    const own = called.get(subject) ?? [];
    if (!lived.isStay) {
      const from = Math.max(firstDay * dayMs, shift + lived.fromMs);
      personDays += Math.max(0, Math.min(days * dayMs, shift + lived.toMs) - from) / dayMs;
      wrong += own.filter((at) => at >= firstDay * dayMs).length;
    } else if (lived.septicAt !== undefined && shift >= firstDay * dayMs && shift + lived.septicAt < days * dayMs) {
      const onset = shift + lived.septicAt;
      const first = own.find((at) => at <= onset);
      found.push({ lived, leadHours: first === undefined ? undefined : (onset - first) / hourMs });
    }
  }
  const callsPerDay = perDay.length > 0 ? mean(perDay.slice(firstDay)) : 0;
  return { callsPerDay, falsePerDay: wrong / personDays, found };
}
