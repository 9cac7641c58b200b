import { type Channel, samplesWidth } from '@munan/flow';
import type { Hour } from './hours.ts';
import { addToMinute, decodeMinutes, emptyMinutes } from './minutes.ts';
import { hourMs, minuteMs } from './segment.ts';

export type Resolution = 'raw' | 'minute' | 'hour' | 'day';

export interface WindowQuery {
  subject: string;
  channel: Channel;
  /** Unix ms. */
  from: number;
  /** Unix ms, not included. */
  to: number;
  /** Only what this device measured; all of them when not said. */
  device?: string;
  /** About so many points are wished; 1500 when not said. */
  points?: number;
  /** Chosen by `points` when not said. Acceleration is always raw. */
  resolution?: Resolution;
}

export interface SeriesWindow {
  resolution: Resolution;
  /** Unix ms: the sample, or the start of the minute, hour or day. */
  t: number[];
  /** All null: a gap begins here. Empty for acceleration. */
  min: (number | null)[];
  mean: (number | null)[];
  max: (number | null)[];
  /** Samples in each point; 0 where a gap begins. */
  count: number[];
  x?: (number | null)[];
  y?: (number | null)[];
  z?: (number | null)[];
}

export const dayMs = 86_400_000;
export const stepMs: Record<Exclude<Resolution, 'raw'>, number> = { minute: minuteMs, hour: hourMs, day: dayMs };
const finestFirst: Resolution[] = ['raw', 'minute', 'hour', 'day'];

/** The tier whose number of points is nearest to `points`, as a ratio. */
export function chooseResolution(lengthMs: number, dt: number, points: number): Resolution {
  const distance = (resolution: Resolution) => {
    const step = resolution === 'raw' ? dt : Math.max(stepMs[resolution], dt);
    return Math.abs(Math.log(Math.max(1, lengthMs / step) / points));
  };
  return finestFirst.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}

/** Points in order of time; puts the explicit null where a missing stretch begins. */
class Points {
  readonly window: SeriesWindow;
  #end = Number.NaN;
  #dt = 0;

  constructor(resolution: Resolution, wide: boolean) {
    this.window = { resolution, t: [], min: [], mean: [], max: [], count: [] };
    if (wide) Object.assign(this.window, { x: [], y: [], z: [] });
  }

  tier(t: number, step: number, dt: number, min: number, mean: number, max: number, count: number): void {
    // Whole steps without a sample: the stretch between the samples themselves is longer than what is seen here.
    const missing = t - this.#end;
    if (missing > 0 && missing >= Math.max(2 * this.#dt, 2 * dt, step)) this.#gap();
    this.#advance(t + step, dt);
    const { window } = this;
    window.t.push(t);
    window.min.push(min);
    window.mean.push(mean);
    window.max.push(max);
    window.count.push(count);
  }

  raw(t: number, dt: number, values: readonly number[], at: number, width: number): void {
    if (t - this.#end > Math.max(2 * this.#dt, 2 * dt)) this.#gap();
    this.#advance(t + dt, dt);
    const { window } = this;
    window.t.push(t);
    window.count.push(1);
    if (width === 1) {
      const value = values[at]!;
      window.min.push(value);
      window.mean.push(value);
      window.max.push(value);
    } else {
      window.x!.push(values[at * width]!);
      window.y!.push(values[at * width + 1]!);
      window.z!.push(values[at * width + 2]!);
    }
  }

  #gap(): void {
    const { window } = this;
    window.t.push(this.#end);
    window.count.push(0);
    for (const column of window.x ? [window.x, window.y!, window.z!] : [window.min, window.mean, window.max]) {
      column.push(null);
    }
  }

  #advance(end: number, dt: number): void {
    // The first sample has none before it: NaN is nobody's gap.
    this.#end = Number.isNaN(this.#end) ? end : Math.max(this.#end, end);
    this.#dt = dt;
  }
}

/** Samples themselves; those of several devices side by side in order of time. */
export function rawWindow(hours: readonly Hour[], { channel, from, to }: WindowQuery): SeriesWindow {
  const width = samplesWidth[channel];
  const points = new Points('raw', width === 3);
  for (const group of byHour(hours)) {
    const samples = group.map(({ resolved }) => resolved!);
    const order =
      samples.length === 1
        ? undefined
        : samples
            .flatMap(({ t }, device) => t.map((_, at) => ({ device, at })))
            .sort((a, b) => samples[a.device]!.t[a.at]! - samples[b.device]!.t[b.at]! || a.device - b.device);
    const total = samples.reduce((sum, { t }) => sum + t.length, 0);
    for (let index = 0; index < total; index += 1) {
      const { device, at } = order ? order[index]! : { device: 0, at: index };
      const { t, dt, values } = samples[device]!;
      if (t[at]! >= from && t[at]! < to) points.raw(t[at]!, dt[at]!, values, at, width);
    }
  }
  return points.window;
}

export function minuteWindow(hours: readonly Hour[], { from, to }: WindowQuery): SeriesWindow {
  const points = new Points('minute', false);
  for (const group of byHour(hours)) {
    const { hour, dt } = group[0]!;
    const decoded = group.map(({ minutes }) => decodeMinutes(minutes!));
    const all = decoded.length === 1 ? decoded[0]! : emptyMinutes();
    if (decoded.length > 1) {
      for (const { min, sum, max, count } of decoded) {
        for (let at = 0; at < 60; at += 1) {
          if (count[at]! > 0) addToMinute(all, at, min[at]!, sum[at]!, max[at]!, count[at]!);
        }
      }
    }
    const longest = group.reduce((most, one) => Math.max(most, one.dt), dt);
    for (let at = 0; at < 60; at += 1) {
      const t = hour + at * minuteMs;
      const count = all.count[at]!;
      if (count === 0 || t + minuteMs <= from || t >= to) continue;
      points.tier(t, minuteMs, longest, all.min[at]!, all.sum[at]! / count, all.max[at]!, count);
    }
  }
  return points.window;
}

/** Hours and days, from the summaries of hours. `zoneOffsetMs`: days begin at midnight of a place so far ahead of UTC. */
export function coarseWindow(
  hours: readonly Hour[],
  { from, to }: WindowQuery,
  resolution: 'hour' | 'day',
  zoneOffsetMs: number,
): SeriesWindow {
  const points = new Points(resolution, false);
  const step = stepMs[resolution];
  const offset = resolution === 'day' ? zoneOffsetMs : 0;
  const startOf = (t: number) => Math.floor((t + offset) / step) * step - offset;
  let bucket:
    | { t: number; min: number; sum: number; max: number; count: number; dt: number; only?: number }
    | undefined;
  const flush = () => {
    if (!bucket || bucket.t + step <= from || bucket.t >= to) return;
    const { t, dt, min, max, sum, count, only } = bucket;
    points.tier(t, step, dt, min, only ?? sum / count, max, count);
  };
  for (const { hour, minimum, mean, maximum, count, dt } of hours) {
    if (minimum === null || mean === null || maximum === null) continue;
    const t = startOf(hour);
    if (bucket?.t === t) {
      bucket.min = Math.min(bucket.min, minimum);
      bucket.max = Math.max(bucket.max, maximum);
      bucket.sum += mean * count;
      bucket.count += count;
      bucket.dt = Math.max(bucket.dt, dt);
      bucket.only = undefined;
    } else {
      flush();
      bucket = { t, min: minimum, sum: mean * count, max: maximum, count, dt, only: mean };
    }
  }
  flush();
  return points.window;
}

function* byHour(hours: readonly Hour[]): Generator<Hour[]> {
  let group: Hour[] = [];
  for (const hour of hours) {
    if (group.length > 0 && group[0]!.hour !== hour.hour) {
      yield group;
      group = [];
    }
    group.push(hour);
  }
  if (group.length > 0) yield group;
}
