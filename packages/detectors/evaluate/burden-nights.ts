/** Nights of one figure as candidates by their own calendar, each as rare as the usual range says. */
import type { Finding } from '@munan/flow';
import { dayMs, hourMs } from './burden-town.ts';
import type { DaySet } from './day-sets.ts';
import { follow } from './usual-days.ts';

export interface Nights {
  name: string;
  days: number;
  people: number;
  /** Moments from the first day. */
  findings: Finding[];
}
/** A stretch is one while so many were measured a night, with no gap of a week. */
const leastNights = 8;
const leastDays = 35;

export function nightsOf(set: DaySet): Nights[] {
  const nights: Finding[] = [];
  for (const person of set.people)
    for (const { day, value, low, high } of follow(set, person).of['as usual']) {
      const off = Math.abs(value - (low + high) / 2) / ((high - low) / 2 / 1.96);
      const at = day * dayMs + 8 * hourMs;
      const episode = `night/${person.name}/${day}`;
      nights.push({
        ...{
          id: episode,
          episode,
          subject: person.name,
          detector: 'night',
          version: 1,
          phase: 'began',
          family: 'vital',
        },
        ...{ priority: 'low', reason: { code: 'unknown' }, confidence: 0.5, rarity: -Math.log10(twoSided(off)) },
        ...{ since: at, at, live: true, evidence: [] },
      });
    }
  nights.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const date = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
  return stretchesOf(nights).map(([from, to]) => {
    const own = nights.filter(({ at }) => at >= from * dayMs && at < to * dayMs);
    const findings = own.map((finding) => ({ ...finding, at: finding.at - from * dayMs }));
    const perDay = (own.length / (to - from)).toFixed(0);
    const people = new Set(own.map(({ subject }) => subject)).size;
    return { name: `${date(from)} to ${date(to - 1)}, ${perDay} nights a day`, days: to - from, people, findings };
  });
}
function stretchesOf(nights: readonly Finding[]): [from: number, to: number][] {
  const perDay = new Map<number, number>();
  for (const { at } of nights) {
    const day = Math.floor(at / dayMs);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  const known = [...perDay].filter(([, count]) => count >= leastNights).map(([day]) => day);
  const stretches: [number, number][] = [];
  for (const day of known.sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && day - last[1] < 7) last[1] = day + 1;
    else stretches.push([day, day + 1]);
  }
  return stretches.filter(([from, to]) => to - from >= leastDays);
}
/** Both tails of the normal distribution [Abramowitz and Stegun 7.1.26]. */
function twoSided(z: number): number {
  const t = 1 / (1 + (0.3275911 * z) / Math.SQRT2);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.max(1e-9, poly * Math.exp((-z * z) / 2));
}
