import { type Channel, type Packet, samplesWidth } from '@munan/flow';
import type { Clock, Database, Log } from '@munan/runtime';
import { packedSamples, readHours } from './hours.ts';
import { type Latest, LatestValues } from './latest.ts';
import { type Appended, type Decode, type LogItem, PacketLog, type PacketQuery } from './log.ts';
import { type Packed, pack } from './pack.ts';
import { decodeRuns, isGap, joinRuns } from './runs.ts';
import {
  chooseResolution,
  coarseWindow,
  dayMs,
  minuteWindow,
  rawWindow,
  type SeriesWindow,
  type WindowQuery,
} from './window.ts';

const defaultPoints = 1500;
const defaultDtMs = 1000;
/** More samples than this in one answer are a mistake of who asks. */
const mostRawPoints = 2_000_000;

export interface SeriesOptions {
  /** With `seriesMigrations` applied. */
  database: Database;
  clock: Clock;
  log: Log;
  decode: Decode;
  /** How long packets stay in the log after they were received, ms; 7 days. Repeats and replay reach so far. */
  retentionMs?: number;
  /** How long after its end an hour waits for late packets before it is packed, ms; 5 minutes. */
  graceMs?: number;
  /** Days of the day tier begin at midnight so far ahead of UTC, ms; 0. */
  zoneOffsetMs?: number;
}

/** A stretch without data, Unix ms. */
export interface Gap {
  from: number;
  to: number;
}

export interface Series {
  /**
   * One durable commit for all of them; answers each, in order. Any number, best 1 to 2000.
   * @throws when nothing of the call was stored
   */
  append(items: readonly LogItem[]): Promise<Appended[]>;
  /** Moves finished hours into their rows and deletes what is past retention. Call it now and then; one run at a time. */
  pack(): Promise<Packed>;
  /** @throws RangeError for a window that is empty or too long for its resolution */
  window(query: WindowQuery): Promise<SeriesWindow>;
  /** Ids of the devices that measured in the hours which the time from `from` until before `to` touches, in order. */
  devices(subject: string, channel: Channel, from: number, to: number): Promise<string[]>;
  /** Missing stretches longer than twice the period, the ends of the window included. */
  gaps(subject: string, channel: Channel, from: number, to: number): Promise<Gap[]>;
  /** The newest sample of each channel; from memory. */
  latest(subject: string): Partial<Record<Channel, Latest>>;
  /** The log in its order: replay after a restart, history. Retention limits how far back it goes. */
  packets(query?: PacketQuery): AsyncIterable<{ position: number; packet: Packet }>;
  /** The last position of the log; 0 while it is empty. */
  end(): Promise<number>;
}

/** Opens the series; reads the newest values from disk first. */
export async function openSeries(options: SeriesOptions): Promise<Series> {
  const { database, clock, log, decode } = options;
  const { retentionMs = 7 * dayMs, graceMs = 5 * 60_000, zoneOffsetMs = 0 } = options;
  const packetLog = new PacketLog(database, decode, log);
  const latest = new LatestValues();
  await latest.rebuild(database, packetLog);
  let packing: Promise<Packed> | undefined;

  return {
    async append(items) {
      const answers = await packetLog.append(items);
      for (const [at, { packet }] of items.entries()) if (answers[at] === 'stored') latest.take(packet);
      return answers;
    },

    pack() {
      packing ??= pack(database, packetLog, { now: clock.now(), graceMs, retentionMs }).finally(() => {
        packing = undefined;
      });
      return packing;
    },

    async window(query) {
      const { subject, channel, from, to, device, points = defaultPoints } = query;
      if (!(to > from)) throw new RangeError(`a window from ${from} to ${to} is empty`);
      const dt = latest.of(subject)[channel]?.dt ?? defaultDtMs;
      const wide = samplesWidth[channel] === 3;
      const resolution = wide ? 'raw' : (query.resolution ?? chooseResolution(to - from, dt, points));
      if (resolution === 'raw') {
        // What there could be at most tells most windows; only for the others is asked what there is.
        if ((to - from) / dt > mostRawPoints && (await packedSamples(database, query)) > mostRawPoints) {
          throw new RangeError(
            `a raw window of ${Math.round((to - from) / 1000)} s is too long; ask for a shorter one`,
          );
        }
        return rawWindow(await readHours(database, packetLog, query, 'samples'), query);
      }
      if (resolution === 'minute') return minuteWindow(await readHours(database, packetLog, query, 'minutes'), query);
      if (resolution === 'hour') return coarseWindow(await readHours(database, packetLog, query), query, 'hour', 0);
      // Whole days: the first and the last would otherwise tell of a part of themselves only.
      const start = Math.floor((from + zoneOffsetMs) / dayMs) * dayMs - zoneOffsetMs;
      const end = Math.ceil((to + zoneOffsetMs) / dayMs) * dayMs - zoneOffsetMs;
      const hours = await readHours(database, packetLog, { subject, channel, from: start, to: end, device });
      return coarseWindow(hours, query, 'day', zoneOffsetMs);
    },

    async devices(subject, channel, from, to) {
      if (!(to > from)) throw new RangeError(`a window from ${from} to ${to} is empty`);
      const hours = await readHours(database, packetLog, { subject, channel, from, to });
      return [...new Set(hours.filter(({ count }) => count > 0).map(({ device }) => device))].sort();
    },

    async gaps(subject, channel, from, to) {
      if (!(to > from)) throw new RangeError(`a window from ${from} to ${to} is empty`);
      const hours = await readHours(database, packetLog, { subject, channel, from, to }, 'runs');
      const runs = hours.flatMap(({ runs, hour }) => decodeRuns(runs!, hour)).sort((a, b) => a.from - b.from);
      const gaps: Gap[] = [];
      let covered = from;
      let before = 0;
      for (const run of joinRuns(runs)) {
        if (run.to <= from || run.from >= to) continue;
        if (isGap(run.from - covered, before || run.dt)) gaps.push({ from: covered, to: run.from });
        covered = Math.max(covered, run.to);
        before = run.dt;
      }
      if (before === 0) gaps.push({ from, to });
      else if (isGap(to - covered, before)) gaps.push({ from: covered, to });
      return gaps;
    },

    latest: (subject) => latest.of(subject),
    packets: (query) => packetLog.packets(query),
    end: () => packetLog.end(),
  };
}
