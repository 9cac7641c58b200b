import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Database, openDatabase } from '@munan/runtime';
import { openYears, type Years, yearMigrations } from '../src/sync/person-days.ts';

const dayMs = 86_400_000;
/** Noon in Korea. */
const noon = Date.UTC(2026, 10, 20, 3);
const today = Date.UTC(2026, 10, 19, 15);

describe('openYears', () => {
  let folder: string;
  let database: Database;
  let years: Years;
  const asked: { channel: string; from: number; to: number }[] = [];
  /** What the stream holds: mean pulse of a day, by its first moment. */
  const pulse = new Map<number, number>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-years-'));
    database = await openDatabase(`sqlite:${join(folder, 'years.db')}`);
    await database.migrate(yearMigrations);
    years = openYears(database, {
      async window({ channel, from, to }: { channel: string; from: number; to: number }) {
        asked.push({ channel, from, to });
        const t = channel === 'pulse' ? [...pulse.keys()].filter((day) => day >= from && day < to).sort() : [];
        const mean = t.map((day) => pulse.get(day) as number);
        return { t, mean, min: mean.map((one) => one - 5), max: mean.map((one) => one + 5), count: t.map(() => 9) };
      },
    } as never);
  });
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const means = async (now: number) => (await years.of('p1', now)).channels.pulse?.mean.slice(-4);

  it('of() reads a year once, then only what is new, and today each time', async () => {
    for (const [back, value] of [
      [3, 70],
      [2, 71],
      [1, 72],
      [0, 73],
    ] as const)
      pulse.set(today - back * dayMs, value);
    assert.deepEqual(await means(noon), [70, 71, 72, 73]);
    asked.length = 0;
    pulse.set(today, 74);
    assert.deepEqual(await means(noon), [70, 71, 72, 74]);
    assert.deepEqual(new Set(asked.map(({ from }) => from)), new Set([today]));
    asked.length = 0;
    pulse.set(today + dayMs, 75);
    assert.deepEqual(await means(noon + dayMs), [71, 72, 74, 75]);
    assert.deepEqual(new Set(asked.map(({ from }) => from)), new Set([today, today + dayMs]));
  });

  it('of() after a week away has every day at its place, and a gap stays one', async () => {
    pulse.set(today + 6 * dayMs, 80);
    const year = await years.of('p1', noon + 7 * dayMs);
    assert.deepEqual(year.channels.pulse?.mean.slice(-8), [74, 75, null, null, null, null, 80, null]);
    assert.equal(year.from, today + 7 * dayMs - 364 * dayMs);
    assert.deepEqual(Object.keys(year.channels), ['pulse']);
  });

  it('changed() has a day that was told late read anew', async () => {
    pulse.set(today + 2 * dayMs, 90);
    assert.equal((await years.of('p1', noon + 7 * dayMs)).channels.pulse?.mean.at(-6), null);
    await database.transaction((query) => years.changed(query, 'p1', '2026-11-22'));
    assert.equal((await years.of('p1', noon + 7 * dayMs)).channels.pulse?.mean.at(-6), 90);
    assert.equal((await years.of('p2', noon + 7 * dayMs)).channels.pulse?.mean.at(-6), 90);
  });
});
