/** The usual range of movement, minute by minute, beside plain rules. */
import { minuteMs } from '../src/detector.ts';
import { localTimeOf } from '../src/local-time.ts';
import { beliefOf, rangeOf } from '../src/usual/ranges.ts';
import { usual } from '../src/usual/usual.ts';
import { settings as example } from '../src/watch/packets-example.ts';
import type { MovementPerson } from './movement-sets.ts';

export const periods = [
  { name: 'day 1', from: 0, to: 0 },
  { name: 'days 2-3', from: 1, to: 2 },
  { name: 'days 4-7', from: 3, to: 6 },
  { name: 'from day 8', from: 7, to: 1000 },
];
interface Held {
  minutes: number;
  inside: number;
  width: number;
}
/** The set's wall clock is taken as it stands. */
const settings = { ...example, zoneOffsetMinutes: 0 };
/** Between which counts 95 % of the minutes of all other people lie. */
export function rangeOfOthers(
  people: readonly MovementPerson[],
  person: MovementPerson,
): { low: number; high: number } {
  const most = 20_000;
  const seen = new Float64Array(most + 1);
  let total = 0;
  for (const one of people) {
    if (one === person) continue;
    for (const counts of one.counts) {
      if (!(counts >= 0)) continue;
      const at = Math.min(most, Math.round(counts));
      seen[at] = seen[at]! + 1;
      total++;
    }
  }
  const below = (share: number) => {
    let sum = 0;
    return seen.findIndex((count) => {
      sum += count;
      return sum >= share * total;
    });
  };
  return { low: below(0.025), high: below(0.975) };
}

/** Of each period, of each rule: as usual, other people, own so far. */
export function activityOf(person: MovementPerson, others: { low: number; high: number }): Held[][] {
  const held = periods.map(() => [0, 1, 2].map((): Held => ({ minutes: 0, inside: 0, width: 0 })));
  const state = usual.start();
  let [n, sum, squares] = [0, 0, 0];
  let range = { low: 0, high: 0, bin: -1 };
  for (let i = 0; i < person.counts.length; i++) {
    const counts = person.counts[i]!;
    if (!(counts >= 0)) continue;
    const from = person.from + i * minuteMs;
    const local = localTimeOf(from, settings);
    const minute = { from, covered: true, counts, steps: 0, handled: false };
    const period = held[periods.findIndex(({ to }) => Math.floor(i / 1440) <= to)]!;
    usual.step(state, { minute, local, doing: 'resting' }, { subject: person.name }, settings);
    if (range.bin !== state.bin) {
      const belief = beliefOf(state.channels.activity.learned, 'activity', settings, local.day);
      range = { ...rangeOf('activity', belief, state.bin % 6), bin: state.bin };
    }
    const note = (rule: number, low: number, high: number) => {
      const one = period[rule]!;
      one.minutes++;
      one.inside += counts >= low && counts <= high ? 1 : 0;
      one.width += high - low;
    };
    note(0, range.low, range.high);
    note(1, others.low, others.high);
    const mean = n > 0 ? sum / n : 0;
    const reach = n > 1 ? 2 * Math.sqrt(Math.max(0, squares / n - mean * mean)) : 0;
    if (n >= 1440) note(2, Math.max(0, mean - reach), mean + reach);
    n++;
    sum += counts;
    squares += counts * counts;
  }
  return held;
}
