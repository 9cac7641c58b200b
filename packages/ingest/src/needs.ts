/** What this room needs of its neighbours; house.ts passes it in. */
import type { Packet } from '@munan/flow';

export type PacketFormat = 'cbor' | 'json';
export type Door = 'mqtt' | 'http';

export interface LogItem {
  packet: Packet;
  /** The bytes as they came. */
  payload: Uint8Array;
  format: PacketFormat;
}

/**
 * `stored`: new, and on disk now. `repeat`: this `(device, seq)` is stored with the same content. `conflict`: it is
 * stored with other content; the new one is not in the log.
 */
export type Appended = 'stored' | 'repeat' | 'conflict';

/** The series: where understood packets go to be kept. */
export interface PacketLog {
  /**
   * One durable commit. Answers each item, in order; of two items of one name in a call the first is stored.
   * @throws when nothing of the call was stored.
   */
  append(items: readonly LogItem[]): Promise<readonly Appended[]>;
}

/** What of a packet must be known before it can be put on the server's clock. */
export interface Stamped {
  seq: number;
  /** Device clock, Unix ms. */
  sent: number;
}

export interface Arrival {
  device: string;
  subject?: string;
  received: number;
  clockOffset: number;
}

/** The device protocol: bytes to packet. `Raw` is its own affair. */
export interface PacketReader<Raw extends Stamped = Stamped> {
  guessFormat(bytes: Uint8Array): PacketFormat;
  /** Never throws. */
  decodePacket(
    bytes: Uint8Array,
    format: PacketFormat,
  ): { ok: true; raw: Raw } | { ok: false; code: string; detail: string };
  toPacket(raw: Raw, arrival: Arrival): Packet;
}
