/** The model of the usual range on one figure a day, as it is shipped, beside plain rules: what each predicts of the next day. */
import type { WatchSettings } from '../src/index.ts';
import { believe } from '../src/usual/belief.ts';
import { addToDay, endDay, startDrift } from '../src/usual/drift.ts';
import { forget, learn, startLearned, type Visit, visitVar } from '../src/usual/learned.ts';
import { populationOf } from '../src/usual/population.ts';
import { scales } from '../src/usual/scale.ts';
import { quantile975 } from '../src/usual/student.ts';
import type { DayPerson, DaySet } from './day-sets.ts';

/** Asleep, from midnight to four. */
const cell = 0;
const quarter = 24;

export interface Predicted {
  /** How many days were known before. */
  known: number;
  day: number;
  value: number;
  low: number;
  high: number;
}
export interface Followed {
  person: DayPerson;
  of: Record<Rule, Predicted[]>;
  /** Days on which a drift was said, with its rarity. */
  drifts: { day: number; rarity: number }[];
}
export const rules = [
  'as usual',
  'other people, mean ± 2 SD',
  'NEWS2, the band of 0',
  'own days so far, mean ± 2 SD',
  'own last 28 days, median ± 2 MAD',
] as const;
export type Rule = (typeof rules)[number];

/** [RCP NEWS2 chart 1]; of temperature the recordings are of the skin. */
const news2Band = { pulse: { low: 51, high: 90 }, spo2: { low: 96, high: 100 } };

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sd = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
};
const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

export function follow(set: DaySet, person: DayPerson): Followed {
  const others = set.people.filter((one) => one !== person);
  const othersValues = others.flatMap(({ days }) => days.map(([, value]) => value));
  // Each of the others counts alike for where people lie.
  const othersMean = mean(others.map(({ days }) => mean(days.map(([, value]) => value))));
  const { to, back } = scales[set.channel];
  const settings: WatchSettings = {
    spo2Scale2: false,
    noMovementHours: { caution: 8, alarm: 12, danger: 24 },
    devices: [],
    person: person.prior,
  };
  const population = populationOf(set.channel, settings, person.days[0]![0]);
  const moved = set.isMoved ? othersMean - back(population.middle[cell]!) : 0;
  const learned = startLearned();
  const drift = startDrift();
  const followed: Followed = {
    person,
    of: { [rules[0]]: [], [rules[1]]: [], [rules[2]]: [], [rules[3]]: [], [rules[4]]: [] },
    drifts: [],
  };
  const past: number[] = [];
  const fromOthers = { low: othersMean - 2 * sd(othersValues), high: othersMean + 2 * sd(othersValues) };
  for (const [day, value] of person.days) {
    forget(learned, day);
    const belief = believe(learned, population, false);
    const visit: Visit = {
      cell,
      stretches: quarter,
      mean: to(value - moved),
      stretchVar: undefined,
      minuteVar: belief.minute[0]!,
    };
    const reach = quantile975(belief.dof[0]!) * Math.sqrt(belief.unsure[cell]! + visitVar(belief, visit));
    const note = (rule: Rule, low: number, high: number) =>
      followed.of[rule].push({ known: past.length, day, value, low, high });
    note(rules[0], back(belief.middle[cell]! - reach) + moved, back(belief.middle[cell]! + reach) + moved);
    note(rules[1], fromOthers.low, fromOthers.high);
    if (set.channel !== 'temperature') note(rules[2], news2Band[set.channel].low, news2Band[set.channel].high);
    if (past.length >= 3) note(rules[3], mean(past) - 2 * sd(past), mean(past) + 2 * sd(past));
    if (past.length >= 7) {
      const last = past.slice(-28);
      const middle = median(last);
      const spread = 2 * 1.4826 * median(last.map((one) => Math.abs(one - middle)));
      note(rules[4], middle - spread, middle + spread);
    }
    // A night is two visits of four hours.
    for (let half = 0; half < 2; half++) addToDay(drift, visit, belief);
    learn(learned, visit, belief, false);
    const after = believe(learned, population, false);
    for (const { phase, rarity } of endDay(drift, set.channel, day, after, { subject: person.name }, settings))
      if (phase === 'began') followed.drifts.push({ day, rarity: rarity ?? 0 });
    past.push(value);
  }
  return followed;
}

export const isInside = ({ value, low, high }: Predicted) => value >= low && value <= high;
/** Width, and twenty times what lies outside [interval score, Gneiting and Raftery 2007]: lower is better. */
export function intervalScore({ value, low, high }: Predicted): number {
  return high - low + (2 / 0.05) * (Math.max(0, low - value) + Math.max(0, value - high));
}
export const average = mean;
