import type { Channel, DeviceEventCode } from '@munan/flow';
import { CborWriter } from './cbor-write.ts';

/** Samples to be sent: NaN or null is missing; acceleration as [x, y, z] each, or flat in a typed array. */
export type OutgoingSamples =
  | Float64Array
  | Float32Array
  | Int16Array
  | Uint8Array
  | readonly (number | null)[]
  | readonly (readonly [number, number, number] | null)[];

export interface OutgoingChannel {
  c: Channel;
  t: number;
  dt: number;
  x: OutgoingSamples;
  q?: ArrayLike<number>;
}

export interface OutgoingEvent {
  e: DeviceEventCode;
  t: number;
  channels?: readonly OutgoingChannel[];
  answer?: 'ok' | 'help' | 'unclear';
  command?: string;
}

/** What a device puts into a packet. A `RawPacket` is one, so what was decoded can be sent again. */
export interface OutgoingPacket {
  v: 1;
  seq: number;
  sent: number;
  battery?: number;
  worn?: boolean;
  make?: string;
  channels: readonly OutgoingChannel[];
  events?: readonly OutgoingEvent[];
}

function flat(channel: Channel, samples: OutgoingSamples): ArrayLike<number> {
  if (!Array.isArray(samples)) return samples as ArrayLike<number>;
  const list = samples as readonly (number | null | readonly [number, number, number])[];
  const missing = channel === 'acceleration' ? [Number.NaN, Number.NaN, Number.NaN] : [Number.NaN];
  return list.flatMap((sample) => sample ?? missing);
}

function writeChannels(writer: CborWriter, runs: readonly OutgoingChannel[]): void {
  writer.array(runs.length);
  for (const { c, t, dt, x, q } of runs) {
    writer.map(q ? 5 : 4);
    writer.text('c');
    writer.text(c);
    writer.text('t');
    writer.number(t);
    writer.text('dt');
    writer.number(dt);
    writer.text('x');
    writer.samples(flat(c, x));
    if (q) {
      writer.text('q');
      writer.samples(q);
    }
  }
}

function writeEvent(writer: CborWriter, { e, t, channels, answer, command }: OutgoingEvent): void {
  writer.map(2 + (channels ? 1 : 0) + (answer === undefined ? 0 : 1) + (command === undefined ? 0 : 1));
  writer.text('e');
  writer.text(e);
  writer.text('t');
  writer.number(t);
  if (channels) {
    writer.text('channels');
    writeChannels(writer, channels);
  }
  if (answer !== undefined) {
    writer.text('answer');
    writer.text(answer);
  }
  if (command !== undefined) {
    writer.text('command');
    writer.text(command);
  }
}

/** A packet in CBOR, samples as typed arrays of the narrowest exact type. Does not check: the door does. */
export function encodePacket(packet: OutgoingPacket): Uint8Array {
  const { v, seq, sent, battery, worn, make, channels, events } = packet;
  const writer = new CborWriter();
  const told = [battery, worn, make, events].filter((field) => field !== undefined);
  writer.map(4 + told.length);
  writer.text('v');
  writer.number(v);
  writer.text('seq');
  writer.number(seq);
  writer.text('sent');
  writer.number(sent);
  if (battery !== undefined) {
    writer.text('battery');
    writer.number(battery);
  }
  if (worn !== undefined) {
    writer.text('worn');
    writer.boolean(worn);
  }
  if (make !== undefined) {
    writer.text('make');
    writer.text(make);
  }
  writer.text('channels');
  writeChannels(writer, channels);
  if (events) {
    writer.text('events');
    writer.array(events.length);
    for (const event of events) writeEvent(writer, event);
  }
  return writer.done();
}
