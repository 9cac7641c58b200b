import { type Packet, type Reading, samplesWidth } from '@munan/flow';
import { type Database, ManualClock, silentLog } from '@munan/runtime';
import type { Decode, LogItem } from './log.ts';
import { openSeries, type Series, type SeriesOptions } from './series.ts';

export const start = Date.UTC(2026, 10, 2, 9);

/** A payload that says nothing but the packet itself, as JSON; NaN as null. */
export function itemOf(packet: Packet): LogItem {
  const text = JSON.stringify(packet, (_, value) => (value instanceof Float64Array ? [...value] : value));
  return { packet, payload: new TextEncoder().encode(text), format: 'json' };
}

export const decodeTestPacket: Decode = ({ payload, received }) => {
  const packet = JSON.parse(new TextDecoder().decode(payload)) as Packet;
  const restore = (reading: Reading): Reading => ({
    ...reading,
    values: Float64Array.from(reading.values, (value) => value ?? Number.NaN),
    ...(reading.quality && { quality: Float64Array.from(reading.quality) }),
  });
  return {
    ...packet,
    received,
    readings: packet.readings.map(restore),
    events: packet.events.map((event) => ({ ...event, readings: event.readings.map(restore) })),
  };
};

export function packetOf(seq: number, readings: Reading[], more: Partial<Packet> = {}): Packet {
  const ends = readings.map(({ channel, t, dt, values }) => t + (values.length / samplesWidth[channel]) * dt);
  const sent = Math.ceil(Math.max(start, ...ends));
  const fixed = { device: 'ear-1', subject: 'p-1', sent, received: sent, clockOffset: 0, events: [] };
  return { ...fixed, seq, readings, ...more };
}

export function reading(channel: Reading['channel'], t: number, dt: number, values: number[]): Reading {
  return { channel, t, dt, values: Float64Array.from(values) };
}

export async function openTestSeries(
  database: Database,
  more: Partial<SeriesOptions> = {},
): Promise<{ series: Series; clock: ManualClock }> {
  const clock = new ManualClock(start);
  const options = { database, clock, log: silentLog, decode: decodeTestPacket, ...more };
  return { series: await openSeries(options), clock };
}
