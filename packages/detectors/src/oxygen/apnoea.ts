import type { NightFigures } from '@munan/flow';

/**
 * How many apnoeas and hypopnoeas an hour of sleep a night of oximetry goes with: an interval meant to hold four nights of five.
 * Reason, sources and what it cannot do: docs/clinical/sleep-apnoea.md.
 *
 * - Of 304 people with polysomnography and oximetry in the same night the index was 1.17 times the desaturations of 3 % and 1.56
 *   times those of 4 % an hour of recording, with limits of agreement (2 SD) of 22 an hour at a mean of 35 [Pinheiro 2020]: one SD
 *   is 31 %. `perOdi3` and `perOdi4` keep the ratio of the two; their level lies 7 % higher, since pauses that end in an arousal leave
 *   no desaturation of 3 %: with them scored the index is up to 1.9 times that without [Duce 2015]. Upwards the interval is as wide.
 * - Shallow dips are many in restless nights without pauses, deep ones few in real ones: so neither index alone is the middle, the
 *   lower end is that of the 4 % index, the upper end that of the 3 % index.
 * - Where sleep is not known, 45 to 95 % of the recorded time may be sleep: 77 +- 13 % in older adults, 46 +- 19 % in the oldest
 *   [Frontiers in Aging Neuroscience 2014, 6:134].
 */
export const apnoeaRule = {
  perOdi3: 1.25,
  perOdi4: 1.67,
  below: 1.6,
  above: 1.9,
  asleepShare: { least: 0.45, usual: 0.75, most: 0.95 },
  /** A count of few says less about a rate: added on both sides, an hour. */
  roundingPerHour: 1,
  /** Moderate sleep apnoea begins at 15 an hour, mild at 5 [AASM 1999]. */
  moderatePerHour: 15,
  mildPerHour: 5,
  /** Fewer hours than this are no test [Kapur 2017, AASM guideline: 4 h of oximetry that can be used]. */
  leastHours: 4,
  /** Nor a night of which less could be used. */
  leastUsable: 0.5,
  /** Nor one of less sleep, where sleep is known. */
  leastAsleepHours: 2,
} as const;

export interface NightCounts {
  /** Hours in which desaturations could be seen, and those of them asleep; null where sleep is not known. */
  judgedHours: number;
  asleepHours: number | null;
  usable: number;
  events3: number;
  events4: number;
  /** Of those hours asleep. */
  events3Asleep: number;
  events4Asleep: number;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** The nightly screen. `likely`: 15 an hour are more probable than fewer, and fewer than 5 are not in the interval. */
export function screenApnoea(counts: NightCounts): NightFigures['apnoea'] {
  const rule = apnoeaRule;
  const { judgedHours, asleepHours, usable } = counts;
  const known = asleepHours !== null;
  const enough =
    judgedHours >= rule.leastHours &&
    usable >= rule.leastUsable &&
    (asleepHours === null || asleepHours >= rule.leastAsleepHours);
  if (!(judgedHours > 0) || asleepHours === 0) return { low: null, middle: null, high: null, says: 'cannot-say' };
  const { least, usual, most } = rule.asleepShare;
  const hours = asleepHours ?? judgedHours * usual;
  const by3 = (rule.perOdi3 * (known ? counts.events3Asleep : counts.events3)) / hours;
  const by4 = (rule.perOdi4 * (known ? counts.events4Asleep : counts.events4)) / hours;
  const factor = (own: number, sleep: number) => Math.exp(Math.hypot(Math.log(own), known ? 0 : Math.log(sleep)));
  // What could not be used may have been worse than the rest.
  const unseen = 1 / Math.max(usable, 0.1);
  const low = Math.max(0, Math.min(by3, by4) / factor(rule.below, most / usual) - rule.roundingPerHour);
  const high = Math.max(by3, by4) * factor(rule.above, usual / least) * Math.sqrt(unseen) + rule.roundingPerHour;
  const middle = Math.sqrt(by3 * by4);
  const says = !enough
    ? 'cannot-say'
    : high < rule.moderatePerHour
      ? 'unlikely'
      : middle >= rule.moderatePerHour && low >= rule.mildPerHour
        ? 'likely'
        : 'possible';
  return { low: tenth(low), middle: tenth(middle), high: tenth(high), says };
}
