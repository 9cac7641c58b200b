import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from './bytes.ts';
import { decodeSegments, encodeSegments } from './samples-code.ts';
import { hourMs, type Segment } from './segment.ts';

const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: -500_000, max: 500_000 }).map((whole) => whole / 1000),
  fc.constantFrom(Number.NaN, -0, 0.1 + 0.2, 2 ** 36, 2 ** 50, 2 ** 53),
);

describe('ByteWriter and ByteReader', () => {
  it('number() gives back every number exactly', () => {
    fc.assert(
      fc.property(fc.array(anyNumber), (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) writer.number(number);
        const reader = new ByteReader(writer.finish());
        for (const number of numbers) assert.ok(Object.is(reader.number(), number));
      }),
    );
  });

  it('numbers() gives back every array exactly, one or three wide', () => {
    fc.assert(
      fc.property(fc.array(anyNumber), fc.constantFrom(1, 3), (numbers, width) => {
        const values = Float64Array.from(numbers);
        const writer = new ByteWriter();
        writer.numbers(values, width);
        assert.deepEqual(new ByteReader(writer.finish()).numbers(values.length, width), values);
      }),
    );
  });

  it('numbers() writes steady decimals as one byte each', () => {
    const writer = new ByteWriter();
    writer.numbers(Float64Array.from({ length: 100 }, (_, at) => 36.5 + (at % 3) / 10));
    assert.ok(writer.finish().length < 105);
  });

  it('a blob that was cut off is an error, not a number', () => {
    assert.throws(() => new ByteReader(Uint8Array.of(0x80)).varint(), /damaged/);
  });
});

describe('encodeSegments', () => {
  const hour = 495_000 * hourMs;
  const segment = (width: number): fc.Arbitrary<Segment> =>
    fc
      .record({
        seq: fc.nat(),
        t: fc.oneof(fc.integer({ min: 0, max: hourMs - 1 }), fc.double({ min: 0, max: hourMs, noNaN: true })),
        dt: fc.constantFrom(20, 31.25, 1000, 60_000, 1000 / 3),
        samples: fc.array(fc.tuple(anyNumber, anyNumber, anyNumber, fc.integer({ min: 0, max: 100 })), {
          minLength: 1,
        }),
        hasQuality: fc.boolean(),
      })
      .map(({ seq, t, dt, samples, hasQuality }) => ({
        seq,
        t: hour + t,
        dt,
        values: Float64Array.from(samples.flatMap((one) => (one as number[]).slice(0, width))),
        ...(hasQuality && { quality: Float64Array.from(samples, (one) => one[3] / 100) }),
      }));

  it('decodeSegments() gives back every segment exactly', async () => {
    for (const [channel, width] of [
      ['spo2', 1],
      ['acceleration', 3],
    ] as const) {
      // biome-ignore format: one line says it
      await fc.assert(
        fc.asyncProperty(fc.array(segment(width)), async (segments) => {
          const bytes = await encodeSegments(channel, hour, segments);
          assert.deepEqual(decodeSegments(channel, hour, bytes), segments);
        }),
      );
    }
  });

  it('keeps an hour of SpO2 at 1 Hz in a small part of its doubles', async () => {
    const segments = Array.from({ length: 60 }, (_, seq) => ({
      seq,
      t: hour + seq * 60_000,
      dt: 1000,
      values: Float64Array.from({ length: 60 }, (_, at) => 94 + ((seq * 7 + at * at) % 5)),
    }));
    assert.ok((await encodeSegments('spo2', hour, segments)).length < 3600);
  });
});
