import type { Clock } from '@munan/runtime';

/** Lets one through in a while and counts the rest: a device that tries a dead secret for ever must not fill the log. */
export class Seldom {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #next = 0;
  #held = 0;

  constructor(clock: Clock, everyMs = 10_000) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  /** `say` is told how many were held back since the last one. */
  tell(say: (heldBack: number) => void): void {
    const now = this.#clock.now();
    if (now < this.#next) {
      this.#held += 1;
      return;
    }
    this.#next = now + this.#everyMs;
    const held = this.#held;
    this.#held = 0;
    say(held);
  }
}
