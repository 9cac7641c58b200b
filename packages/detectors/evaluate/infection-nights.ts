/** How a person's nights hang together about her usual: how alike neighbours are, and what the day of the week explains. */
import { distanceOf, findBaseline, keepNight, startRing } from '../src/infection/ring.ts';
import { infectionRule, type Sign } from '../src/infection/rule.ts';
import { foundWithin, wellBeyond } from './infection-measures.ts';
import type { Person } from './infection-sets.ts';

export interface Nights {
  people: number;
  /** Mean over people of the correlation of a night with the one so many nights before. */
  alike: { nights: number; r: number }[];
  /** Share of the variance between days of the week, without what chance makes of it: below 0 is none. */
  weekday: number;
}
const leastNights = 20;
const lags = [1, 2, 3, foundWithin];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function nightsAlike(people: readonly Person[], sign: Sign): Nights {
  const correlations: number[][] = lags.map(() => []);
  let between = 0;
  let all = 0;
  let count = 0;
  for (const { nights, onset } of people) {
    const ring = startRing();
    const out = new Map<number, number>();
    for (const night of nights) {
      const value = night[sign];
      if (value === undefined) continue;
      const baseline = findBaseline(ring, sign, night.day, infectionRule);
      if (baseline && (onset === undefined || Math.abs(night.day - onset) > wellBeyond))
        out.set(night.day, Math.max(-4, Math.min(4, distanceOf(baseline, sign, value))));
      keepNight(ring, sign, night.day, value, false, infectionRule);
    }
    if (out.size < leastNights) continue;
    count++;
    const variance = mean([...out.values()].map((z) => z * z));
    lags.forEach((lag, i) => {
      const pairs = [...out].flatMap(([day, z]) => (out.has(day - lag) ? [z * out.get(day - lag)!] : []));
      if (pairs.length > 5) correlations[i]!.push(mean(pairs) / variance);
    });
    const middle = mean([...out.values()]);
    for (let weekday = 0; weekday < 7; weekday++) {
      const same = [...out].filter(([day]) => day % 7 === weekday).map(([, z]) => z - middle);
      const squares = same.reduce((sum, z) => sum + z * z, 0);
      all += squares;
      // Products of different nights alone: what two of them share, and no night with itself.
      if (same.length > 1) between += (same.reduce((sum, z) => sum + z, 0) ** 2 - squares) / (same.length - 1);
    }
  }
  return {
    people: count,
    alike: lags.map((nights, i) => ({ nights, r: mean(correlations[i]!) })),
    weekday: between / all,
  };
}
