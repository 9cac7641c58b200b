import type { Reading } from '@munan/flow';
import { minuteMs } from './detector.ts';
import { findMedian, type HalfMinute, type MedianChannel } from './half-minutes.ts';
import { isBetter, type OxygenMinute, type OxygenTold } from './oxygen/oxygen-minute.ts';

/**
 * What all devices of one person say together, minute by minute. Filling a minute is commutative (highest movement,
 * values of the first device by name), and a minute is judged only when some device has spoken of a moment `graceMs` beyond its
 * end: so how the packets of two devices interleave changes nothing, as long as neither runs further behind the
 * other than that. What comes for a closed minute is not judged here any more (it is in the series, and in judgeHistory).
 * Where a packet holds several minutes, the other device's next one reaches as far back: then it waits for that longer.
 */
export const graceMs = 3 * minuteMs;
/** Packets are taken to be this long, and waited for when they are longer, up to the second. */
const packetMs = minuteMs;
const longestPacketMs = 15 * minuteMs;
/** A long packet is remembered for so long after what it speaks of. */
const packetRememberedMs = 2 * 60 * minuteMs;
/** Closed minutes that are kept, for medians and for what follows a fall. */
const keptMinutes = 15;
/** A sample's period longer than this says nothing about single minutes. */
const longestPeriodMs = 60 * minuteMs;
/** Beyond it no moment is a date, and minutes cannot be counted up to it. */
const lastMoment = 8.64e15;

export interface Minute {
  from: number;
  spo2?: number;
  pulse?: number;
  temperature?: number;
  /** What a night is made of, of one device; while the minute is being judged only. */
  oxygen?: OxygenMinute;
  /** Whether a worn device told of movement or its absence. */
  covered: boolean;
  /** In this minute, of the device that saw most. */
  counts: number;
  steps: number;
  /** A device was put on or taken off. */
  handled: boolean;
}
export type Moves = { device: string; counts: number; steps: number }[];
interface Slot {
  minute: number;
  /** Of each device that tells of movement; one that is here covers the minute. */
  moves: Moves;
  handled: boolean;
  medians: Partial<Record<MedianChannel, { device: string; values: number[] }>>;
  oxygen?: { device: string; oxygen: OxygenMinute };
}
export interface MinutesState {
  /** In order of time; the last closed ones and all open ones. */
  slots: Slot[];
  /** Number (Unix minutes) of the last closed minute; -1 before the first. */
  closed: number;
  /** The latest moment any device has spoken of, Unix ms. */
  newest: number;
  /** The longest packet of late, where it is longer than a minute, and the end of what it speaks of, ms. */
  long?: [lengthMs: number, to: number] | undefined;
}
export function startMinutes(): MinutesState {
  return { slots: [], closed: -1, newest: 0 };
}

/** What a packet in order spoke of, from `from` to `to`, Unix ms: minutes wait for the next one of its length. */
export function addSpan(state: MinutesState, from: number, to: number): void {
  if (to > state.newest) state.newest = to;
  // A sample of another time among today's does not make the packet long.
  if (to - from > longestPeriodMs) return;
  const lengthMs = Math.min(to - from, longestPacketMs);
  const isForgotten = state.long !== undefined && state.newest - state.long[1] > packetRememberedMs;
  if (lengthMs > packetMs && (!state.long || isForgotten || lengthMs >= state.long[0])) state.long = [lengthMs, to];
  else if (isForgotten) state.long = undefined;
}

/** By how much packets are longer than a minute, ms: so much older is what they tell of when it comes, and waits again. */
export function longerMs({ long }: MinutesState): number {
  return Math.max(0, (long?.[0] ?? 0) - packetMs);
}

function slotAt(state: MinutesState, minute: number): Slot | undefined {
  if (minute <= state.closed) return undefined;
  let at = state.slots.length;
  while (at > 0 && state.slots[at - 1]!.minute > minute) at--;
  const found = state.slots[at - 1];
  if (found?.minute === minute) return found;
  const slot: Slot = { minute, moves: [], handled: false, medians: {} };
  state.slots.splice(at, 0, slot);
  return slot;
}

export function addMedian(state: MinutesState, device: string, half: HalfMinute): void {
  const slot = slotAt(state, Math.floor(half.from / minuteMs));
  if (!slot) return;
  const held = slot.medians[half.channel];
  if (!held || device < held.device) slot.medians[half.channel] = { device, values: [half.median] };
  // A new list rather than push(), which would make room for sixteen more: there are many of these.
  else if (device === held.device && held.values.length < 4) held.values = [...held.values, half.median];
}

export function addOxygen(state: MinutesState, device: string, { minute, oxygen }: OxygenTold): void {
  const slot = slotAt(state, minute);
  if (!slot) return;
  const told = { device, oxygen };
  if (!slot.oxygen || isBetter(told, slot.oxygen)) slot.oxygen = told;
}

/**
 * Movement of a worn device, each sample shared out over the minutes it spans. `limit` is the highest plausible sample.
 */
export function addMovement(
  state: MinutesState,
  device: string,
  kind: 'counts' | 'steps',
  reading: Reading,
  limit: number,
): void {
  const { values, t, dt } = reading;
  if (!(dt > 0 && dt <= longestPeriodMs) || !(Math.abs(t) < lastMoment)) return;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && value <= limit)) continue;
    const from = t + i * dt;
    const to = from + dt;
    for (let minute = Math.floor(from / minuteMs); minute * minuteMs < to; minute++) {
      const slot = slotAt(state, minute);
      if (!slot) continue;
      let move = slot.moves.find((one) => one.device === device);
      if (!move) {
        move = { device, counts: 0, steps: 0 };
        slot.moves = [...slot.moves, move];
      }
      const overlap = Math.min(to, (minute + 1) * minuteMs) - Math.max(from, minute * minuteMs);
      move[kind] += (value * overlap) / dt;
    }
  }
}

export function addHandling(state: MinutesState, at: number): void {
  const slot = slotAt(state, Math.floor(at / minuteMs));
  if (slot) slot.handled = true;
}

function most(moves: Moves, kind: 'counts' | 'steps'): number {
  let highest = 0;
  for (const move of moves) if (move[kind] > highest) highest = move[kind];
  return highest;
}
function minuteOf(slot: Slot): Minute {
  const median = (channel: MedianChannel) => {
    const values = slot.medians[channel]?.values;
    // One or two are what a minute mostly has, and this is asked of fifteen minutes each minute: no list is made for them.
    if (values === undefined || values.length <= 1) return values?.[0];
    return values.length === 2 ? (values[0]! + values[1]!) / 2 : findMedian([...values]);
  };
  const { moves } = slot;
  return {
    from: slot.minute * minuteMs,
    spo2: median('spo2'),
    pulse: median('pulse'),
    temperature: median('temperature'),
    oxygen: slot.oxygen?.oxygen,
    covered: moves.length > 0,
    counts: most(moves, 'counts'),
    steps: most(moves, 'steps'),
    handled: slot.handled,
  };
}

/** Hands over, in order of time, every minute that may be judged now; `all` at the end of a history. */
export function closeMinutes(state: MinutesState, onClose: (minute: Minute) => void, all = false): void {
  const waitMs = graceMs + longerMs(state);
  const upTo = Math.floor((all ? state.newest + minuteMs : state.newest - waitMs) / minuteMs) - 1;
  if (upTo <= state.closed) return;
  for (let i = 0; i < state.slots.length; i++) {
    const slot = state.slots[i]!;
    if (slot.minute <= state.closed) continue;
    if (slot.minute > upTo) break;
    state.closed = slot.minute;
    onClose(minuteOf(slot));
    // The minutes that are kept are kept for their medians.
    slot.oxygen = undefined;
  }
  state.closed = upTo;
  let drop = 0;
  while (drop < state.slots.length && state.slots[drop]!.minute <= upTo - keptMinutes) drop++;
  if (drop > 0) state.slots.splice(0, drop);
}

/** The minutes from `from` to before `to`, Unix ms, in order; only those of which something is known. */
export function minutesWithin(state: MinutesState, from: number, to: number, closedOnly: boolean): Minute[] {
  const minutes: Minute[] = [];
  for (const slot of state.slots) {
    if (closedOnly && slot.minute > state.closed) break;
    const start = slot.minute * minuteMs;
    if (start >= from && start < to) minutes.push(minuteOf(slot));
  }
  return minutes;
}
