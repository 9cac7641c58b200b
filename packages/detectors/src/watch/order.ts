import type { Packet } from '@munan/flow';
import { minuteMs, secondMs } from '../detector.ts';

/**
 * Puts the packets of one device back into the order in which it sent them.
 *
 * The rule. A packet that follows on the last judged one is judged at once. After a missing one, packets wait for it,
 * 30 s at most (from the first waiting one's arrival) so that a live alarm is never held up for long; then they are
 * judged, and what was missing is late when it comes. The very first packet of a device waits the same 30 s for a lower one, since nothing
 * tells that it is the first. A number below all that were judged, of a packet that speaks of later moments than any
 * judged, is a device that began to count anew.
 */
export const order = {
  waitMs: 30 * secondMs,
  mostPackets: 120,
  /** Samples that may wait; 4,000 are half an hour of SpO2 and pulse. Beyond either bound nothing waits any longer. */
  mostSamples: 4000,
  /** A packet that speaks of moments this far ahead of its arrival has a wrong clock and is not judged live. */
  mostAheadMs: 5 * minuteMs,
  gapsRemembered: 32,
} as const;

export interface OrderState {
  /** The number expected next; null before the first packet is judged. */
  next: number | null;
  held: Packet[];
  /** When the waiting ends, server time; null while nothing waits. */
  releaseAt: number | null;
  /** Numbers below `next` that never came, as [from, to). */
  gaps: [number, number][];
  /** Numbers below this are not remembered any more. */
  floor: number;
  /** End of the latest samples judged, event time. */
  judgedTo: number;
}
export function startOrder(): OrderState {
  return { next: null, held: [], releaseAt: null, gaps: [], floor: 0, judgedTo: Number.MIN_SAFE_INTEGER };
}

export type Standing = 'repeat' | 'late' | 'fills' | 'new';
/**
 * What a packet is to those judged before: `fills` was missed, but nothing later has been judged since, so it still may
 * be. `to` is the end of what it speaks of. A late one is to be noted with `noteLate`.
 */
export function standingOf(state: OrderState, packet: Packet, to: number, latenessMs: number): Standing {
  const { seq, received } = packet;
  if (state.held.some((held) => held.seq === seq)) return 'repeat';
  const timely = to >= received - latenessMs && to <= received + order.mostAheadMs;
  if (state.next === null || seq >= state.next) return timely ? 'new' : 'late';
  const missed = state.gaps.some(([from, end]) => seq >= from && seq < end);
  if (timely && to > state.judgedTo) {
    if (missed) return 'fills';
    restartAt(state, seq);
    return 'new';
  }
  return missed || seq < state.floor ? 'late' : 'repeat';
}
function restartAt(state: OrderState, seq: number): void {
  state.next = seq;
  state.gaps = [];
  state.floor = seq;
}

/** The number of a packet that is not judged in the chain: it no longer counts as missing. */
export function noteLate(state: OrderState, seq: number): void {
  if (state.next === null || seq >= state.next) {
    // Keep the chain whole: what comes after a late packet need not wait for it.
    if (state.next === null || seq === state.next) state.next = seq + 1;
    else openGap(state, seq);
    return;
  }
  const at = state.gaps.findIndex(([from, end]) => seq >= from && seq < end);
  const gap = state.gaps[at];
  if (!gap) return;
  const parts: [number, number][] = [
    [gap[0], seq],
    [seq + 1, gap[1]],
  ];
  state.gaps.splice(at, 1, ...parts.filter(([from, end]) => from < end));
}
function openGap(state: OrderState, seq: number): void {
  if (state.next !== null && seq > state.next) state.gaps.push([state.next, seq]);
  state.next = seq + 1;
  while (state.gaps.length > order.gapsRemembered) state.floor = state.gaps.shift()![1];
}

/** Takes in a new packet; gives those that may be judged now, in order. */
export function arrange(state: OrderState, packet: Packet): Packet[] {
  if (state.next !== null && packet.seq === state.next) {
    state.next = packet.seq + 1;
    const ready = [packet];
    followers(state, ready);
    settle(state);
    return ready;
  }
  let at = state.held.length;
  while (at > 0 && state.held[at - 1]!.seq > packet.seq) at--;
  state.held.splice(at, 0, packet);
  settle(state);
  let samples = 0;
  for (const held of state.held) for (const reading of held.readings) samples += reading.values.length;
  const full = state.held.length > order.mostPackets || samples > order.mostSamples;
  return full ? release(state, Number.POSITIVE_INFINITY) : [];
}

/** Moves what follows on without a gap from waiting to ready. */
function followers(state: OrderState, ready: Packet[]): void {
  while (state.held[0] && state.held[0].seq === state.next) {
    const packet = state.held.shift()!;
    state.next = packet.seq + 1;
    ready.push(packet);
  }
}
function settle(state: OrderState): void {
  let first: number | null = null;
  for (const { received } of state.held) first = first === null ? received : Math.min(first, received);
  state.releaseAt = first === null ? null : first + order.waitMs;
}

/**
 * Gives what has waited long enough by `now`, server time, and what follows on it. Gap by gap: what waits behind a later
 * gap began to wait later, and its missing packet may still be on its way.
 */
export function release(state: OrderState, now: number): Packet[] {
  const ready: Packet[] = [];
  while (state.releaseAt !== null && state.releaseAt <= now) {
    const packet = state.held.shift()!;
    if (state.next === null) {
      state.next = packet.seq;
      state.floor = packet.seq;
    }
    if (packet.seq >= state.next) openGap(state, packet.seq);
    ready.push(packet);
    followers(state, ready);
    settle(state);
  }
  return ready;
}
