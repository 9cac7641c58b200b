import { encodePacket } from '@munan/devices';
import { Body } from '../body/body.ts';
import { town } from '../town/town.ts';

const minuteMs = 60_000;

/** An encoded packet whose seq and times can be changed in place, without encoding again. */
export interface PacketTemplate {
  bytes: Uint8Array;
  seqAt: number;
  sentAt: number;
  timesAt: number[];
}

/** Every number above 2^32 is written by CBOR as 0x1b and eight bytes, whatever its value: RFC 8949 §3. */
const wholeNumber = 0x1b;

function findAll(bytes: Uint8Array, value: number): number[] {
  const pattern = Buffer.alloc(9);
  pattern[0] = wholeNumber;
  pattern.writeBigUInt64BE(BigInt(value), 1);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: number[] = [];
  for (let at = view.indexOf(pattern); at >= 0; at = view.indexOf(pattern, at + 9)) found.push(at + 1);
  return found;
}

/**
 * The minute of a well person: 60 SpO2, 60 pulse, one temperature, one activity.
 * @param variant chooses whose and which minute.
 */
export function minuteTemplate(variant: number): PacketTemplate {
  const body = new Body(town.people[variant % town.people.length]!.body);
  const minute = Date.UTC(2026, 5, 1, 2) + variant * minuteMs;
  // Values that occur nowhere else in the packet.
  const [seq, sent, t] = [0x1f_1e1d_1c1b, 0x1f_2e2d_2c2b, 0x1f_3e3d_3c3b];
  const seconds = Array.from({ length: 60 }, (_, at) => minute + at * 1000);
  const bytes = encodePacket({
    v: 1,
    seq,
    sent,
    battery: 80,
    worn: true,
    channels: [
      { c: 'spo2', t, dt: 1000, x: Float64Array.from(seconds, (at) => body.spo2(at)) },
      { c: 'pulse', t, dt: 1000, x: Float64Array.from(seconds, (at) => body.pulse(at)) },
      { c: 'temperature', t, dt: minuteMs, x: [body.temperature(minute)] },
      { c: 'activity', t, dt: minuteMs, x: [body.activity('wrist', minute)] },
    ],
  });
  const [seqAt] = findAll(bytes, seq);
  const [sentAt] = findAll(bytes, sent);
  const timesAt = findAll(bytes, t);
  if (seqAt === undefined || sentAt === undefined || timesAt.length !== 4) {
    throw new Error('minuteTemplate: the encoder no longer writes large whole numbers in eight bytes');
  }
  return { bytes, seqAt, sentAt, timesAt };
}

function writeWhole(into: Buffer, at: number, value: number): void {
  into.writeUInt32BE(Math.floor(value / 2 ** 32), at);
  into.writeUInt32BE(value % 2 ** 32, at + 4);
}

/** Writes the template at `at` with these values, all above 2^32. @returns bytes written. */
export function stampTemplate(
  template: PacketTemplate,
  into: Buffer,
  at: number,
  seq: number,
  sent: number,
  t: number,
): number {
  into.set(template.bytes, at);
  writeWhole(into, at + template.seqAt, seq);
  writeWhole(into, at + template.sentAt, sent);
  for (const timeAt of template.timesAt) writeWhole(into, at + timeAt, t);
  return template.bytes.length;
}
