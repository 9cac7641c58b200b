import type { Finding, RhythmFigures } from '@munan/flow';
import type { Source, WatchSettings } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import { momentOf } from '../local-time.ts';
import type { MinuteDetector } from '../watch/minute-detectors.ts';
import {
  findInterdailyStability,
  findIntradailyVariability,
  findLeastActive5h,
  findMostActive10h,
  findRelativeAmplitude,
  type Means,
  profileOf,
} from './figures.ts';
import { type HoursState, hoursOfDays, keptDays, startHours, stepHours } from './hours.ts';
import { findTrend, type Trend, type TrendPrior } from './trend.ts';

/** docs/clinical/rhythm.md says where each number comes from. */
export const rhythmRule = {
  /** Days of M10 that a decline is looked for in, known ones at least, and of those in the last week. */
  windowDays: 28,
  leastDays: 14,
  leastSpanDays: 13,
  leastRecentDays: 5,
  /** A fall counts from so many of its own standard errors, and while with 95 % confidence it is at least `leastFall`. */
  errors: 3,
  endErrors: 2,
  leastFall: 0.1,
  /** Fall of IS or RA from one week to the next in standard deviations of other people's. */
  deviations: 3.5,
  endDeviations: 1.5,
  /** Known hours of a week at least, and of each hour of the day one. */
  leastHoursOfWeek: 120,
} as const;
/** Day-to-day scatter of ln M10 among the 22 healthy of Depresjon, and how alike neighbouring days are. */
export const dayPrior: TrendPrior = { scatter: 0.27, scatterDays: 10, correlation: 0.15, correlationDays: 15 };
/** Standard deviation of the difference between two weeks, days brought to the same mean, of the same people. */
export const weekScatter = { interdailyStability: 0.15, relativeAmplitude: 0.13 } as const;
/** One finding in so many person-days as 10 to this: measured on recorded days put in random order, docs/evaluation/rhythm.md. */
const declineRarity = 3.2;
const changeRarity = 3;

export interface RhythmState {
  hours: HoursState;
  /** Local day of the last M10; -1 before the first. */
  day: number;
  /** M10 of each of the last days, oldest first, counts a minute; -1 where not known. */
  m10: number[];
  /** Since when, Unix ms, a sign stands; null while it does not. */
  decline: number | null;
  changed: { since: number; what: ChangeName } | null;
}
type ChangeName = 'less-regular' | 'flatter';

/** Mean of the most active ten hours in a row of one day, where eight of them and most of the day are known. */
export function findM10OfDay(hours: Means): number | undefined {
  if (hours.slice(7, 21).filter((mean) => mean !== null).length < 10) return undefined;
  let most: number | undefined;
  for (let from = 0; from + 10 <= hours.length; from++) {
    const known = hours.slice(from, from + 10).filter((mean) => mean !== null);
    if (known.length < 8) continue;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    if (most === undefined || mean > most) most = mean;
  }
  return most;
}

function keepDay(state: RhythmState, day: number): void {
  const passed = state.day < 0 ? 1 : Math.min(day - state.day, rhythmRule.windowDays);
  const hours = hoursOfDays(state.hours, Math.min(passed, keptDays - 1));
  for (let i = passed; i > 0; i--) {
    const from = hours.length - 24 * i;
    const m10 = from >= 0 ? findM10OfDay(hours.slice(from, from + 24)) : undefined;
    state.m10.push(m10 === undefined ? -1 : m10 >= 100 ? Math.round(m10) : rounded(m10, 1));
  }
  while (state.m10.length > rhythmRule.windowDays) state.m10.shift();
  state.day = day;
}

/** What the fall of M10 over the last weeks amounts to, where it can be said. Values are natural logarithms. */
export function findDecline(m10: readonly number[]): (Trend & { falls: number }) | undefined {
  const { leastDays, leastSpanDays, leastRecentDays } = rhythmRule;
  if (m10.slice(-7).filter((value) => value >= 0).length < leastRecentDays) return undefined;
  const trend = findTrend(
    // A day without any movement is as far down as one count a minute.
    m10.map((value) => (value < 0 ? null : Math.log(Math.max(1, value)))),
    dayPrior,
  );
  if (!trend || trend.known < leastDays || trend.spanDays < leastSpanDays) return undefined;
  return { ...trend, falls: -trend.change / trend.error };
}

/** The fall of which one may be 95 % sure, natural logarithm. */
function leastFall({ change, error }: Trend): number {
  return -(change + 1.645 * error);
}
/** Whether it is a decline, or still is one where one `stands`. */
export function isDecline(trend: Trend & { falls: number }, stands: boolean): boolean {
  if (stands) return trend.falls >= rhythmRule.endErrors;
  return trend.falls >= rhythmRule.errors && leastFall(trend) >= -Math.log(1 - rhythmRule.leastFall);
}

export const rhythm: MinuteDetector<RhythmState> = {
  name: 'rhythm',
  version: 1,
  start: () => ({ hours: startHours(), day: -1, m10: [], decline: null, changed: null }),
  step(state, input, source, settings) {
    if (!stepHours(state.hours, input)) return [];
    keepDay(state, input.local.day - 1);
    return [
      ...judgeDecline(state, input.minute.from, source, settings),
      ...judgeWeeks(state, input.minute.from, source, settings),
    ];
  },
};

function judgeDecline(state: RhythmState, at: number, source: Source, settings: WatchSettings): Finding[] {
  const trend = findDecline(state.m10);
  if (!trend) return [];
  const stands = isDecline(trend, state.decline !== null);
  if (stands === (state.decline !== null)) return [];
  state.decline ??= at;
  const percent = Math.round(100 * (1 - Math.exp(trend.change)));
  const weeks = Math.max(2, Math.round(trend.spanDays / 7));
  const noonOf = (i: number) => momentOf({ day: state.day - state.m10.length + 1 + i, minuteOfDay: 720 }, settings);
  const finding = findingOf({
    detector: rhythm,
    source,
    sign: 'decline',
    phase: stands ? 'began' : 'ended',
    family: 'vital',
    priority: 'low',
    reason: { code: 'activity-decline', params: { percent: Math.max(0, percent), weeks } },
    confidence: 0.6,
    rarity: declineRarity,
    since: state.decline,
    at,
    evidence: [
      {
        channel: 'activity',
        from: noonOf(0),
        to: at,
        values: {
          atFirstPerMin: Math.round(Math.exp(trend.first)),
          atLastPerMin: Math.round(Math.exp(trend.last)),
          knownDays: trend.known,
          fallLeastPercent: Math.max(0, Math.round(100 * (1 - Math.exp(-leastFall(trend))))),
        },
        usual: [
          {
            t: noonOf(0),
            low: Math.round(Math.exp(trend.first - 1.96 * trend.scatter)),
            high: Math.round(Math.exp(trend.first + 1.96 * trend.scatter)),
          },
        ],
        figure: {
          name: 'mostActive10hPerMin',
          points: state.m10.flatMap((value, i) => (value < 0 ? [] : [{ t: noonOf(i), value }])),
        },
      },
    ],
  });
  if (!stands) state.decline = null;
  return [finding];
}

function dailyMeans(hours: Means, dayFrom: number, settings: WatchSettings) {
  const points: { t: number; value: number }[] = [];
  for (let day = 0; day < hours.length / 24; day++) {
    const known = hours.slice(24 * day, 24 * day + 24).filter((mean) => mean !== null);
    if (known.length < 18) continue;
    const value = Math.round(known.reduce((sum, mean) => sum + mean, 0) / known.length);
    points.push({ t: momentOf({ day: dayFrom + day, minuteOfDay: 720 }, settings), value });
  }
  return points;
}
export interface Week {
  interdailyStability: number;
  relativeAmplitude: number;
}
/**
 * Each day brought to the same mean: a few days ill in bed are less active but not less regular, and would else look so.
 * Days of which less than 18 hours are known stay out.
 */
function levelled(hours: Means): (number | null)[] {
  return hours.flatMap((_, i) => {
    if (i % 24 !== 0) return [];
    const day = hours.slice(i, i + 24);
    const known = day.filter((mean) => mean !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return day.map((value) => (value === null || known.length < 18 || !(mean > 0) ? null : value / mean));
  });
}
export function findWeek(given: Means): Week | undefined {
  const hours = levelled(given);
  if (hours.filter((mean) => mean !== null).length < rhythmRule.leastHoursOfWeek) return undefined;
  const interdailyStability = findInterdailyStability(hours);
  const relativeAmplitude = findRelativeAmplitude(profileOf(hours));
  if (interdailyStability === undefined || relativeAmplitude === undefined) return undefined;
  return { interdailyStability, relativeAmplitude };
}

/** Fall from one week to the next in standard deviations of other people's. */
export function fallsOf(before: Week, now: Week): Record<ChangeName, number> {
  const fallen = (name: keyof Week) => (before[name] - now[name]) / weekScatter[name];
  return { 'less-regular': fallen('interdailyStability'), flatter: fallen('relativeAmplitude') };
}
function judgeWeeks(state: RhythmState, at: number, source: Source, settings: WatchSettings): Finding[] {
  const hours = hoursOfDays(state.hours);
  const before = findWeek(hours.slice(-336, -168));
  const now = findWeek(hours.slice(-168));
  // While it stands, one unknown week leaves it standing, and the week it fell in passes into the one before.
  if (!before || !now) return [];
  const falls = fallsOf(before, now);
  const worst: ChangeName = falls.flatter > falls['less-regular'] ? 'flatter' : 'less-regular';
  const what = state.changed?.what ?? worst;
  const stands = falls[what] >= (state.changed ? rhythmRule.endDeviations : rhythmRule.deviations);
  if (stands === (state.changed !== null)) return [];
  state.changed ??= { since: at, what };
  const figure = what === 'flatter' ? 'relativeAmplitude' : 'interdailyStability';
  const dayFrom = state.day - hours.length / 24 + 1;
  const finding = findingOf({
    detector: rhythm,
    source,
    sign: what,
    phase: stands ? 'began' : 'ended',
    family: 'vital',
    priority: 'low',
    reason: {
      code: 'rhythm-changed',
      params: { what, before: rounded(before[figure], 2), now: rounded(now[figure], 2) },
    },
    confidence: 0.5,
    rarity: changeRarity,
    since: state.changed.since,
    at,
    evidence: [
      {
        channel: 'activity',
        from: momentOf({ day: dayFrom, minuteOfDay: 0 }, settings),
        to: at,
        values: {
          interdailyStabilityBefore: rounded(before.interdailyStability, 2),
          interdailyStabilityNow: rounded(now.interdailyStability, 2),
          relativeAmplitudeBefore: rounded(before.relativeAmplitude, 2),
          relativeAmplitudeNow: rounded(now.relativeAmplitude, 2),
        },
        figure: { name: 'meanPerMin', points: dailyMeans(hours, dayFrom, settings) },
      },
    ],
  });
  if (!stands) state.changed = null;
  return [finding];
}

/** Figures of the last whole days for her page; null before there are three days. */
export function rhythmFigures(state: RhythmState): RhythmFigures | null {
  const hours = hoursOfDays(state.hours);
  let days = 0;
  for (let day = 0; day < hours.length; day += 24)
    if (hours.slice(day, day + 24).filter((mean) => mean !== null).length >= 18) days++;
  if (days < 3) return null;
  const profile = profileOf(hours);
  const least = findLeastActive5h(profile);
  const most = findMostActive10h(profile);
  const two = (value: number | undefined) => (value === undefined ? null : rounded(value, 2));
  const stretch = (found: typeof least) =>
    found ? { perMin: rounded(found.mean, 1), fromMinute: found.from * 60 } : null;
  return {
    days,
    // Of fewer days it is mostly chance: pure noise has an IS of 0.14 after a week and of 0.32 after three days.
    interdailyStability: days < 5 ? null : two(findInterdailyStability(hours)),
    intradailyVariability: two(findIntradailyVariability(hours)),
    relativeAmplitude: two(findRelativeAmplitude(profile)),
    leastActive5h: stretch(least),
    mostActive10h: stretch(most),
  };
}
