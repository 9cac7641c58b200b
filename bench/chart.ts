/**
 * One person's SpO2 of a year (a sample a minute, in the last 30 days one a second) opened as a chart, as the JSON that
 * the page gets; beside it the ceiling: the same rows read from the same database without any of our code.
 * `npm run bench -- chart [--database-url URL]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { decodePacket, encodePacket, toPacket } from '@munan/devices';
import { ManualClock, openDatabase, silentLog } from '@munan/runtime';
import {
  type LoggedPacket,
  type LogItem,
  openSeries,
  type Resolution,
  type Series,
  seriesMigrations,
} from '@munan/series';
import pg from 'pg';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const end = Date.UTC(2026, 10, 22);
const start = end - 365 * dayMs;
const secondsFrom = end - 30 * dayMs;
const subject = `bench-${process.pid}`;
const device = `bench-ear-${process.pid}`;
const aimMs = 300;

interface Opening {
  name: string;
  from: number;
  resolution?: Resolution;
  times: number;
  /** The larger column that this tier is made of. */
  column?: 'minutes' | 'samples';
}

const openings: Opening[] = [
  { name: 'year', from: start, times: 200 },
  { name: 'year, hours', from: start, resolution: 'hour', times: 100 },
  { name: 'year, every minute', from: start, resolution: 'minute', column: 'minutes', times: 30 },
  { name: 'month', from: secondsFrom, times: 200 },
  { name: 'day', from: end - dayMs, column: 'minutes', times: 200 },
  { name: 'hour, every second', from: end - hourMs, resolution: 'raw', column: 'samples', times: 200 },
];

export async function run(...args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'database-url': { type: 'string' } } });
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-chart-'));
  const file = join(folder, 'chart.db');
  const url = values['database-url'] ?? `sqlite:${file}`;
  const database = await openDatabase(url);
  try {
    await database.migrate(seriesMigrations);
    const clock = new ManualClock(end + dayMs);
    const series = await openSeries({ database, clock, log: silentLog, decode });
    const filled = await fill(series);
    process.stdout.write(`chart on ${database.engine}: ${filled}\n`);
    const ceiling = values['database-url'] ? await postgresCeiling(values['database-url']) : sqliteCeiling(file);
    for (const opening of openings) {
      const { p50, p99, last } = await times(opening.times, async () =>
        JSON.stringify(await series.window({ subject, channel: 'spo2', to: end, ...opening })),
      );
      const best = await times(opening.times, () => ceiling.read(opening));
      const { resolution, t } = JSON.parse(last) as { resolution: string; t: number[] };
      const ratio = (p50 / best.p50).toFixed(1);
      process.stdout.write(
        `  ${opening.name.padEnd(20)} ${resolution.padEnd(6)} ${String(t.length).padStart(6)} points ` +
          `${String(Math.ceil(last.length / 1024)).padStart(6)} KiB  p50 ${ms(p50)} p99 ${ms(p99)}  ` +
          `ceiling p50 ${ms(best.p50)}  ratio ${ratio}\n`,
      );
      if (opening.name === 'year') {
        process.stdout.write(
          `  aim: a person's year of minutes opens as a chart in ${aimMs} ms: ${p99 <= aimMs ? 'met' : 'MISSED'} (p99 ${ms(p99).trim()})\n`,
        );
      }
    }
    await ceiling.close();
    const query = database.query.withTables<{ packet: { device: string }; series_hour: { subject: string } }>();
    await query.deleteFrom('packet').where('device', '=', device).execute();
    await query.deleteFrom('series_hour').where('subject', '=', subject).execute();
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function decode({ payload, format, ...arrival }: LoggedPacket) {
  const decoded = decodePacket(payload, format);
  if (!decoded.ok) throw new Error(decoded.detail);
  return toPacket(decoded.raw, arrival);
}

/** Small steps around 95 %, the same at each run. */
function* saturation(): Generator<number, never> {
  let state = 1;
  let value = 95;
  for (;;) {
    state = (state * 48271) % 2147483647;
    if (state % 10 === 0) value += state % 20 === 0 ? 1 : -1;
    value = Math.min(100, Math.max(85, value));
    yield value;
  }
}

async function fill(series: Series): Promise<string> {
  const next = saturation();
  let seq = 0;
  let lot: LogItem[] = [];
  const begun = performance.now();
  for (let t = start; t < end; ) {
    // An hour of minutes, or a minute of seconds.
    const dt = t < secondsFrom ? minuteMs : 1000;
    const x = Float64Array.from({ length: 60 }, () => next.next().value);
    const sent = t + 60 * dt;
    const payload = encodePacket({ v: 1, seq, sent, channels: [{ c: 'spo2', t, dt, x }] });
    const logged = { device, subject, seq, received: sent, clockOffset: 0, format: 'cbor', payload } as const;
    lot.push({ packet: decode(logged), payload, format: 'cbor' });
    seq += 1;
    t = sent;
    if (lot.length === 1000 || t >= end) {
      await series.append(lot);
      lot = [];
    }
  }
  const appended = performance.now();
  const { hours } = await series.pack();
  const packed = performance.now();
  return (
    `${seq} packets appended in ${((appended - begun) / 1000).toFixed(1)} s, ` +
    `packed into ${hours} hour rows in ${((packed - appended) / 1000).toFixed(1)} s`
  );
}

interface Ceiling {
  read(opening: Opening): Promise<string>;
  close(): Promise<void>;
}

function statement({ column }: Opening, parameters: readonly [string, string, string]): string {
  const columns = ['hour', 'minimum', 'mean', 'maximum', 'count', ...(column ? [column] : [])];
  const [own, from, to] = parameters;
  return `select ${columns.join(', ')} from series_hour where subject = ${own} and channel = 'spo2' and hour >= ${from} and hour < ${to}`;
}

function sqliteCeiling(file: string): Ceiling {
  const connection = new DatabaseSync(file, { readOnly: true });
  return {
    async read(opening) {
      return String(connection.prepare(statement(opening, ['?', '?', '?'])).all(subject, opening.from, end).length);
    },
    async close() {
      connection.close();
    },
  };
}

async function postgresCeiling(url: string): Promise<Ceiling> {
  const client = new pg.Client(url);
  await client.connect();
  return {
    async read(opening) {
      return String(
        (await client.query(statement(opening, ['$1', '$2', '$3']), [subject, opening.from, end])).rowCount,
      );
    },
    close: () => client.end(),
  };
}

async function times(count: number, work: () => Promise<string>): Promise<{ p50: number; p99: number; last: string }> {
  const took: number[] = [];
  let last = await work();
  for (let at = 0; at < count; at += 1) {
    const begun = performance.now();
    last = await work();
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  return { p50: took[Math.floor(count * 0.5)]!, p99: took[Math.floor(count * 0.99)]!, last };
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0).padStart(5)} ms`;
}
