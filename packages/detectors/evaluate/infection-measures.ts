/** What alerts around an onset are worth: beside the same alerts held against onsets that are moved, and against days of health. */

import type { Alerts } from './infection-rules.ts';
import type { Person } from './infection-sets.ts';
import { drawsFrom } from './intervals.ts';

/** Days about an onset in which an alert counts as found, and beyond which it counts as false. */
export const foundWithin = 7;
export const wellBeyond = 21;
const leastBefore = 14;
const leastWithin = 4;

export interface Judged {
  person: Person;
  alerts: Alerts;
}
/** Days that could be an onset: 14 known more than a week before it, and four within a week of it. */
export function possibleOnsets({ nights }: Person): number[] {
  const onsets: number[] = [];
  for (let day = nights[0]!.day; day <= nights.at(-1)!.day; day++) {
    let before = 0;
    let within = 0;
    for (const night of nights) {
      if (night.day < day - foundWithin) before++;
      else if (night.day <= day + foundWithin) within++;
    }
    if (before >= leastBefore && within >= leastWithin) onsets.push(day);
  }
  return onsets;
}
function firstWithin(days: ReadonlySet<number>, onset: number): number | undefined {
  for (let day = onset - foundWithin; day <= onset + foundWithin; day++) if (days.has(day)) return day - onset;
  return undefined;
}
export interface Found {
  people: number;
  found: number;
  /** Days after the onset of the first alert, of those found. */
  delays: number[];
  /** Share found when onsets are moved: mean of the draws, and how many draws found as many. */
  byChance: number;
  p: number;
}
export function findAround(judged: readonly Judged[], kind: 'on' | 'began', rounds: number): Found {
  const among = judged.flatMap(({ person, alerts }) => {
    const onsets = possibleOnsets(person);
    if (person.onset === undefined || !onsets.includes(person.onset)) return [];
    const days = alerts[kind];
    return [{ at: firstWithin(days, person.onset), moved: onsets.map((one) => firstWithin(days, one) !== undefined) }];
  });
  const delays = among.flatMap(({ at }) => (at === undefined ? [] : [at])).sort((a, b) => a - b);
  const draw = drawsFrom(5);
  let total = 0;
  let asMany = 0;
  for (let round = 0; round < rounds; round++) {
    let count = 0;
    for (const { moved } of among) if (moved[Math.floor(draw() * moved.length)]) count++;
    total += count;
    if (count >= delays.length) asMany++;
  }
  return {
    people: among.length,
    found: delays.length,
    delays,
    byChance: total / rounds / among.length,
    p: (1 + asMany) / (1 + rounds),
  };
}

export interface FalseAlerts {
  person: string;
  days: number;
  on: number;
  began: number;
}
/** Days from the 15th known on, more than three weeks from an onset. */
export function falseAlerts({ person, alerts }: Judged): FalseAlerts {
  const days = person.nights
    .slice(leastBefore)
    .filter(({ day }) => person.onset === undefined || Math.abs(day - person.onset) > wellBeyond);
  return {
    person: person.name,
    days: days.length,
    on: days.filter(({ day }) => alerts.on.has(day)).length,
    began: days.filter(({ day }) => alerts.began.has(day)).length,
  };
}
export function rateOf(all: readonly FalseAlerts[], kind: 'on' | 'began'): number {
  const days = all.reduce((sum, one) => sum + one.days, 0);
  return all.reduce((sum, one) => sum + one[kind], 0) / days;
}
