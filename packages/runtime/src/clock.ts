import { uptime } from 'node:os';

/** Time is passed in, never taken: tests and replays set it. */
export interface Clock {
  /** Unix milliseconds. Somebody may set it, forward or back. */
  now(): number;
  /** Milliseconds since some moment, which nobody sets: how much time has really passed. */
  monotonic(): number;
  /** Calls back once, at or after `at`; returns how to cancel. */
  wakeAt(at: number, wake: () => void): () => void;
}

/** setTimeout overflows past 2^31-1 ms and would fire at once; longer waits are cut into pieces. */
const longestTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `performance.now()`, which stands still while the machine sleeps: its sleep would look as if the clock had been set.
  monotonic: () => uptime() * 1000,
  wakeAt(at, wake) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = at - Date.now();
      timer = left > longestTimeoutMs ? setTimeout(arm, longestTimeoutMs) : setTimeout(wake, Math.max(0, left));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Clocks are put right by less than this all the time. */
const settingMs = 5_000;

/** Notices that somebody has set the clock: how long really passed is asked of the one that nobody sets. */
export class ClockSetting {
  #clock: Clock;
  #aheadMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#aheadMs = clock.now() - clock.monotonic();
  }

  /** By how much it was set since this was last asked, or since it was made, ms; 0: not. */
  lookMs(): number {
    const ahead = this.#clock.now() - this.#clock.monotonic();
    const byMs = Math.round(ahead - this.#aheadMs);
    this.#aheadMs = ahead;
    return Math.abs(byMs) < settingMs ? 0 : byMs;
  }
}

/** A clock for tests: stands still until told to move, and wakes in order of time. */
export class ManualClock implements Clock {
  #now: number;
  /** How far it was set forward (or back, below zero) by hand. */
  #set = 0;
  #waiting: { at: number; wake: () => void }[] = [];

  constructor(now = Date.UTC(2026, 10, 22, 9)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, wake: () => void): () => void {
    const entry = { at, wake };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** Moves to `to`, waking whoever is due on the way, each at its own time. */
  moveTo(to: number): void {
    for (;;) {
      const due = this.#waiting.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#waiting = this.#waiting.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.wake();
    }
    this.#now = to;
  }

  advance(ms: number): void {
    this.moveTo(this.#now + ms);
  }

  monotonic(): number {
    return this.#now - this.#set;
  }

  /** Somebody sets the clock: no time passes. What waits does so as a timer does, for the time that was left. */
  set(to: number): void {
    const by = to - this.#now;
    this.#now = to;
    this.#set += by;
    for (const waiting of this.#waiting) waiting.at += by;
  }
}
