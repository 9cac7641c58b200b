import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Database, type ManualClock, openDatabase, sql } from '@munan/runtime';
import fc from 'fast-check';
import { arrivals, packetSets } from './arrivals-for-tests.ts';
import { decodeTestPacket, itemOf, openTestSeries, packetOf, reading, start } from './packets-for-tests.ts';
import { hourMs, minuteMs } from './segment.ts';
import type { Series } from './series.ts';
import { type SeriesTables, seriesMigrations } from './tables.ts';
import { dayMs } from './window.ts';

/** What the series must do on every engine. */
export function seriesContract(name: string, newUrl: () => Promise<string>): void {
  describe(`openSeries on ${name}`, () => {
    let database: Database;
    let series: Series;
    let clock: ManualClock;

    const empty = async () => {
      await sql`delete from packet`.execute(database.query);
      await sql`delete from series_hour`.execute(database.query);
      ({ series, clock } = await openTestSeries(database));
    };
    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(seriesMigrations);
    });
    after(() => database.close());
    beforeEach(empty);

    const spo2 = { subject: 'p-1', channel: 'spo2', from: start, to: start + 4 * hourMs } as const;
    const everything = async () => {
      const answers: unknown[] = [];
      for (const channel of ['spo2', 'temperature', 'acceleration'] as const) {
        for (const resolution of ['raw', 'minute', 'hour', 'day'] as const) {
          answers.push(await series.window({ ...spo2, channel, from: start - hourMs, resolution }));
        }
        answers.push(await series.gaps('p-1', channel, start - hourMs, start + 5 * hourMs));
      }
      return [answers, series.latest('p-1')];
    };
    const rows = () =>
      database.query
        .withTables<SeriesTables>()
        .selectFrom('series_hour')
        .selectAll()
        .orderBy('subject')
        .orderBy('channel')
        .orderBy('hour')
        .orderBy('device')
        .execute();

    it('append() in order, shuffled, doubled, late, packed at any moment: the same rows and answers', async () => {
      await fc.assert(
        fc.asyncProperty(packetSets, arrivals, async (packets, arrival) => {
          await empty();
          await series.append(packets.map(itemOf));
          const expectedAnswers = await everything();
          clock.moveTo(start + 100 * hourMs);
          await series.pack();
          const expectedRows = await rows();
          assert.deepEqual(await everything(), expectedAnswers);

          await empty();
          for (const { items, packAt } of arrival(packets.map(itemOf))) {
            await series.append(items);
            if (packAt === undefined) continue;
            clock.moveTo(packAt);
            await series.pack();
          }
          assert.deepEqual(await everything(), expectedAnswers);
          clock.moveTo(start + 100 * hourMs);
          await series.pack();
          assert.deepEqual(await everything(), expectedAnswers);
          assert.deepEqual(await rows(), expectedRows);
          ({ series, clock } = await openTestSeries(database));
          assert.deepEqual(await everything(), expectedAnswers);
        }),
        { numRuns: 25 },
      );
    });

    it('append() tells stored, repeat and conflict, within one call too', async () => {
      const one = itemOf(packetOf(1, [reading('spo2', start, 1000, [97])]));
      const two = itemOf(packetOf(2, [reading('spo2', start + 1000, 1000, [96])]));
      const other = itemOf(packetOf(1, [reading('spo2', start, 1000, [50])]));
      assert.deepEqual(await series.append([one, two, one, other]), ['stored', 'stored', 'repeat', 'conflict']);
      assert.deepEqual(await series.append([other, one]), ['conflict', 'repeat']);
      assert.deepEqual(await series.append([]), []);
      assert.deepEqual((await series.window({ ...spo2, resolution: 'raw' })).mean, [97, 96]);
    });

    it('devices() tells who measured; window() of one device has only what it measured, before and after pack()', async () => {
      await series.append([
        itemOf(packetOf(1, [reading('spo2', start, 1000, [97, 96])])),
        itemOf(packetOf(1, [reading('spo2', start + 10_000, 1000, [91])], { device: 'ear-2' })),
        itemOf(packetOf(1, [reading('temperature', start, 1000, [36])], { device: 'ear-3' })),
      ]);
      for (const now of [start, start + dayMs]) {
        clock.moveTo(now);
        await series.pack();
        assert.deepEqual(await series.devices('p-1', 'spo2', start, start + hourMs), ['ear-1', 'ear-2']);
        assert.deepEqual(await series.devices('p-1', 'spo2', start + hourMs, start + dayMs), []);
        for (const resolution of ['raw', 'minute', 'hour', 'day'] as const) {
          const { count } = await series.window({ ...spo2, resolution, device: 'ear-1' });
          assert.equal(
            count.reduce((sum, each) => sum + each, 0),
            2,
            resolution,
          );
        }
        assert.deepEqual((await series.window({ ...spo2, resolution: 'raw', device: 'ear-2' })).mean, [91]);
        assert.deepEqual((await series.window({ ...spo2, resolution: 'raw', device: 'nobody' })).t, []);
      }
      await assert.rejects(series.devices('p-1', 'spo2', start, start), RangeError);
    });

    it('window() of minutes, hours and days is what brute force says, before and after pack()', async () => {
      const samples = Array.from({ length: 2 * 3600 }, (_, at) => ({
        t: start + at * 1000,
        v: 90 + ((at * at) % 97) / 10,
      }));
      const items = Array.from({ length: 120 }, (_, minute) => {
        const values = samples.slice(minute * 60, minute * 60 + 60).map(({ v }) => v);
        return itemOf(packetOf(minute, [reading('spo2', start + minute * minuteMs, 1000, values)]));
      });
      await series.append(items);
      for (const now of [start, start + 80 * minuteMs, start + dayMs]) {
        clock.moveTo(now);
        await series.pack();
        for (const [resolution, step] of [
          ['minute', minuteMs],
          ['hour', hourMs],
          ['day', dayMs],
        ] as const) {
          // biome-ignore format: one line says it
          const buckets = Map.groupBy(samples, ({ t }) => Math.floor(t / step) * step);
          const window = await series.window({ ...spo2, resolution });
          assert.deepEqual(window.t, [...buckets.keys()]);
          for (const [at, bucket] of [...buckets.values()].entries()) {
            const values = bucket.map(({ v }) => v);
            assert.equal(window.min[at], Math.min(...values));
            assert.equal(window.max[at], Math.max(...values));
            assert.equal(window.count[at], values.length);
            const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
            assert.ok(Math.abs(window.mean[at]! - mean) < 1e-9);
          }
        }
        const raw = await series.window({ ...spo2, resolution: 'raw' });
        assert.deepEqual(
          raw.t,
          samples.map(({ t }) => t),
        );
        assert.deepEqual(raw.mean, samples.map(({ v }) => v)); // biome-ignore format: one line says it
      }
    });

    it('window() resolves overlaps of one device to the highest seq and shows two devices side by side', async () => {
      await series.append([
        itemOf(packetOf(2, [reading('spo2', start + 2000, 1000, [92, Number.NaN, 92])])),
        itemOf(packetOf(1, [reading('spo2', start, 1000, [91, 91, 91, 91, 91])])),
        itemOf(packetOf(1, [reading('spo2', start + 500, 1000, [80])], { device: 'wrist-1' })),
      ]);
      const window = await series.window({ ...spo2, resolution: 'raw' });
      assert.deepEqual(
        window.t.map((t) => t - start),
        [0, 500, 1000, 2000, 3000, 4000],
      );
      assert.deepEqual(window.mean, [91, 80, 91, 92, 91, 92]);
      const hour = await series.window({ ...spo2, resolution: 'hour' });
      assert.deepEqual([hour.min, hour.mean, hour.max, hour.count], [[80], [(91 * 3 + 92 * 2 + 80) / 6], [92], [6]]);
    });

    it('window() and gaps() tell a missing stretch longer than twice the period', async () => {
      const run = (seq: number, at: number, seconds: number) =>
        itemOf(packetOf(seq, [reading('spo2', start + at * 1000, 1000, Array(seconds).fill(95))]));
      await series.append([run(1, 0, 60), run(2, 62, 58), run(3, 420, 30), run(4, 2 * 3600, 10)]);
      const gap = (from: number, to: number) => ({ from: start + from * 1000, to: start + to * 1000 });
      assert.deepEqual(await series.gaps('p-1', 'spo2', start - 1000, start + 3 * hourMs), [
        gap(120, 420),
        gap(450, 7200),
        gap(7210, 10_800),
      ]);
      assert.deepEqual(await series.gaps('p-1', 'pulse', start, start + 1000), [gap(0, 1)]);
      const raw = await series.window({ ...spo2, resolution: 'raw' });
      const nulls = raw.t.filter((_, at) => raw.mean[at] === null);
      assert.deepEqual(nulls, [start + 120_000, start + 450_000]);
      const minute = await series.window({ ...spo2, resolution: 'minute' });
      assert.deepEqual(minute.t.map((t) => (t - start) / minuteMs), [0, 1, 2, 7, 8, 120]); // biome-ignore format: one line says it
      assert.deepEqual(minute.mean, [95, 95, null, 95, null, 95]);
      assert.deepEqual(minute.count, [60, 58, 0, 30, 0, 10]);
    });

    it('window() does not call slow samples gaps', async () => {
      const values = Array.from({ length: 12 }, () => 36.5);
      await series.append([itemOf(packetOf(1, [reading('temperature', start, 5 * minuteMs, values)]))]);
      const window = await series.window({ ...spo2, channel: 'temperature', resolution: 'minute' });
      assert.deepEqual(window.mean, values);
    });

    it('window() chooses the tier by the points wished, gives acceleration raw, and refuses nonsense', async () => {
      const motion = reading('acceleration', start, 500, [1, 2, 3, 4, 5, 6]);
      const event = { code: 'fall-suspected', t: start + 1000, readings: [motion] } as const;
      const readings = [reading('spo2', start, 1000, [95])];
      await series.append([itemOf(packetOf(1, readings, { events: [{ ...event, readings: [motion] }] }))]);
      const tier = async (length: number, points?: number) =>
        (await series.window({ ...spo2, from: start - length, to: start, points })).resolution;
      assert.deepEqual(
        [await tier(10 * minuteMs), await tier(dayMs), await tier(30 * dayMs), await tier(365 * dayMs)],
        ['raw', 'minute', 'hour', 'day'],
      );
      assert.equal(await tier(365 * dayMs, 9000), 'hour');
      const window = await series.window({ ...spo2, channel: 'acceleration', resolution: 'day' });
      const { resolution, x, y, z, mean } = window;
      assert.deepEqual({ resolution, x, y, z, mean }, { resolution: 'raw', x: [1, 4], y: [2, 5], z: [3, 6], mean: [] });
      await assert.rejects(series.window({ ...spo2, to: start }), /is empty/);
      assert.deepEqual((await series.window({ ...spo2, from: 0, resolution: 'raw' })).mean, [95]);
      clock.moveTo(start + dayMs);
      await series.pack();
      await sql`update series_hour set count = 3000000`.execute(database.query);
      await assert.rejects(series.window({ ...spo2, from: 0, resolution: 'raw' }), /too long/);
    });

    it('packets() gives the log in its order, by subject, device, time and number', async () => {
      const at = (seq: number, minute: number, more = {}) =>
        itemOf(packetOf(seq, [reading('spo2', start + minute * minuteMs, 1000, [95])], more));
      await series.append([at(1, 0), at(2, 9), at(3, 5), at(1, 6, { device: 'wrist-1', subject: undefined })]);
      const found = async (query: Parameters<Series['packets']>[0]) =>
        (await Array.fromAsync(series.packets(query))).map(({ packet }) => `${packet.device} ${packet.seq}`);
      const all = ['ear-1 1', 'ear-1 2', 'ear-1 3', 'wrist-1 1'];
      assert.deepEqual(await found({}), all);
      assert.deepEqual(await found({ subject: 'p-1' }), all.slice(0, 3));
      assert.deepEqual(await found({ device: 'wrist-1' }), all.slice(3));
      assert.deepEqual(await found({ from: start + 5 * minuteMs, to: start + 7 * minuteMs }), all.slice(2));
      assert.deepEqual(await found({ limit: 2 }), all.slice(0, 2));
      const [first] = await Array.fromAsync(series.packets({ limit: 1 }));
      assert.deepEqual(await found({ after: first!.position }), all.slice(1));
      assert.deepEqual(first!.packet, decodeTestPacket({ ...at(1, 0), ...at(1, 0).packet, subject: 'p-1' }));
    });

    it('pack() deletes what is past retention, keeps the answers, and a repeat from then changes nothing', async () => {
      const items = [1, 2, 3].map((seq) =>
        itemOf(packetOf(seq, [reading('spo2', start + seq * 2000, 1000, [90 + seq])])),
      );
      await series.append(items);
      const before = await everything();
      clock.moveTo(start + 6 * dayMs);
      assert.deepEqual(await series.pack(), { packets: 3, hours: 1, deleted: 0 });
      assert.deepEqual(await series.append(items), ['repeat', 'repeat', 'repeat']);
      clock.moveTo(start + 8 * dayMs);
      assert.deepEqual(await series.pack(), { packets: 0, hours: 0, deleted: 3 });
      assert.deepEqual(await everything(), before);
      const packed = await rows();
      assert.deepEqual(await series.append(items), ['stored', 'stored', 'stored']);
      await series.pack();
      assert.deepEqual(await rows(), packed);
      assert.deepEqual(await everything(), before);
    });

    it('pack() that fails before its commit has changed nothing; the next one completes it', async () => {
      await series.append([itemOf(packetOf(1, [reading('spo2', start, 1000, [95, 96])]))]);
      const before = await everything();
      const failing: Database = Object.create(database, {
        query: { value: database.query },
        transaction: {
          value: (work: Parameters<Database['transaction']>[0]) =>
            database.transaction(async (query) => {
              await work(query);
              throw new Error('lost at the last moment');
            }),
        },
      });
      const broken = await openTestSeries(failing);
      broken.clock.moveTo(start + dayMs);
      await assert.rejects(broken.series.pack(), /lost at the last moment/);
      assert.deepEqual(await rows(), []);
      assert.deepEqual(await everything(), before);
      clock.moveTo(start + dayMs);
      assert.equal((await series.pack()).packets, 1);
      assert.deepEqual(await everything(), before);
    });

    it('pack() packs all subjects in one run, and lets go of what nobody wore', async () => {
      const items = Array.from({ length: 700 }, (_, at) =>
        itemOf(
          packetOf(at, [reading('pulse', start + at * 1000, 1000, [60 + (at % 30)])], {
            subject: at % 10 === 9 ? undefined : `p-${at % 70}`,
          }),
        ),
      );
      await series.append(items);
      clock.moveTo(start + 8 * dayMs);
      assert.deepEqual(await series.pack(), { packets: 630, hours: 63, deleted: 700 });
      const counts = await rows();
      assert.ok(counts.every(({ count }) => count === 10));
      assert.deepEqual(await series.pack(), { packets: 0, hours: 0, deleted: 0 });
    });

    it('latest() after a restart is the newest sample that is there, packed or not', async () => {
      const missing = Array(5).fill(Number.NaN);
      await series.append([
        itemOf(packetOf(1, [reading('spo2', start, 1000, [95, 96, Number.NaN])])),
        itemOf(packetOf(2, [reading('spo2', start + 2 * hourMs, 1000, missing), reading('pulse', start, 1000, [70])])),
      ]);
      const spo2 = { t: start + 1000, value: 96, dt: 1000, device: 'ear-1', seq: 1 };
      const pulse = { t: start, value: 70, dt: 1000, device: 'ear-1', seq: 2 };
      assert.deepEqual(series.latest('p-1'), { spo2, pulse });
      assert.deepEqual((await openTestSeries(database)).series.latest('p-1'), { spo2, pulse });
      clock.moveTo(start + dayMs);
      await series.pack();
      assert.deepEqual((await openTestSeries(database)).series.latest('p-1'), { spo2, pulse });
      await series.append([itemOf(packetOf(3, [reading('pulse', start + dayMs, 1000, [71, Number.NaN])]))]);
      const newer = { t: start + dayMs, value: 71, dt: 1000, device: 'ear-1', seq: 3 };
      assert.deepEqual((await openTestSeries(database)).series.latest('p-1'), { spo2, pulse: newer });
      assert.deepEqual(series.latest('nobody'), {});
    });

    it('pack() sets a packet aside that cannot be decoded, and packs the others', async () => {
      const good = itemOf(packetOf(1, [reading('spo2', start, 1000, [95])]));
      await series.append([{ ...good, packet: { ...good.packet, seq: 7 }, payload: Uint8Array.of(1) }, good]);
      clock.moveTo(start + 30 * dayMs);
      assert.equal((await series.pack()).packets, 1);
      assert.deepEqual((await series.window(spo2)).mean, [95]);
      const left = await database.query
        .withTables<SeriesTables>()
        .selectFrom('packet')
        .select(['seq', 'packed'])
        .execute();
      assert.deepEqual(left, [{ seq: 7, packed: 2 }]);
    });
  });
}
