import { type Channel, type Packet, samplesWidth } from '@munan/flow';
import type { Database } from '@munan/runtime';
import { newestSample } from './hour.ts';
import { notPacked, type PacketLog, packetColumns } from './log.ts';
import { fragmentsOf } from './segment.ts';
import type { SeriesTables } from './tables.ts';

/** The newest sample of a channel. */
export interface Latest {
  /** Unix ms. */
  t: number;
  /** Null for acceleration. */
  value: number | null;
  /** Period, ms. */
  dt: number;
  device: string;
  seq: number;
}

const packetsAtOnce = 500;

/** The newest sample of each channel of each subject, kept in memory. */
export class LatestValues {
  #subjects = new Map<string, Map<Channel, Latest>>();

  of(subject: string): Partial<Record<Channel, Latest>> {
    return Object.fromEntries(this.#subjects.get(subject) ?? []);
  }

  take(packet: Packet): void {
    for (const { subject, device, channel, segments } of fragmentsOf(packet)) {
      const newest = newestSample(segments, samplesWidth[channel]);
      if (newest) this.#offer(subject, channel, { ...newest, device });
    }
  }

  /** From what is on disk. */
  async rebuild(database: Database, log: PacketLog): Promise<void> {
    const query = database.query.withTables<SeriesTables>();
    const newestHours = query
      .selectFrom('series_hour')
      .select(({ fn }) => ['subject', 'channel', fn.max('hour').as('hour')])
      .where('last_t', 'is not', null)
      .groupBy(['subject', 'channel'])
      .as('newest');
    const rows = await query
      .selectFrom(newestHours)
      .innerJoin('series_hour as h', (join) =>
        join
          .onRef('h.subject', '=', 'newest.subject')
          .onRef('h.channel', '=', 'newest.channel')
          .onRef('h.hour', '=', 'newest.hour'),
      )
      .select(['h.subject', 'h.channel', 'h.device', 'h.last_t', 'h.last_seq', 'h.last_value', 'h.last_dt'])
      .execute();
    for (const { subject, channel, device, last_t, last_seq, last_value, last_dt } of rows) {
      if (last_t === null || last_seq === null || last_dt === null) continue;
      this.#offer(subject, channel as Channel, { t: last_t, seq: last_seq, value: last_value, dt: last_dt, device });
    }
    for (let after = 0; ; ) {
      const packets = await query
        .selectFrom('packet')
        .select(packetColumns)
        .where('packed', '=', notPacked)
        .where('position', '>', after)
        .orderBy('position')
        .limit(packetsAtOnce)
        .execute();
      for (const row of packets) {
        const packet = log.read(row);
        if (packet) this.take(packet);
      }
      if (packets.length < packetsAtOnce) return;
      after = packets.at(-1)!.position;
    }
  }

  #offer(subject: string, channel: Channel, latest: Latest): void {
    let channels = this.#subjects.get(subject);
    if (!channels) {
      channels = new Map();
      this.#subjects.set(subject, channels);
    }
    const known = channels.get(channel);
    if (!known || isNewer(latest, known)) channels.set(channel, latest);
  }
}

/** One answer for any order of arrival. */
function isNewer(one: Latest, other: Latest): boolean {
  if (one.t !== other.t) return one.t > other.t;
  if (one.device !== other.device) return one.device > other.device;
  return one.seq >= other.seq;
}
