import { type Channel, siteZoneOffsetMinutes, type YearOfDays } from '@munan/flow';
import { dayOf, startOfDay } from '../daily-summaries.ts';
import type { House } from '../house.ts';

const channels = ['spo2', 'pulse', 'temperature', 'steps', 'activity'] as const satisfies readonly Channel[];
export const dayMs = 86_400_000;
const days = 365;
/** What a figure says of a day is not finer than this. */
const digits: Record<(typeof channels)[number], number> = { spo2: 1, pulse: 1, temperature: 2, steps: 2, activity: 2 };

export const zoneMs = siteZoneOffsetMinutes * 60_000;
/** First moment of the day of the site, Unix ms. */
export const midnightOf = (now: number): number => startOfDay(dayOf(now));

/** A year of days of the stream, today included; channels without a single day are left out. */
export async function yearOf(house: Pick<House, 'series'>, subject: string, now: number): Promise<YearOfDays> {
  const from = midnightOf(now) - (days - 1) * dayMs;
  const year: YearOfDays = { from, channels: {} };
  for (const channel of channels) {
    const window = await house.series.window({ subject, channel, from, to: now + 1, resolution: 'day' });
    if (!window.count.some((count) => count > 0)) continue;
    const figures = { min: blank(), mean: blank(), max: blank() };
    for (const [at, t] of window.t.entries()) {
      if (window.count[at] === 0) continue;
      const day = Math.round((t - from) / dayMs);
      if (day < 0 || day >= days) continue;
      for (const name of ['min', 'mean', 'max'] as const) {
        const value = window[name][at];
        if (value !== null && value !== undefined) figures[name][day] = Number(value.toFixed(digits[channel]));
      }
    }
    year.channels[channel] = figures;
  }
  return year;
}

const blank = (): (number | null)[] => new Array<number | null>(days).fill(null);
