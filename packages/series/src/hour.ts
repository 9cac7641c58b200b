import { type Channel, samplesWidth } from '@munan/flow';
import { encodeMinutes, minutesOf } from './minutes.ts';
import { resolveOverlaps, type Samples } from './resolve.ts';
import { encodeRuns, runsOf } from './runs.ts';
import type { Segment } from './segment.ts';
import type { HourTable } from './tables.ts';

/** All of an hour's row but its samples. */
export type HourSummary = Omit<HourTable, 'samples'>;

export interface HourKey {
  subject: string;
  device: string;
  channel: Channel;
  hour: number;
}

/** What is told about an hour from its segments: the same whether they are packed already or not. */
export function summarise(key: HourKey, segments: readonly Segment[]): { summary: HourSummary; samples: Samples } {
  const width = samplesWidth[key.channel];
  const samples = resolveOverlaps(segments, width);
  const scalar = width === 1 && samples.t.length > 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let sum = 0;
  if (scalar) {
    for (const value of samples.values) {
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
      sum += value;
    }
  }
  const last = newestSample(segments, width);
  const { subject, device, channel, hour } = key;
  const summary: HourSummary = {
    subject,
    channel,
    hour,
    device,
    minimum: scalar ? minimum : null,
    mean: scalar ? sum / samples.t.length : null,
    maximum: scalar ? maximum : null,
    count: samples.t.length,
    dt: segments.reduce((longest, { dt }) => Math.max(longest, dt), 0),
    last_t: last?.t ?? null,
    last_dt: last?.dt ?? null,
    last_seq: last?.seq ?? null,
    last_value: last?.value ?? null,
    minutes: width === 1 ? encodeMinutes(minutesOf(samples, hour)) : null,
    runs: encodeRuns(runsOf(samples), hour),
  };
  return { summary, samples };
}

export interface NewestSample {
  t: number;
  seq: number;
  dt: number;
  /** Null for acceleration. */
  value: number | null;
}

/** Which of evenly spaced samples is the last that is not missing; -1 when all are. */
export function newestIndex(values: Float64Array, width: number): number {
  let at = values.length / width - 1;
  while (at >= 0 && Number.isNaN(values[at * width]!)) at -= 1;
  return at;
}

/** The sample with the latest time that is not missing; of two at one time that of the higher seq. */
export function newestSample(segments: readonly Segment[], width: number): NewestSample | undefined {
  let newest: NewestSample | undefined;
  for (const { seq, t, dt, values } of segments) {
    const at = newestIndex(values, width);
    if (at < 0) continue;
    const candidate = { t: t + at * dt, seq, dt, value: width === 1 ? values[at]! : null };
    if (!newest || candidate.t > newest.t || (candidate.t === newest.t && candidate.seq >= newest.seq)) {
      newest = candidate;
    }
  }
  return newest;
}
