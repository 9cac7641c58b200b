import type { Channel, Reading } from '@munan/flow';
import { vitals } from '@munan/vitals';

/**
 * Samples are first freed of artefacts and gathered into half minutes, each with its median; every vital detector judges
 * those. Half minutes stand on the clock (t modulo 30 s), so how samples are cut into packets changes nothing.
 */
export const halfMinuteMs = 30_000;
/** Samples kept of one half minute: 4 Hz. Of a faster channel the rest of the half minute is passed over. */
const mostSamples = 120;
/** A sample stands for its period, but for no longer than this: an hourly one says nothing about the hour, ms. */
const longestStandsMs = 2 * 60_000;
const leastQuality = 0.5;
/** A jump that stays this long is the truth, ms. */
const newLevelMs = 10_000;
/** A value repeated across a longer gap than this begins its repetition anew, ms. */
const repeatGapMs = 30 * 60_000;

export type MedianChannel = 'spo2' | 'pulse' | 'temperature';
interface ChannelRule {
  min: number;
  max: number;
  /** A step between two samples larger than `jump + jumpPerSecond * seconds` is no physiology. */
  jump: number;
  jumpPerSecond: number;
  decimals: number;
}
const rules: Record<MedianChannel, ChannelRule> = {
  // Saturation falls by about 1 % a second at the very fastest; readings jump when the sensor slips.
  spo2: { ...vitals.spo2.plausible, jump: 4, jumpPerSecond: 2, decimals: 2 },
  pulse: { ...vitals.pulse.plausible, jump: 20, jumpPerSecond: 5, decimals: 2 },
  // The fall of a sensor taken out of the ear must be seen, so nothing is a jump. To 0.1, as charts are.
  temperature: { ...vitals.temperature.plausible, jump: 100, jumpPerSecond: 0, decimals: 1 },
};
export function isMedianChannel(channel: Channel): channel is MedianChannel {
  return channel === 'spo2' || channel === 'pulse' || channel === 'temperature';
}

export interface HalfMinute {
  channel: MedianChannel;
  from: number;
  /** End of the half minute, or of the last sample's period where that is longer. */
  to: number;
  median: number;
  count: number;
  /** Moment of its first sample: of half minutes after a gap it may be their last second. */
  first: number;
  /** Since when every sample was bit for bit the same, Unix ms. */
  sameSince: number;
}
export interface HalfMinuteState {
  /** Start of the open half minute, and the end of the last sample's period. */
  start: number;
  to: number;
  values: number[];
  /** Moment of the first of them. */
  first: number;
  /** Last accepted sample. */
  last: number | null;
  lastAt: number;
  /** A level that a jump led to, until it has stayed long enough. */
  jumpTo: number | null;
  jumpAt: number;
  same: number | null;
  sameSince: number;
  sameAt: number;
}
export function startHalfMinutes(): HalfMinuteState {
  return {
    start: -1,
    to: 0,
    values: [],
    first: 0,
    last: null,
    lastAt: 0,
    jumpTo: null,
    jumpAt: 0,
    same: null,
    sameSince: 0,
    sameAt: 0,
  };
}

const scratch = new Float64Array(mostSamples);
function medianOf(values: readonly number[]): number {
  const count = values.length;
  for (let i = 0; i < count; i++) scratch[i] = values[i]!;
  const sorted = scratch.subarray(0, count).sort();
  const middle = count >> 1;
  return count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median of any values; undefined of none. */
export function findMedian(values: number[]): number | undefined {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 || sorted.length === 0 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function close(state: HalfMinuteState, channel: MedianChannel, into: HalfMinute[]): void {
  if (state.values.length === 0) return;
  const factor = 10 ** rules[channel].decimals;
  into.push({
    channel,
    from: state.start,
    to: Math.max(state.start + halfMinuteMs, state.to),
    median: Math.round(medianOf(state.values) * factor) / factor,
    count: state.values.length,
    first: state.first ?? state.start, // absent in what was stored before it was known
    sameSince: state.sameSince,
  });
  state.values.length = 0;
}

/**
 * Takes in one reading; half minutes that are complete are added to `into`. Samples before the open half minute are passed over.
 * `onSample` is told of every other one, with NaN for what was found to be no measurement.
 */
export function stepHalfMinutes(
  state: HalfMinuteState,
  channel: MedianChannel,
  reading: Reading,
  into: HalfMinute[],
  onSample?: (at: number, value: number) => void,
): void {
  const { values, quality, t: firstAt, dt } = reading;
  if (!(dt > 0) || !Number.isFinite(firstAt) || !Number.isFinite(dt)) return;
  const { min, max, jump, jumpPerSecond } = rules[channel];
  const count = values.length;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    const at = firstAt + i * dt;
    // NaN fails both comparisons.
    if (!(value >= min && value <= max) || (quality !== undefined && !(quality[i]! >= leastQuality))) {
      onSample?.(at, Number.NaN);
      continue;
    }
    if (at < state.start) continue;
    if (value !== state.same || at - state.sameAt > repeatGapMs) {
      state.same = value;
      state.sameSince = at;
    }
    state.sameAt = at;
    if (state.last !== null) {
      const allowed = jump + (jumpPerSecond * Math.max(0, at - state.lastAt)) / 1000;
      if (value > state.last + allowed || value < state.last - allowed) {
        const stays = state.jumpTo !== null && Math.abs(value - state.jumpTo) <= jump;
        if (!stays) {
          state.jumpTo = value;
          state.jumpAt = at;
        }
        if (at - state.jumpAt < newLevelMs) {
          onSample?.(at, Number.NaN);
          continue;
        }
      }
      state.jumpTo = null;
    }
    state.last = value;
    state.lastAt = at;
    onSample?.(at, value);
    if (at >= state.start + halfMinuteMs) {
      close(state, channel, into);
      state.start = at - (at % halfMinuteMs);
    }
    state.to = at + Math.min(dt, longestStandsMs);
    if (state.values.length === 0) state.first = at;
    if (state.values.length < mostSamples) state.values.push(value);
  }
  // The next sample can only lie beyond: what is complete is judged now, not a packet later.
  if (firstAt + count * dt >= state.start + halfMinuteMs) close(state, channel, into);
}
