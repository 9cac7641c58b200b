import { type Channel, type Packet, type Reading, samplesWidth } from '@munan/flow';
import type { Database, Kysely } from '@munan/runtime';
import { newestIndex } from './hour.ts';
import { notPacked, type PacketLog, packetColumns } from './log.ts';
import type { HourTable, SeriesTables } from './tables.ts';

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
/** So many devices may measure one channel of one person in one hour. */
const devicesOfAnHour = 8;
const lastColumns = ['h.last_t', 'h.last_dt', 'h.last_seq', 'h.last_value'] as const;

type LastRow = Pick<HourTable, 'subject' | 'channel' | 'device' | 'last_t' | 'last_dt' | 'last_seq' | 'last_value'>;

/** The newest sample of each channel of each subject, kept in memory. */
export class LatestValues {
  #subjects = new Map<string, Map<Channel, Latest>>();

  of(subject: string): Partial<Record<Channel, Latest>> {
    return Object.fromEntries(this.#subjects.get(subject) ?? []);
  }

  take({ subject, device, seq, readings, events }: Packet): void {
    if (subject === undefined) return;
    this.#takeReadings(subject, device, seq, readings);
    for (const event of events) this.#takeReadings(subject, device, seq, event.readings);
  }

  #takeReadings(subject: string, device: string, seq: number, readings: readonly Reading[]): void {
    for (const { channel, t, dt, values } of readings) {
      const width = samplesWidth[channel];
      const at = newestIndex(values, width);
      if (at < 0) continue;
      this.#offer(subject, channel, {
        t: t + at * dt,
        value: width === 1 ? values[at]! : null,
        dt,
        device,
        seq,
      });
    }
  }

  /** From what is on disk. */
  async rebuild(database: Database, log: PacketLog): Promise<void> {
    const query = database.query.withTables<SeriesTables>();
    // Answered by the primary key alone, without touching the rows and their blobs.
    const newestHours = query
      .selectFrom('series_hour')
      .select(({ fn }) => ['subject', 'channel', fn.max('hour').as('hour')])
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
      .select(['h.subject', 'h.channel', 'h.device', ...lastColumns])
      .execute();
    for (const row of rows) {
      if (this.#offerRow(row)) continue;
      // Nothing but missing samples in that hour: the newest before it that has one.
      const before = await query
        .selectFrom('series_hour as h')
        .select(['h.subject', 'h.channel', 'h.device', ...lastColumns])
        .where('h.subject', '=', row.subject)
        .where('h.channel', '=', row.channel)
        .where('h.last_t', 'is not', null)
        .orderBy('h.hour', 'desc')
        .limit(devicesOfAnHour)
        .execute();
      for (const one of before) this.#offerRow(one);
    }
    await this.#takeUnpacked(query, log);
  }

  async #takeUnpacked(query: Kysely<SeriesTables>, log: PacketLog): Promise<void> {
    const { first } = await query
      .selectFrom('packet')
      .select(({ fn }) => fn.min<number | null>('position').as('first'))
      .where('packed', '=', notPacked)
      .executeTakeFirstOrThrow();
    if (first === null) return;
    for (let from = first; ; ) {
      const packets = await query
        .selectFrom('packet')
        .select(packetColumns)
        // A parameter here, not the literal: these pages go along the primary key.
        .where('packed', '=', 0)
        .where('position', '>=', from)
        .orderBy('position')
        .limit(packetsAtOnce)
        .execute();
      for (const row of packets) {
        const packet = log.read(row);
        if (packet) this.take(packet);
      }
      if (packets.length < packetsAtOnce) return;
      from = packets.at(-1)!.position + 1;
    }
  }

  #offerRow(row: LastRow): boolean {
    const { subject, channel, device, last_t: t, last_dt: dt, last_seq: seq, last_value: value } = row;
    if (t === null || dt === null || seq === null) return false;
    this.#offer(subject, channel as Channel, { t, seq, value, dt, device });
    return true;
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
