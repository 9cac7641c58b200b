import { AsyncLocalStorage } from 'node:async_hooks';

interface Turn {
  begin: (end: () => void) => void;
}

/**
 * One after another, in the order of asking. Asking for a turn from within one's own turn would wait for ever and is
 * an error instead.
 */
export class Queue {
  #waiting: Turn[] = [];
  #busy = false;
  #within = new AsyncLocalStorage<{ open: boolean }>();

  /** @throws Error when called from within `enter` that has not ended */
  refuseWithin(): void {
    if (this.#within.getStore()?.open) {
      throw new Error('a transaction is open here: use its own query, it cannot wait for itself');
    }
  }

  /** Waits for the turn; the result ends it and may be called once. */
  async turn(): Promise<() => void> {
    this.refuseWithin();
    return new Promise((resolve) => {
      this.#waiting.push({ begin: resolve });
      this.#next();
    });
  }

  /** Marks all that `work` does, until it ends, as inside a turn. */
  async enter<R>(work: () => Promise<R>): Promise<R> {
    this.refuseWithin();
    const mark = { open: true };
    try {
      return await this.#within.run(mark, work);
    } finally {
      mark.open = false;
    }
  }

  #next(): void {
    if (this.#busy) return;
    const turn = this.#waiting.shift();
    if (!turn) return;
    this.#busy = true;
    let ended = false;
    turn.begin(() => {
      if (ended) return;
      ended = true;
      this.#busy = false;
      this.#next();
    });
  }
}
