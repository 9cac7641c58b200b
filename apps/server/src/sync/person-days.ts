import { type Channel, siteZoneOffsetMinutes, type YearOfDays } from '@munan/flow';
import type { Database, Kysely, Migration } from '@munan/runtime';
import { dayOf, startOfDay } from '../daily-summaries.ts';
import type { House } from '../house.ts';

const channels = ['spo2', 'pulse', 'temperature', 'steps', 'activity'] as const satisfies readonly Channel[];
export const dayMs = 86_400_000;
const days = 365;
/** What a figure says of a day is not finer than this. */
const digits: Record<(typeof channels)[number], number> = { spo2: 1, pulse: 1, temperature: 2, steps: 2, activity: 2 };
const figureNames = ['min', 'mean', 'max'] as const;

export const zoneMs = siteZoneOffsetMinutes * 60_000;
/** First moment of the day of the site, Unix ms. */
export const midnightOf = (now: number): number => startOfDay(dayOf(now));

type YearTables = {
  /** Days that are over, up to and with `through` (yyyy-mm-dd); a year of hours is too much to read at each preload. */
  sync_year: { subject: string; through: string; year: string };
};

export const yearMigrations: readonly Migration[] = [
  {
    name: 'sync-year-1',
    async up(query) {
      await query.schema
        .createTable('sync_year')
        .addColumn('subject', 'text', (column) => column.primaryKey())
        .addColumn('through', 'text', (column) => column.notNull())
        .addColumn('year', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

export interface Years {
  /** A year of days of the stream, today included; channels without a single day are left out. */
  of(subject: string, now: number): Promise<YearOfDays>;
  /** Something late was measured on this day: it and those after it are read anew. In the transaction that tells of it. */
  changed(query: Kysely<unknown>, subject: string, day: string): Promise<void>;
}

export function openYears(database: Database, series: Pick<House['series'], 'window'>): Years {
  const open = (query: Kysely<unknown>) => query.withTables<YearTables>();

  async function read(year: YearOfDays, subject: string, since: number, now: number): Promise<void> {
    for (const channel of channels) {
      const window = await series.window({ subject, channel, from: since, to: now + 1, resolution: 'day' });
      if (!window.count.some((count) => count > 0)) continue;
      const figures = year.channels[channel] ?? { min: blank(), mean: blank(), max: blank() };
      year.channels[channel] = figures;
      for (const [at, t] of window.t.entries()) {
        const day = Math.round((t - year.from) / dayMs);
        if (window.count[at] === 0 || day < 0 || day >= days) continue;
        for (const name of figureNames) {
          const value = window[name][at];
          if (value !== null && value !== undefined) figures[name][day] = Number(value.toFixed(digits[channel]));
        }
      }
    }
  }

  return {
    async of(subject, now) {
      const midnight = midnightOf(now);
      const from = midnight - (days - 1) * dayMs;
      const kept = await open(database.query)
        .selectFrom('sync_year')
        .selectAll()
        .where('subject', '=', subject)
        .executeTakeFirst();
      const year = kept ? moved(JSON.parse(kept.year) as YearOfDays, from) : { from, channels: {} };
      const yesterday = dayOf(midnight - dayMs);
      if (!kept || kept.through < yesterday) {
        const since = kept ? Math.max(from, startOfDay(kept.through) + dayMs) : from;
        await read(year, subject, since, midnight - 1);
        const row = { through: yesterday, year: JSON.stringify(year) };
        await open(database.query)
          .insertInto('sync_year')
          .values({ subject, ...row })
          .onConflict((conflict) => conflict.column('subject').doUpdateSet(row))
          .execute();
      }
      await read(year, subject, midnight, now);
      return year;
    },
    async changed(query, subject, day) {
      await open(query)
        .updateTable('sync_year')
        .set({ through: dayOf(startOfDay(day) - dayMs) })
        .where('subject', '=', subject)
        .where('through', '>=', day)
        .execute();
    },
  };
}

/** The same days counted from another first one. */
function moved({ from: before, channels: known }: YearOfDays, from: number): YearOfDays {
  const by = Math.round((from - before) / dayMs);
  const year: YearOfDays = { from, channels: {} };
  for (const [channel, figures] of Object.entries(known)) {
    const shifted = { min: blank(), mean: blank(), max: blank() };
    for (const name of figureNames)
      for (let day = 0; day < days; day++) shifted[name][day] = figures[name][day + by] ?? null;
    if (figureNames.some((name) => shifted[name].some((value) => value !== null))) year.channels[channel] = shifted;
  }
  return year;
}

const blank = (): (number | null)[] => new Array<number | null>(days).fill(null);
