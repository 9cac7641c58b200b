/** Run by series.test.ts as a process of its own, and killed: appends and packs, and tells the parent what answered. */
import { openDatabase } from '@munan/runtime';
import { itemOf, openTestSeries, packetOf, reading, start } from './packets-for-tests.ts';
import { minuteMs } from './segment.ts';
import { seriesMigrations } from './tables.ts';

const [, , file, first] = process.argv;
const database = await openDatabase(`sqlite:${file}`);
await database.migrate(seriesMigrations);
const { series, clock } = await openTestSeries(database);
for (let seq = Number(first); ; seq += 1) {
  const t = start + seq * 10 * minuteMs;
  clock.moveTo(t);
  void series.pack();
  await series.append([itemOf(packetOf(seq, [reading('spo2', t, minuteMs, Array(10).fill(95))]))]);
  process.send?.(seq);
}
