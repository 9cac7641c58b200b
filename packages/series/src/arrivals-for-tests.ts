import type { Packet } from '@munan/flow';
import fc from 'fast-check';
import type { LogItem } from './log.ts';
import { packetOf, reading, start } from './packets-for-tests.ts';
import { hourMs } from './segment.ts';

const value = fc.oneof(fc.integer({ min: 70, max: 100 }), fc.constantFrom(Number.NaN, 36.65, 0.1 + 0.2, 99.999));

const someReading = fc
  .record({
    channel: fc.constantFrom('spo2', 'temperature', 'acceleration'),
    // Few moments, so that readings often begin together, overlap, and reach over the end of an hour.
    at: fc
      .tuple(fc.constantFrom(0, 3590, 7190), fc.integer({ min: 0, max: 15 }))
      .map(([near, seconds]) => (near + seconds) * 1000),
    dt: fc.constantFrom(500, 1000, 31.25, 60_000),
    values: fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }),
  })
  .map(({ channel, at, dt, values }) =>
    reading(channel as 'spo2', start + at, dt, channel === 'acceleration' ? values.flat() : values.map(([x]) => x)),
  );

/** Packets of two devices, each (device, seq) once, with readings anywhere in three hours. */
export const packetSets: fc.Arbitrary<Packet[]> = fc.array(
  fc.record({ device: fc.constantFrom('ear-1', 'wrist-1'), readings: fc.array(someReading, { maxLength: 3 }) }),
  { minLength: 1, maxLength: 25 },
).map((parts) => parts.map(({ device, readings }, seq) => packetOf(seq, readings, { device }))); // biome-ignore format: one line says it

export interface Delivery {
  items: LogItem[];
  /** Pack after this delivery, with the clock set to this; not at all when missing. */
  packAt?: number;
}

/** A way in which packets reach the server: shuffled, some twice, in small lots, packed in between at any time. */
export const arrivals: fc.Arbitrary<(items: LogItem[]) => Delivery[]> = fc
  .record({
    order: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    twice: fc.infiniteStream(fc.boolean()),
    lot: fc.integer({ min: 1, max: 6 }),
    packs: fc.infiniteStream(fc.option(fc.integer({ min: 0, max: 8 * 60 }), { nil: undefined })),
  })
  .map(({ order, twice, lot, packs }) => (items: LogItem[]) => {
    const drawn = <T>(stream: fc.Stream<T>): T => stream.next().value as T;
    const sent = items.flatMap((item) => (drawn(twice) ? [item, item] : [item]));
    const shuffled = sent.map((item) => ({ item, place: drawn(order) })).sort((a, b) => a.place - b.place);
    const deliveries: Delivery[] = [];
    for (let at = 0; at < shuffled.length; at += lot) {
      const minutes = drawn(packs);
      const packAt = minutes === undefined ? undefined : start + (minutes / 60) * hourMs;
      deliveries.push({ items: shuffled.slice(at, at + lot).map(({ item }) => item), packAt });
    }
    return deliveries;
  });
