import type { Clock } from '@munan/runtime';

/** A loop with a timer of its own: one round at a time, and each says in how many ms the next is due. */
export class Rounds {
  #clock: Clock;
  /** Must not reject. */
  #round: () => Promise<number>;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopped = true;

  constructor(clock: Clock, round: () => Promise<number>) {
    this.#clock = clock;
    this.#round = round;
  }

  start(firstInMs: number): void {
    this.#isStopped = false;
    this.#arm(firstInMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#running;
  }

  /** Resolves when no round is running. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #arm(inMs: number): void {
    if (this.#isStopped) return;
    this.#cancel = this.#clock.wakeAt(this.#clock.now() + inMs, () => {
      this.#running = this.#round().then((next) => {
        this.#running = undefined;
        this.#arm(next);
      });
    });
  }
}
