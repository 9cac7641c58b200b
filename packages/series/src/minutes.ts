import { ByteReader, ByteWriter } from './bytes.ts';
import type { Samples } from './resolve.ts';
import { minuteMs } from './segment.ts';

/** Of each minute of one hour; where count is 0 the rest is 0. */
export interface Minutes {
  min: Float64Array;
  sum: Float64Array;
  max: Float64Array;
  count: Float64Array;
}

export function emptyMinutes(): Minutes {
  const array = () => new Float64Array(60);
  return { min: array(), sum: array(), max: array(), count: array() };
}

export function addToMinute(
  minutes: Minutes,
  minute: number,
  min: number,
  sum: number,
  max: number,
  count: number,
): void {
  const known = minutes.count[minute]! > 0;
  minutes.min[minute] = known ? Math.min(minutes.min[minute]!, min) : min;
  minutes.max[minute] = known ? Math.max(minutes.max[minute]!, max) : max;
  minutes.sum[minute]! += sum;
  minutes.count[minute]! += count;
}

export function minutesOf(samples: Samples, hour: number): Minutes {
  const minutes = emptyMinutes();
  for (const [at, t] of samples.t.entries()) {
    const value = samples.values[at]!;
    addToMinute(minutes, Math.floor((t - hour) / minuteMs), value, value, value, 1);
  }
  return minutes;
}

export function encodeMinutes({ min, sum, max, count }: Minutes): Uint8Array {
  const writer = new ByteWriter();
  for (const numbers of [count, min, sum, max]) writer.numbers(numbers);
  return writer.finish();
}

export function decodeMinutes(bytes: Uint8Array): Minutes {
  const reader = new ByteReader(bytes);
  const count = reader.numbers(60);
  const min = reader.numbers(60);
  const sum = reader.numbers(60);
  return { count, min, sum, max: reader.numbers(60) };
}
