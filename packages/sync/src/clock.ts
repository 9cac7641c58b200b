import type { DeskClock } from './needs.ts';

/** What is kept of time in the clear, so that a desk opens with it. */
export interface KeptTime {
  /** To be added to the device's clock, ms. */
  offsetMs: number;
  /** The device's clock when it was last looked at. */
  wallSeen: number;
  /** Without contact so far: only ever grows between two contacts, whatever is done to the clock. */
  awayMs: number;
  /** Server time of the last answer. */
  lastContact?: number;
  /** The clock jumped since. */
  jumped: boolean;
}

/** So far off a clock is in doubt; what a phone corrects by itself is less. */
export const doubtMs = 120_000;

/**
 * The time as well as it is known: the device's clock and what the server's answers told of its error. A clock that is
 * set back is noticed (against the monotonic clock, or against the last time seen) and taken back out, so that `now`
 * goes on; one that is set ahead can be told from sleep only where the monotonic clock runs on in sleep.
 */
export class Timekeeper {
  #clock: DeskClock;
  #kept: KeptTime;
  #last: { wall: number; monotonic: number };

  constructor(clock: DeskClock, kept?: KeptTime) {
    this.#clock = clock;
    this.#last = { wall: clock.wall(), monotonic: clock.monotonic() };
    this.#kept = kept ?? { offsetMs: 0, wallSeen: this.#last.wall, awayMs: 0, jumped: false };
    const passedMs = this.#last.wall - this.#kept.wallSeen;
    const isSetBack = passedMs < -doubtMs;
    this.#kept = {
      ...this.#kept,
      wallSeen: this.#last.wall,
      awayMs: this.#kept.awayMs + Math.max(0, passedMs),
      // What stood on it before is the least that it can be now.
      offsetMs: this.#kept.offsetMs - (isSetBack ? passedMs : 0),
      jumped: this.#kept.jumped || isSetBack,
    };
  }

  get kept(): KeptTime {
    this.#look();
    return this.#kept;
  }
  get jumped(): boolean {
    this.#look();
    return this.#kept.jumped;
  }
  get doubtful(): boolean {
    return this.jumped || Math.abs(this.#kept.offsetMs) > doubtMs;
  }

  now(): number {
    this.#look();
    return Math.round(this.#last.wall + this.#kept.offsetMs);
  }

  /** @param now server time in an answer. @param tookMs from the sending of the question to the answer */
  contact(now: number, tookMs: number): void {
    if (!Number.isFinite(now)) return;
    this.#look();
    const offsetMs = now + Math.max(0, tookMs) / 2 - this.#last.wall;
    this.#kept = { offsetMs, wallSeen: this.#last.wall, awayMs: 0, lastContact: now, jumped: false };
  }

  #look(): void {
    const wall = this.#clock.wall();
    const monotonic = this.#clock.monotonic();
    const byWall = wall - this.#last.wall;
    const ran = Math.max(0, monotonic - this.#last.monotonic);
    this.#last = { wall, monotonic };
    const jumpMs = byWall - ran;
    const isJump = jumpMs < -doubtMs || (jumpMs > doubtMs && !this.#clock.sleeps);
    this.#kept = {
      ...this.#kept,
      wallSeen: wall,
      awayMs: this.#kept.awayMs + (isJump ? ran : Math.max(ran, byWall)),
      offsetMs: this.#kept.offsetMs - (isJump ? jumpMs : 0),
      jumped: this.#kept.jumped || isJump,
    };
  }
}
