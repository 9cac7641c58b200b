/** The detector as it is shipped or with another rule, beside simple and published rules: on which days of a person each alerts. */
import { type InfectionRule, infectionRule } from '../src/infection/rule.ts';
import { isFeverish, startInfection, stepInfection } from '../src/infection/step.ts';
import type { Person } from './infection-sets.ts';

export interface Alerts {
  /** Days on which an alert stands, and those on which one begins. */
  on: Set<number>;
  began: Set<number>;
  /** Those on which a standing alert was first one with fever. */
  feverish?: Set<number>;
}
export type AlertRule = (person: Person) => Alerts;

/** An alert is over after so many known days below. */
const quietDays = 2;
function alertsOf(days: readonly { day: number; isOut: boolean }[]): Alerts {
  const alerts: Alerts = { on: new Set(), began: new Set() };
  let quiet = quietDays;
  for (const { day, isOut } of days) {
    if (isOut) {
      alerts.on.add(day);
      if (quiet >= quietDays) alerts.began.add(day);
      quiet = 0;
    } else quiet++;
  }
  return alerts;
}
export function detectorWith(changes: Partial<InfectionRule> = {}): AlertRule {
  const rule = { ...infectionRule, ...changes };
  return ({ nights }) => {
    const state = startInfection(rule);
    const alerts = { on: new Set<number>(), began: new Set<number>(), feverish: new Set<number>() };
    let isMarked = false;
    for (const night of nights) {
      const judged = stepInfection(state, night, rule);
      if (judged.phase === 'began') alerts.began.add(night.day);
      if (!state.open) isMarked = false;
      else if (!isMarked && isFeverish(judged)) {
        isMarked = true;
        alerts.feverish.add(night.day);
      }
      if (state.open) alerts.on.add(night.day);
    }
    return alerts;
  };
}

const medianOf = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};
const pulseDays = ({ nights }: Person) =>
  nights.flatMap(({ day, pulse }) => (pulse === undefined ? [] : [{ day, pulse }]));

/** Distance from the median of the last 28 days, in 1.4826 MAD of these: the plain z of the literature. */
function zOf(person: Person): { day: number; z: number | undefined }[] {
  const days = pulseDays(person);
  return days.map(({ day, pulse }) => {
    const past = days.filter((one) => one.day < day && one.day >= day - 28).map((one) => one.pulse);
    if (past.length < 14) return { day, z: undefined };
    const middle = medianOf(past);
    const mad = 1.4826 * medianOf(past.map((one) => Math.abs(one - middle)));
    return { day, z: (pulse - middle) / Math.max(0.5, mad) };
  });
}
export function plainZ(limit: number): AlertRule {
  return (person) => alertsOf(zOf(person).map(({ day, z }) => ({ day, isOut: z !== undefined && z > limit })));
}
/** The same about the baseline that the detector has: what its weighing of nights adds to that. */
export function plainDistance(limit: number): AlertRule {
  return ({ nights }) => {
    const state = startInfection();
    return alertsOf(
      nights.map((night) => {
        const { distances } = stepInfection(state, night);
        return { day: night.day, isOut: Math.max(...Object.values(distances)) > limit };
      }),
    );
  };
}
/**
 * After NightSignal [Alavi 2022]: two nights in a row, each 4 beats or more above the median of all nights before. A reading of the paper,
 * not its program.
 */
export const likeNightSignal: AlertRule = (person) => {
  const days = pulseDays(person);
  const isHigh = days.map(({ pulse }, i) => i >= 14 && pulse >= medianOf(days.slice(0, i).map((one) => one.pulse)) + 4);
  return alertsOf(
    days.map(({ day }, i) => ({ day, isOut: isHigh[i]! && i > 0 && isHigh[i - 1]! && days[i - 1]!.day === day - 1 })),
  );
};
/**
 * After the CuSum of Mishra 2020: residuals of the last 28 days added up beyond the 90th centile of those before, an alert where the sum is
 * larger than any run of the last eight weeks was. A reading of the paper at one figure a day, where it has one an hour; not its program.
 */
export const likeCuSum: AlertRule = (person) => {
  const days: { day: number; isOut: boolean }[] = [];
  const sums: number[] = [];
  const seen: number[] = [];
  let sum = 0;
  for (const { day, z } of zOf(person)) {
    if (z === undefined) {
      days.push({ day, isOut: false });
      continue;
    }
    const sorted = [...seen.slice(-28)].sort((a, b) => a - b);
    const beyond = sorted.length < 14 ? 1.28 : sorted[Math.floor(0.9 * (sorted.length - 1))]!;
    sum = Math.max(0, sum + z - beyond);
    days.push({ day, isOut: seen.length >= 14 && sum > Math.max(0, ...sums.slice(-56, -1)) });
    sums.push(sum);
    seen.push(z);
  }
  return alertsOf(days);
};
export function clock(everyDays: number): AlertRule {
  return (person) =>
    alertsOf(
      person.nights.map(({ day }) => ({ day, isOut: (day - person.nights[0]!.day) % Math.max(2, everyDays) === 1 })),
    );
}
export const alwaysOn: AlertRule = (person) => alertsOf(person.nights.map(({ day }) => ({ day, isOut: true })));
