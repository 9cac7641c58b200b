import type { DeviceEvent, Packet, Reading } from '@munan/flow';
import type { RawChannel, RawPacket } from './raw-packet.ts';

/** What the server knows of a packet beyond its bytes. */
export interface Arrival {
  device: string;
  subject?: string;
  /** Server clock, Unix ms. */
  received: number;
  /** Added to every device time, ms. */
  clockOffset: number;
}

function toReadings(runs: RawChannel[], clockOffset: number): Reading[] {
  const readings: Reading[] = [];
  for (const { c, t, dt, x, q } of runs) {
    // A run without samples says nothing and would have no time.
    if (x.length === 0) continue;
    const reading: Reading = { channel: c, t: t + clockOffset, dt, values: x };
    if (q) reading.quality = q;
    readings.push(reading);
  }
  return readings;
}

/** Attributes a packet and puts its times on the server's clock. The sample arrays are handed on, not copied. */
export function toPacket(raw: RawPacket, arrival: Arrival): Packet {
  const { device, subject, received, clockOffset } = arrival;
  const packet: Packet = {
    device,
    seq: raw.seq,
    sent: raw.sent,
    received,
    clockOffset,
    readings: toReadings(raw.channels, clockOffset),
    events: raw.events.map(({ e, t, channels, answer, command }) => {
      const event: DeviceEvent = { code: e, t: t + clockOffset, readings: toReadings(channels, clockOffset) };
      if (answer !== undefined) event.answer = answer;
      if (command !== undefined) event.command = command;
      return event;
    }),
  };
  if (subject !== undefined) packet.subject = subject;
  if (raw.battery !== undefined) packet.battery = raw.battery;
  if (raw.worn !== undefined) packet.worn = raw.worn;
  if (raw.make !== undefined) packet.make = raw.make;
  return packet;
}
