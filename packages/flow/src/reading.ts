/**
 * What a device measured. Readings are made in code from a validated packet (the packet's schema is in `devices`,
 * it is the door), so on this hot path they are plain interfaces: a schema would be a second check of the same bytes.
 */

/** Channels of device protocol version 1. */
export const channels = ['spo2', 'pulse', 'temperature', 'activity', 'steps', 'acceleration'] as const;
export type Channel = (typeof channels)[number];

/** Numbers to one sample: acceleration is [x, y, z], all others are scalars. */
export const samplesWidth: Record<Channel, 1 | 3> = {
  spo2: 1,
  pulse: 1,
  temperature: 1,
  activity: 1,
  steps: 1,
  acceleration: 3,
};

/** A run of evenly spaced samples of one channel. */
export interface Reading {
  channel: Channel;
  /** Time of the first sample, Unix ms, the device's clock already corrected. */
  t: number;
  /** Period, ms; of a single sample too. */
  dt: number;
  /** Samples in time order, unit as in `vitals`; NaN where missing. Acceleration is x0,y0,z0,x1,y1,z1,… in milli-g. */
  values: Float64Array;
  /** Signal quality 0..1 for each sample, where the device tells. */
  quality?: Float64Array;
}

export const deviceEvents = ['fall-suspected', 'button', 'reply'] as const;
export type DeviceEventCode = (typeof deviceEvents)[number];

export interface DeviceEvent {
  code: DeviceEventCode;
  /** Unix ms, corrected. */
  t: number;
  /** What surrounds it: about 20 s of acceleration for a suspected fall. */
  readings: Reading[];
  /** For `reply`: what was answered; `unclear` when the device heard something it did not understand. */
  answer?: 'ok' | 'help' | 'unclear';
  /** For `reply`: the id of the command that asked. */
  command?: string;
}

/** One packet of one device, understood, attributed and clock-corrected. `(device, seq)` names it. */
export interface Packet {
  device: string;
  /** Who wore the device when this was measured; undefined while it is assigned to nobody. */
  subject?: string;
  seq: number;
  /** Device clock at sending, Unix ms, uncorrected. */
  sent: number;
  /** Server clock at arrival, Unix ms. */
  received: number;
  /** Added to every device time of this packet, ms; 0 for a clock that is right. */
  clockOffset: number;
  /** Percent 0..100. */
  battery?: number;
  worn?: boolean;
  /** `<model>/<firmware>` of the device, where it says so. */
  make?: string;
  readings: Reading[];
  events: DeviceEvent[];
}

/**
 * First and one-past-last moment a packet speaks of, Unix ms; a packet without samples or events speaks of its sending. What is at no
 * moment (NaN, infinity) says nothing of it.
 */
export function packetSpan(packet: Packet): { from: number; to: number } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const reading of packet.readings) {
    const end = reading.t + (reading.values.length / samplesWidth[reading.channel]) * reading.dt;
    if (!Number.isFinite(end)) continue;
    from = Math.min(from, reading.t);
    to = Math.max(to, end);
  }
  for (const event of packet.events) {
    if (!Number.isFinite(event.t)) continue;
    from = Math.min(from, event.t);
    to = Math.max(to, event.t);
  }
  if (from > to) from = to = packet.sent + packet.clockOffset;
  return { from, to };
}
