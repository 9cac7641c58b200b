/** Without a movement for so long she was away, and is told what happened. */
export const awayAfterMs = 5 * 60_000;
/** The page not to be seen for so long is the same: another tab, another programme over it. */
export const hiddenAfterMs = 60_000;
/** The server is told at most so often. */
export const tellEveryMs = 15_000;

export interface Returned {
  /** The server should know that she is here. */
  tell: boolean;
  /** She was away, from then on. */
  awaySince?: number;
}

/**
 * Whether somebody sits before this page. Times by this device's clock, ms, since only how long it was matters: what is known of
 * the server's clock is corrected now and then, and nobody was away for that.
 */
export class Presence {
  #lastActive: number;
  #hiddenAt: number | undefined;
  #told = Number.NEGATIVE_INFINITY;

  constructor(now: number) {
    this.#lastActive = now;
  }

  get lastActive(): number {
    return this.#lastActive;
  }

  /** She pressed, moved or scrolled. */
  active(now: number): Returned {
    const since = this.#awaySince(now);
    this.#lastActive = now;
    this.#hiddenAt = undefined;
    const tell = now - this.#told >= tellEveryMs || now < this.#told;
    if (tell) this.#told = now;
    return { tell, ...(since === undefined ? {} : { awaySince: since }) };
  }

  hidden(now: number): void {
    this.#hiddenAt ??= now;
  }

  #awaySince(now: number): number | undefined {
    if (now - this.#lastActive >= awayAfterMs) return this.#lastActive;
    if (this.#hiddenAt !== undefined && now - this.#hiddenAt >= hiddenAfterMs) return this.#hiddenAt;
    return undefined;
  }
}
