import type { Packet } from '@munan/flow';
import { type Database, type Log, type Selectable, sql } from '@munan/runtime';
import { spanOf } from './segment.ts';
import type { PacketTable, SeriesTables } from './tables.ts';

export type PacketFormat = 'cbor' | 'json';

/** A packet as it lies in the log: the bytes as they came, and what the server knew beside them. */
export interface LoggedPacket {
  device: string;
  subject: string | undefined;
  seq: number;
  received: number;
  clockOffset: number;
  format: PacketFormat;
  payload: Uint8Array;
}

/** Bytes to packet: the devices room's decoder. May throw for bytes that it never let in. */
export type Decode = (logged: LoggedPacket) => Packet;

export interface LogItem {
  packet: Packet;
  /** The bytes as they came. */
  payload: Uint8Array;
  format: PacketFormat;
}

/** `conflict`: the same (device, seq) is stored with other bytes; the new ones are not in the log. */
export type Appended = 'stored' | 'repeat' | 'conflict';

export interface PacketQuery {
  /** Only what comes after this position. */
  after?: number;
  subject?: string;
  device?: string;
  /** Only what speaks of a moment from here … */
  from?: number;
  /** … and before here, Unix ms. */
  to?: number;
  /** At most so many. */
  limit?: number;
}

const columns = [
  'device',
  'seq',
  'subject',
  'received',
  'clock_offset',
  'format',
  'span_from',
  'span_to',
  'payload',
] as const;
/** A literal: with a parameter the engines do not see that the partial index fits. */
export const notPacked = sql.lit(0);
export const packetColumns = ['position', ...columns] as const;
const packetsAtOnce = 500;
/** Two parameters each. */
const comparedAtOnce = 200;

export type PacketRow = Pick<Selectable<PacketTable>, (typeof columns)[number] | 'position'>;

export function decodeRow(decode: Decode, row: PacketRow): Packet {
  return decode({
    device: row.device,
    subject: row.subject ?? undefined,
    seq: row.seq,
    received: row.received,
    clockOffset: row.clock_offset,
    format: row.format,
    payload: row.payload,
  });
}

/** The durable log of packets. */
export class PacketLog {
  #database: Database;
  #decode: Decode;
  #log: Log;

  constructor(database: Database, decode: Decode, log: Log) {
    this.#database = database;
    this.#decode = decode;
    this.#log = log;
  }

  async append(items: readonly LogItem[]): Promise<Appended[]> {
    const rows = items.map(({ packet, payload, format }) => {
      const { from, to } = spanOf(packet);
      const { device, seq, subject = null, received, clockOffset } = packet;
      return [device, seq, subject, received, clockOffset, format, from, to, payload];
    });
    const stored = await this.#database.append('packet', columns, rows, ['device', 'seq']);
    const answers: Appended[] = stored.map((one) => (one ? 'stored' : 'repeat'));
    const known = items.map((_, at) => at).filter((at) => !stored[at]);
    for (let at = 0; at < known.length; at += comparedAtOnce) {
      const some = known.slice(at, at + comparedAtOnce);
      const payloads = await this.#payloads(some.map((index) => items[index]!.packet));
      for (const index of some) {
        const { packet, payload } = items[index]!;
        const before = payloads.get(nameOf(packet));
        if (before && Buffer.compare(before, payload) !== 0) answers[index] = 'conflict';
      }
    }
    return answers;
  }

  /** In the order of the log, decoded. What cannot be decoded any more is named in the process log and left out. */
  async *packets(query: PacketQuery = {}): AsyncGenerator<{ position: number; packet: Packet }> {
    let after = query.after ?? 0;
    let left = query.limit ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      let select = this.#tables
        .selectFrom('packet')
        .select(packetColumns)
        .where('position', '>', after)
        .orderBy('position')
        .limit(Math.min(left, packetsAtOnce));
      if (query.subject !== undefined) select = select.where('subject', '=', query.subject);
      if (query.device !== undefined) select = select.where('device', '=', query.device);
      // A packet of one moment has an empty span and still speaks of that moment.
      if (query.from !== undefined) select = select.where('span_to', '>=', query.from);
      if (query.to !== undefined) select = select.where('span_from', '<', query.to);
      const rows = await select.execute();
      if (rows.length === 0) return;
      for (const row of rows) {
        const packet = this.read(row);
        if (packet) yield { position: row.position, packet };
      }
      after = rows.at(-1)!.position;
      left -= rows.length;
    }
  }

  async end(): Promise<number> {
    const last = await this.#tables
      .selectFrom('packet')
      .select(({ fn }) => fn.max('position').as('end'))
      .executeTakeFirst();
    return last?.end ?? 0;
  }

  /** What is not packed yet and speaks of the time from `from` until before `to`. */
  async unpacked(subject: string, from: number, to: number): Promise<Packet[]> {
    const rows = await this.#tables
      .selectFrom('packet')
      .select(packetColumns)
      .where('packed', '=', notPacked)
      .where('subject', '=', subject)
      .where('span_to', '>=', from)
      .where('span_from', '<', to)
      .execute();
    return rows.flatMap((row) => this.read(row) ?? []);
  }

  read(row: PacketRow): Packet | undefined {
    try {
      return decodeRow(this.#decode, row);
    } catch (error) {
      const { device, seq, position } = row;
      this.#log.error(
        { device, seq, position, error: (error as Error).message },
        'a logged packet cannot be read again',
      );
      return undefined;
    }
  }

  get #tables() {
    return this.#database.query.withTables<SeriesTables>();
  }

  async #payloads(packets: readonly Packet[]): Promise<Map<string, Uint8Array>> {
    const rows = await this.#tables
      .selectFrom('packet')
      .select(['device', 'seq', 'payload'])
      .where(({ or, and, eb }) =>
        or(packets.map(({ device, seq }) => and([eb('device', '=', device), eb('seq', '=', seq)]))),
      )
      .execute();
    return new Map(rows.map((row) => [nameOf(row), row.payload]));
  }
}

function nameOf({ device, seq }: { device: string; seq: number }): string {
  return `${device} ${seq}`;
}
