/**
 * Runs one export and prints what it took: `node --expose-gc export-measured-for-tests.ts DATABASE-URL FOLDER [SINCE]`.
 * A process of its own, so that nothing but the export is in its heap.
 */
import { createReadStream } from 'node:fs';
import { openDatabase, silentLog, systemClock } from '@munan/runtime';
import { openRecord } from '../record.ts';
import { ExportJobs } from './export-jobs.ts';

export interface ExportMeasured {
  /** Type -> lines in its files. */
  lines: Record<string, number>;
  bytes: number;
  /** The most that was alive in the heap and outside of it at once, beyond what was before, bytes. */
  grownBytes: number;
}

const [url = '', folder = '', since] = process.argv.slice(2);
const collect = globalThis.gc as () => void;
const alive = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const database = await openDatabase(url);
const record = openRecord({ database, clock: systemClock, log: silentLog });
const jobs = new ExportJobs({ database, record, clock: systemClock, log: silentLog, folder });
await jobs.start();
const exportOf = (types: readonly ('Organization' | 'Patient' | 'Observation')[]) =>
  jobs.ask({
    asker: 'test',
    address: 'urn:test',
    reason: 'measured',
    wanted: {
      types: types.map((type) => ({ type })),
      ...(since !== undefined && { since: Number(since) }),
    },
  });
// Definitions and statements are read at the first use.
await exportOf(['Organization']);
await jobs.settled();

const before = alive();
let most = before;
const looking = setInterval(() => {
  most = Math.max(most, alive());
}, 10);
const id = await exportOf(['Patient', 'Observation']);
await jobs.settled();
clearInterval(looking);

const measured: ExportMeasured = { lines: {}, bytes: 0, grownBytes: most - before };
for (const { type, name } of (await jobs.find(id))?.files ?? []) {
  for await (const chunk of createReadStream(jobs.pathOf(id, name)) as AsyncIterable<Buffer>) {
    measured.bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) measured.lines[type] = (measured.lines[type] ?? 0) + 1;
  }
}
await jobs.stop();
await database.close();
console.log(JSON.stringify(measured));
