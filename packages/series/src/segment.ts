import { type Channel, type Packet, packetSpan, type Reading, samplesWidth } from '@munan/flow';

export const hourMs = 3_600_000;
export const minuteMs = 60_000;

export function hourOf(t: number): number {
  return Math.floor(t / hourMs) * hourMs;
}

/** Evenly spaced samples of one packet, all beginning within one hour. */
export interface Segment {
  seq: number;
  /** First sample, Unix ms. */
  t: number;
  /** Period, ms. */
  dt: number;
  /** NaN where missing; x0,y0,z0,x1,… where the channel is three wide. */
  values: Float64Array;
  quality?: Float64Array;
}

/** What one packet says about one hour of one channel. */
export interface Fragment {
  subject: string;
  device: string;
  channel: Channel;
  hour: number;
  segments: Segment[];
}

function readingsOf(packet: Packet): Reading[] {
  return [...packet.readings, ...packet.events.flatMap(({ readings }) => readings)];
}

/** First and one-past-last ms that a packet speaks of, what surrounds its events included. */
export function spanOf(packet: Packet): { from: number; to: number } {
  let { from, to } = packetSpan(packet);
  for (const { readings } of packet.events) {
    for (const { channel, t, dt, values } of readings) {
      from = Math.min(from, t);
      to = Math.max(to, t + (values.length / samplesWidth[channel]) * dt);
    }
  }
  return { from: Math.floor(from), to: Math.ceil(to) };
}

/** Cuts a packet at the hours. The same packet gives the same pieces whenever it is asked; none without a subject. */
export function fragmentsOf(packet: Packet): Fragment[] {
  const { subject, device, seq } = packet;
  if (subject === undefined) return [];
  const fragments = new Map<string, Fragment>();
  for (const { channel, t, dt, values, quality } of readingsOf(packet)) {
    const width = samplesWidth[channel];
    const samples = values.length / width;
    const lastHour = hourOf(t + (samples - 1) * dt);
    let start = 0;
    while (start < samples) {
      const hour = hourOf(t + start * dt);
      // Nearly every packet lies within one hour.
      let end = hour === lastHour ? samples : start + 1;
      while (end < samples && hourOf(t + end * dt) === hour) end += 1;
      const segment: Segment = { seq, t: t + start * dt, dt, values: values.subarray(start * width, end * width) };
      if (quality) segment.quality = quality.subarray(start, end);
      const key = `${channel} ${hour}`;
      const fragment = fragments.get(key);
      if (fragment) fragment.segments.push(segment);
      else fragments.set(key, { subject, device, channel, hour, segments: [segment] });
      start = end;
    }
  }
  return [...fragments.values()];
}

/**
 * One order for any order of arrival. What is already there, and comes again in a packet whose log row was deleted
 * long ago, is not taken twice.
 */
export function mergeSegments(known: readonly Segment[], more: readonly Segment[]): Segment[] {
  const name = ({ seq, t, dt }: Segment) => `${seq} ${t} ${dt}`;
  const names = new Set(known.map(name));
  const merged = [...known, ...more.filter((segment) => !names.has(name(segment)))];
  return merged.sort((a, b) => a.t - b.t || a.seq - b.seq);
}
