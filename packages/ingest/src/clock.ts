/**
 * The clock of a device, judged from its stamps alone. Pure. What is decided here is stored with each packet, so the
 * series can be made again without judging again.
 *
 * A packet that says it was sent after it came proves a clock that is ahead. A packet that came long after it was sent
 * proves nothing: a slow clock and a phone in a drawer look the same, and to move two-day-old packets to now would raise
 * an alarm about the past. So a clock is held to be behind only when it was plainly reset, or when packets of several
 * minutes, none missing, came one by one with the same lag.
 */

const toleranceMs = 5000;
const leastLagMs = 60_000;
const runPackets = 5;
const runMs = 5 * 60_000;
/** Earlier than any device of this protocol: a clock that lost its battery. */
const neverBefore = Date.UTC(2020, 0, 1);

export interface ClockStamp {
  seq: number;
  /** Device clock, Unix ms. */
  sent: number;
  /** Server clock, Unix ms. */
  received: number;
}

/** What is known of a device's clock; plain data, kept as JSON. */
export interface DeviceClock {
  /** To be added to the device's times, ms; 0 while nothing is certain. */
  offset: number;
  /** Its last packet was stamped before 2020. */
  reset: boolean;
  /** The device has acknowledged the time, and no packet has shown it yet. */
  set: boolean;
  last?: ClockStamp;
  /** How far the server's own clock had been set in all when this was judged, ms. */
  serverSetMs?: number;
  /** Packets without a gap in seq whose lags agree. */
  run: { packets: number; since: number; least: number; most: number };
}

export const unknownClock: DeviceClock = {
  offset: 0,
  reset: false,
  set: false,
  run: { packets: 0, since: 0, least: 0, most: 0 },
};

/**
 * Hears one packet.
 * @returns what is known now, and the offset for this packet: with it, no packet is from the future by more than 5 s.
 */
export function hearClock(clock: DeviceClock, stamp: ClockStamp): { clock: DeviceClock; offset: number } {
  const { seq, sent, received } = stamp;
  const lag = received - sent;
  // A resend or one out of order says nothing of the clock now.
  if (clock.last && seq <= clock.last.seq) return { clock, offset: atMostNow(clock.offset, lag) };

  const run = extendRun(clock, stamp, lag);
  const reset = sent < neverBefore;
  const offset = judge(clock, stamp, lag, run);
  const shown = clock.set && Math.abs(lag) <= toleranceMs;
  return { clock: { ...clock, offset, reset, set: clock.set && !shown, last: { seq, sent, received }, run }, offset };
}

/** The device took the server's time: the next packet that agrees with it is believed at once. */
export function clockWasSet(clock: DeviceClock): DeviceClock {
  return { ...clock, set: true };
}

/** The server's clock was set, and the device's was not: what is known of it stays true by the new one. */
export function serverWasSet(clock: DeviceClock, setMs: number): DeviceClock {
  const byMs = setMs - (clock.serverSetMs ?? setMs);
  if (byMs === 0 && clock.serverSetMs === setMs) return clock;
  const { offset, last, run } = clock;
  return {
    ...clock,
    serverSetMs: setMs,
    // Of a device that was never heard nothing says that it is ahead; its first packet would.
    offset: last ? offset + byMs : Math.max(0, offset + byMs),
    ...(last && { last: { ...last, received: last.received + byMs } }),
    run: { ...run, since: run.since + byMs, least: run.least + byMs, most: run.most + byMs },
  };
}

function atMostNow(offset: number, lag: number): number {
  if (lag >= offset - toleranceMs) return offset;
  return lag < -toleranceMs ? lag : 0;
}

function extendRun(clock: DeviceClock, { seq, received }: ClockStamp, lag: number): DeviceClock['run'] {
  const least = Math.min(clock.run.least, lag);
  const most = Math.max(clock.run.most, lag);
  if (clock.last && seq === clock.last.seq + 1 && most - least <= toleranceMs) {
    return { packets: clock.run.packets + 1, since: clock.run.since, least, most };
  }
  return { packets: 1, since: received, least: lag, most: lag };
}

function judge(clock: DeviceClock, stamp: ClockStamp, lag: number, run: DeviceClock['run']): number {
  if (stamp.sent < neverBefore) {
    // The smallest lag since the reset is the nearest to the truth; a second reset begins anew.
    const same = clock.reset && clock.last && stamp.sent >= clock.last.sent;
    return same ? Math.min(clock.offset, lag) : lag;
  }
  if (run.packets >= runPackets && stamp.received - run.since >= runMs) {
    return run.least < -toleranceMs || run.least > leastLagMs ? run.least : 0;
  }
  if (lag < -toleranceMs) return !clock.reset && clock.offset < 0 ? Math.min(clock.offset, lag) : lag;
  if (Math.abs(lag) <= toleranceMs) {
    // Of an hour's backlog one packet may seem right by chance: a clock that was ahead must show it twice, or be set.
    const twice = run.packets > 1 && stamp.received - run.since > toleranceMs;
    return clock.offset >= 0 || clock.set || twice ? 0 : clock.offset;
  }
  return clock.offset > lag + toleranceMs ? 0 : clock.offset;
}
