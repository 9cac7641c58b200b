/** What a desk is called under the budget and under plain rules, on one stream of findings in order of event time. */
import { admit, type Burden, type BurdenState, burdenNow, scaled, slotMs, startBurden } from '@munan/alerts';
import type { Finding } from '@munan/flow';
import { dayMs, hourMs } from './burden-town.ts';

/** The other way to count: what comes so soon after for the same person and family goes to an alert that is there already. */
const sameAlertMs = 4 * hourMs;

export interface Call {
  subject: string;
  at: number;
  detector: string;
}
export interface Outcome {
  /** Calls of each day. */
  perDay: number[];
  /** Alerts there would be, if each stayed open for four hours. */
  alerts: number;
  calls: Call[];
  /** First findings of an episode that were held, as calls they would have been. */
  held: Call[];
  /** At the end of each week: what the budget said that it calls and holds. */
  weekly: Burden[];
}
type Gate = (finding: Finding) => boolean;

function run(findings: readonly Finding[], days: number, gate: Gate, atWeek?: (week: number) => void): Outcome {
  const outcome: Outcome = { perDay: Array(days).fill(0), alerts: 0, calls: [], held: [], weekly: [] };
  const lastAlert = new Map<string, number>();
  const begun = new Set<string>();
  const slots = new Set<string>();
  let week = 0;
  for (const finding of findings) {
    for (; finding.at >= (week + 1) * 7 * dayMs; week++) atWeek?.(week);
    const { subject, family, at, detector, phase, episode } = finding;
    const called = gate(finding);
    if (phase === 'ended' || begun.has(episode)) continue;
    if (called) begun.add(episode);
    const key = `${family}/${subject}`;
    if (called && at - (lastAlert.get(key) ?? Number.NEGATIVE_INFINITY) >= sameAlertMs) {
      lastAlert.set(key, at);
      outcome.alerts++;
    }
    const slot = `${called}/${Math.floor(at / slotMs)}/${key}`;
    if (slots.has(slot)) continue;
    slots.add(slot);
    (called ? outcome.calls : outcome.held).push({ subject, at, detector });
    if (called) outcome.perDay[Math.floor(at / dayMs)]!++;
  }
  for (; week < Math.floor(days / 7); week++) atWeek?.(week);
  return outcome;
}

/** As shipped. */
export function byBudget(findings: readonly Finding[], days: number, callsPerDay: number, people: number): Outcome {
  const state: BurdenState = startBurden();
  const settings = { callsPerDay, people };
  const weekly: Burden[] = [];
  const outcome = run(
    findings,
    days,
    (finding) => admit(state, finding, settings).called,
    (week) => weekly.push(burdenNow(state, (week + 1) * 7 * dayMs, settings)),
  );
  return { ...outcome, weekly };
}
export const alwaysOn = (findings: readonly Finding[], days: number): Outcome => run(findings, days, () => true);

/** The first so many calls of each day, whatever they are; then nothing until midnight. */
export function firstOfTheDay(findings: readonly Finding[], days: number, callsPerDay: number): Outcome {
  let day = -1;
  let today = new Set<string>();
  const going = new Set<string>();
  return run(findings, days, ({ at, episode, family, subject }) => {
    if (going.has(episode)) return true;
    const now = Math.floor(at / dayMs);
    if (now !== day) [day, today] = [now, new Set()];
    const call = `${Math.floor(at / slotMs)}/${family}/${subject}`;
    if (today.size >= callsPerDay && !today.has(call)) return false;
    today.add(call);
    going.add(episode);
    return true;
  });
}
/** A threshold on the same scale that would have given so many calls in the first week, and stays. */
export function fixedThreshold(findings: readonly Finding[], days: number, callsPerDay: number): Outcome {
  const gateAt = (threshold: number): Gate => {
    const going = new Set<string>();
    return (finding) => {
      if (!going.has(finding.episode) && scaled(finding) < threshold) return false;
      going.add(finding.episode);
      return true;
    };
  };
  const first = findings.filter(({ at }) => at < 7 * dayMs);
  let [low, high] = [0, 20];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (run(first, 7, gateAt(middle)).calls.length > 7 * callsPerDay) low = middle;
    else high = middle;
  }
  return run(findings, days, gateAt(high));
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Calls a day of each whole week from the second on. */
export function weeksOf({ perDay }: Outcome): number[] {
  const weeks: number[] = [];
  for (let from = 7; from + 7 <= perDay.length; from += 7) weeks.push(mean(perDay.slice(from, from + 7)));
  return weeks;
}
