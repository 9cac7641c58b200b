import type { Clock, Log } from '@munan/runtime';

const sayEveryMs = 60_000;

/** Callbacks that were refused: the first is said at once, then how many, once a minute: a flood must not fill the log. */
export class RefusedCallbacks {
  #clock: Clock;
  #log: Log;
  #count = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  count(why: string, origin: string): void {
    this.#count++;
    const now = this.#clock.now();
    if (now - this.#saidAt < sayEveryMs) return;
    this.#log.warn({ why, origin, refused: this.#count }, 'a callback of the gateway was refused');
    this.#saidAt = now;
    this.#count = 0;
  }
}
