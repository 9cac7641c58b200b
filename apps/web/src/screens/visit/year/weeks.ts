import { siteZoneOffsetMinutes, type YearOfDays } from '@munan/flow';

export const dayMs = 86_400_000;
const daysAWeek = 7;

/** What a year of one channel is drawn and told from. */
export type YearChannel = 'spo2' | 'pulse' | 'temperature' | 'steps' | 'activity';
export interface Week {
  /** Its first day, Unix ms of the midnight at the site. */
  from: number;
  /** Days it covers: the oldest week can be short. */
  days: number;
  /** Absent: not one day of it has data. */
  figures?: { min: number; mean: number; max: number };
}
/** One value and the day it is of, Unix ms of its midnight. */
export interface DayValue {
  day: number;
  value: number;
}
export interface YearSummary {
  lowest: DayValue;
  highest: DayValue;
  /** The last day with data: its mean. */
  latest: DayValue;
  daysWithData: number;
  /** Days that the year covers. */
  days: number;
}

interface Day {
  day: number;
  figures?: { min: number; mean: number; max: number };
}

const isCount = (channel: YearChannel) => channel === 'steps' || channel === 'activity';

/**
 * The days of one channel, oldest first; a day of which one figure is missing counts as a day without data. Of what is
 * counted the lowest minute is always 0: there a day is its mean, and a range is one of days.
 */
function daysOf(year: YearOfDays, channel: YearChannel): Day[] {
  const known = year.channels[channel];
  if (!known) return [];
  return known.mean.map((mean, index) => {
    const day = year.from + index * dayMs;
    const min = isCount(channel) ? mean : known.min[index];
    const max = isCount(channel) ? mean : known.max[index];
    return typeof mean === 'number' && typeof min === 'number' && typeof max === 'number'
      ? { day, figures: { min, mean, max } }
      : { day };
  });
}

/** Weeks, oldest first, the last of them ends with the last day; each day of a week that has data weighs the same. */
export function weeksOf(year: YearOfDays, channel: YearChannel): Week[] {
  const days = daysOf(year, channel);
  const weeks: Week[] = [];
  for (let end = days.length; end > 0; end -= daysAWeek) {
    const part = days.slice(Math.max(0, end - daysAWeek), end);
    const known = part.flatMap(({ figures }) => (figures ? [figures] : []));
    weeks.unshift({
      from: part[0]!.day,
      days: part.length,
      ...(known.length === 0
        ? {}
        : {
            figures: {
              min: Math.min(...known.map(({ min }) => min)),
              mean: known.reduce((sum, { mean }) => sum + mean, 0) / known.length,
              max: Math.max(...known.map(({ max }) => max)),
            },
          }),
    });
  }
  return weeks;
}

/** Weeks that follow each other and have data; between two runs lies at least one week without. */
export function runsOf(weeks: readonly Week[]): Required<Week>[][] {
  const runs: Required<Week>[][] = [];
  let open = false;
  for (const { figures, ...week } of weeks) {
    if (figures) {
      if (!open) runs.push([]);
      runs.at(-1)!.push({ ...week, figures });
    }
    open = figures !== undefined;
  }
  return runs;
}

/** Absent: not one day has data. Of two days that are alike, the later one is named. */
export function findSummary(year: YearOfDays, channel: YearChannel): YearSummary | undefined {
  const days = daysOf(year, channel);
  const known = days.flatMap(({ day, figures }) => (figures ? [{ day, ...figures }] : []));
  const last = known.at(-1);
  if (!last) return undefined;
  let lowest = last;
  let highest = last;
  for (const one of known.toReversed()) {
    if (one.min < lowest.min) lowest = one;
    if (one.max > highest.max) highest = one;
  }
  return {
    lowest: { day: lowest.day, value: lowest.min },
    highest: { day: highest.day, value: highest.max },
    latest: { day: last.day, value: last.mean },
    daysWithData: known.length,
    days: days.length,
  };
}

/** Firsts of the months after `from`, before `to`, with the month 1..12 of the site's calendar. */
export function monthsOf(from: number, to: number): { at: number; month: number }[] {
  const zoneMs = siteZoneOffsetMinutes * 60_000;
  const first = new Date(from + zoneMs);
  const months: { at: number; month: number }[] = [];
  for (let next = 1; ; next++) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + next, 1) - zoneMs;
    if (at >= to) return months;
    months.push({ at, month: new Date(at + zoneMs).getUTCMonth() + 1 });
  }
}

/** What the height of a chart spans at least, so that a calm year does not look wild. */
const leastSpan: Record<YearChannel, [low: number, high: number, step: number]> = {
  spo2: [90, 100, 5],
  pulse: [50, 110, 10],
  temperature: [35.5, 37.5, 0.5],
  steps: [0, 5, 5],
  activity: [0, 10, 10],
};
export function spanOf(channel: YearChannel, { lowest, highest }: YearSummary): { low: number; high: number } {
  const [low, high, step] = leastSpan[channel];
  return {
    low: Math.min(low, Math.floor(lowest.value / step) * step),
    high: Math.max(high, Math.ceil(highest.value / step) * step),
  };
}
