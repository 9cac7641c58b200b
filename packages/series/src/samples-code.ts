import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRawSync } from 'node:zlib';
import { type Channel, samplesWidth } from '@munan/flow';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Segment } from './segment.ts';

const deflate = promisify(deflateRaw);
const version = 1;

/**
 * The segments of one hour as bytes, without loss: heads (seq, t, dt, length), then all values, then all qualities,
 * deflated in a thread of the pool. The same segments always give the same bytes.
 */
export async function encodeSegments(
  channel: Channel,
  hour: number,
  segments: readonly Segment[],
): Promise<Uint8Array<ArrayBuffer>> {
  const width = samplesWidth[channel];
  const writer = new ByteWriter();
  writer.varint(version);
  writer.varint(segments.length);
  let seqBefore = 0;
  let tBefore = hour;
  for (const { seq, t, dt, values, quality } of segments) {
    writer.number(seq - seqBefore);
    // What is expected is the end of the one before: then nothing but zeros is written. A difference of fractions
    // could round, so those are written themselves.
    const whole = Number.isInteger(t) && Number.isInteger(tBefore);
    writer.varint(whole ? 0 : 1);
    writer.number(whole ? t - tBefore : t);
    writer.number(dt);
    writer.varint((values.length / width) * 2 + (quality ? 1 : 0));
    seqBefore = seq;
    tBefore = t + (values.length / width) * dt;
  }
  writer.numbers(joined(segments.map(({ values }) => values)), width);
  writer.numbers(joined(segments.flatMap(({ quality }) => (quality ? [quality] : []))));
  const bytes = await deflate(writer.finish(), { level: constants.Z_DEFAULT_COMPRESSION });
  return Uint8Array.from(bytes);
}

export function decodeSegments(channel: Channel, hour: number, bytes: Uint8Array): Segment[] {
  const width = samplesWidth[channel];
  const reader = new ByteReader(inflateRawSync(bytes));
  const found = reader.varint();
  if (found !== version) throw new RangeError(`samples of version ${found} cannot be read, only ${version}`);
  const heads = Array.from({ length: reader.varint() }, () => ({ seq: 0, t: 0, dt: 0, length: 0, hasQuality: false }));
  let seqBefore = 0;
  let tBefore = hour;
  for (const head of heads) {
    head.seq = seqBefore + reader.number();
    head.t = reader.varint() === 0 ? tBefore + reader.number() : reader.number();
    head.dt = reader.number();
    const length = reader.varint();
    head.length = Math.floor(length / 2);
    head.hasQuality = length % 2 === 1;
    seqBefore = head.seq;
    tBefore = head.t + head.length * head.dt;
  }
  const total = heads.reduce((sum, { length }) => sum + length, 0);
  const values = reader.numbers(total * width, width);
  const qualities = reader.numbers(heads.reduce((sum, head) => sum + (head.hasQuality ? head.length : 0), 0));
  let valueAt = 0;
  let qualityAt = 0;
  return heads.map(({ seq, t, dt, length, hasQuality }) => {
    const segment: Segment = { seq, t, dt, values: values.subarray(valueAt, valueAt + length * width) };
    valueAt += length * width;
    if (hasQuality) {
      segment.quality = qualities.subarray(qualityAt, qualityAt + length);
      qualityAt += length;
    }
    return segment;
  });
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
