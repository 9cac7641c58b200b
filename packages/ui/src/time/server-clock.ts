/**
 * The server's clock as this device knows it, and how long ago the server was last heard. Deadlines tick by the
 * server's clock: a desk whose clock is five minutes off must not show five minutes more.
 */
export class ServerClock {
  #offsetMs = 0;
  #heardAt: number | undefined;
  readonly #localNow: () => number;
  readonly #listeners = new Set<() => void>();

  constructor(localNow: () => number = Date.now) {
    this.#localNow = localNow;
  }

  /** The server said that it is `serverNow`. */
  hear(serverNow: number): void {
    const local = this.#localNow();
    this.#offsetMs = serverNow - local;
    this.#heardAt = local;
    for (const listener of this.#listeners) listener();
  }

  /** Something came from the server without its time: the line lives. */
  alive(): void {
    this.#heardAt = this.#localNow();
    for (const listener of this.#listeners) listener();
  }

  /** Server time now, Unix ms. */
  now(): number {
    return this.#localNow() + this.#offsetMs;
  }

  /** Server clock minus this device's clock, ms. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Server time of the last sign of life; undefined before the first. */
  get lastHeard(): number | undefined {
    return this.#heardAt === undefined ? undefined : this.#heardAt + this.#offsetMs;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The one clock of this page. */
export const serverClock = new ServerClock();
