import type { Means } from '../src/rhythm/figures.ts';
import { fallsOf, findDecline, findM10OfDay, findWeek, isDecline, rhythmRule } from '../src/rhythm/rhythm.ts';
import { drawsFrom, poisson, wilson } from './intervals.ts';
import type { MovementPerson } from './movement-sets.ts';
import { fixed, interval, type Report } from './report.ts';
import { hoursOfPerson } from './rhythm-groups.ts';

/** Whole days of one person, each with 24 hourly means. */
export type Days = readonly Means[];
export function daysOf(hours: Means): Days {
  const days: Means[] = [];
  for (let i = 0; i + 24 <= hours.length; i += 24) {
    const day = hours.slice(i, i + 24);
    if (day.filter((mean) => mean !== null).length >= 18) days.push(day);
  }
  return days;
}

/** What a made series of weeks says, from the day `from` on: which day first, and how many episodes in all. */
interface Said {
  episodes: number;
  first: number | undefined;
}
function declinesOf(m10: readonly number[], from = 0): Said {
  let stands = false;
  const said: Said = { episodes: 0, first: undefined };
  for (let end = 1; end <= m10.length; end++) {
    const trend = findDecline(m10.slice(Math.max(0, end - rhythmRule.windowDays), end));
    if (!trend) continue;
    const now = isDecline(trend, stands);
    if (now && !stands) {
      said.episodes++;
      if (end > from) said.first ??= end - from;
    }
    stands = now;
  }
  return said;
}
function changesOf(days: Days, from = 0): Said {
  let stands = false;
  const said: Said = { episodes: 0, first: undefined };
  for (let end = 14; end <= days.length; end++) {
    const before = findWeek(days.slice(end - 14, end - 7).flat());
    const now = findWeek(days.slice(end - 7, end).flat());
    if (!before || !now) continue;
    const falls = fallsOf(before, now);
    const worst = Math.max(falls.flatter, falls['less-regular']);
    const stood = stands;
    stands = worst >= (stands ? rhythmRule.endDeviations : rhythmRule.deviations);
    if (stands && !stood) {
      said.episodes++;
      if (end > from) said.first ??= end - from;
    }
  }
  return said;
}

/** Simulated: weeks put together from a person's own days in random order, with what is asked done to the later ones. */
export interface Trial {
  /** Days that are judged without anything happening. */
  days: number;
  rounds: number;
  seed: number;
  /** Factor of all movement on day i after `days`. */
  factor?: (i: number) => number;
  /** Hours that the day is turned by. */
  turned?: (draw: () => number) => number;
  after?: number;
}
export interface Outcome {
  personDays: number;
  declines: number;
  changes: number;
  /** Of the rounds: said after the change began, and after how many days. */
  rounds: number;
  declineDays: number[];
  changeDays: number[];
}
export function tryWeeks(people: readonly Days[], { days, rounds, seed, factor, turned, after = 0 }: Trial): Outcome {
  const draw = drawsFrom(seed);
  const outcome: Outcome = { personDays: 0, declines: 0, changes: 0, rounds: 0, declineDays: [], changeDays: [] };
  for (const own of people) {
    if (own.length < 7) continue;
    for (let round = 0; round < rounds; round++) {
      const series = Array.from({ length: days + after }, (_, i) => {
        const day = own[Math.floor(draw() * own.length)]!;
        if (i < days) return day;
        const times = factor?.(i - days) ?? 1;
        const by = turned ? Math.round(turned(draw)) : 0;
        return day.map((_, h) => {
          const mean = day[(((h + by) % 24) + 24) % 24]!;
          return mean === null ? null : mean * times;
        });
      });
      const m10 = series.map((day) => findM10OfDay(day) ?? -1);
      const decline = declinesOf(m10, days);
      const change = changesOf(series, days);
      outcome.personDays += days + after;
      outcome.declines += decline.episodes;
      outcome.changes += change.episodes;
      outcome.rounds++;
      if (decline.first !== undefined) outcome.declineDays.push(decline.first);
      if (change.first !== undefined) outcome.changeDays.push(change.first);
    }
  }
  return outcome;
}

/** Number, and per person-day with its 95 % interval. */
export function rate(count: number, days: number): string {
  const [low, high] = poisson(count).map((value) => value / days);
  return `${count}: ${fixed(count / days, 4)} (${interval([low!, high!], 4)})`;
}

export function reportWeeks(page: Report, people: readonly MovementPerson[], rounds: number): void {
  const kept = people.map((person) => daysOf(hoursOfPerson(person, false)));
  const keptWell = kept.filter((_, i) => people[i]!.isWell);
  page.say(
    '## Decline and change over weeks',
    '',
    "**Simulated**: weeks put together from a person's own recorded days in random order, so that nothing changes in them but chance; then with a fall of all movement, or with days turned around the",
    `clock, from the fifth week on. ${rounds} series of each person with at least seven whole days.`,
    '',
  );
  const nullWeeks = tryWeeks(keptWell, { days: 84, rounds, seed: 3 });
  const nullAll = tryWeeks(kept, { days: 84, rounds, seed: 4 });
  page.table(
    ['without any change', '`activity-decline` per person-day', '`rhythm-changed` per person-day'],
    [
      ['healthy', nullWeeks],
      ['all', nullAll],
    ].map(([name, outcome]) => {
      const { declines, changes, personDays: total } = outcome as Outcome;
      return [name as string, rate(declines, total), rate(changes, total)];
    }),
  );
  {
    const row = (name: string, outcome: Outcome, of: 'declineDays' | 'changeDays') => {
      const found = outcome[of].sort((a, b) => a - b);
      return [
        name,
        `${found.length}/${outcome.rounds} (${interval(wilson(found.length, outcome.rounds))})`,
        found.length > 0 ? fixed(found[found.length >> 1]!, 0) : '-',
      ];
    };
    const falls = [
      [0.2, 28],
      [0.35, 28],
      [0.35, 14],
      [0.5, 28],
      [0.5, 14],
    ] as const;
    page.table(
      ['what happens from day 28 on', 'said within six weeks', 'median day'],
      [
        ...falls.map(([share, over], i) =>
          row(
            `falls by ${100 * share} % over ${over / 7} weeks`,
            tryWeeks(keptWell, {
              days: 28,
              after: 42,
              rounds,
              seed: 20 + i,
              factor: (day) => 1 - share * Math.min(1, day / over),
            }),
            'declineDays',
          ),
        ),
        row(
          'each day turned by up to 8 h: `rhythm-changed`',
          tryWeeks(keptWell, { days: 28, after: 42, rounds, seed: 30, turned: (draw) => 16 * draw() - 8 }),
          'changeDays',
        ),
        row(
          'each day turned by up to 12 h: `rhythm-changed`',
          tryWeeks(keptWell, { days: 28, after: 42, rounds, seed: 31, turned: (draw) => 24 * draw() - 12 }),
          'changeDays',
        ),
      ],
    );
  }
}
