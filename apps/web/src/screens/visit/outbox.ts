import type { VisitEntry, VisitRow } from '@munan/flow';
import { type Draft, entryOf } from './draft.ts';
import type { DraftStore } from './draft-store.ts';

/** What became of one attempt to send. `refused` is for good (the server read it and said no); `later` is anything else. */
export type Sent =
  | { kind: 'stored'; row: VisitRow }
  | { kind: 'refused'; why: string }
  | { kind: 'later'; why: string };

export interface OutboxNeeds {
  store: DraftStore;
  /** Whose visits are sent: the nurse who is signed in. */
  by: string;
  send(entry: VisitEntry): Promise<Sent>;
  isOnline(): boolean;
  /** Calls back after a while, answers how to call it off. */
  after(ms: number, then: () => void): () => void;
  stored?(row: VisitRow): void;
}

const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/**
 * Sends what is finished, oldest first, until the server has it. A draft leaves the device only when the server has
 * answered that it stored it; POST /api/visits is idempotent by id, so an answer lost on the way does no harm.
 */
export class Outbox {
  #needs: OutboxNeeds;
  #running: Promise<void> | undefined;
  #again = false;
  #callOff: (() => void) | undefined;
  #retryMs = firstRetryMs;
  #stopped = false;

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
  }

  waiting(): Draft[] {
    return this.#needs.store.of(this.#needs.by).filter((draft) => draft.state === 'waiting');
  }

  /** Tries now: at start, after saving, when the network is back. Runs once however often it is called. */
  flush(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#callOff?.();
    this.#callOff = undefined;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      for (const draft of this.waiting()) {
        if (this.#stopped) return;
        if (!this.#needs.isOnline()) return this.#tryLater();
        if (!(await this.#sendOne(draft))) return this.#tryLater();
        this.#retryMs = firstRetryMs;
      }
    } while (this.#again && !this.#stopped);
  }

  /** True when this one is settled. */
  async #sendOne(draft: Draft): Promise<boolean> {
    const sent = await this.#needs
      .send(entryOf(draft))
      .catch((error: unknown): Sent => ({ kind: 'later', why: String(error) }));
    const { store } = this.#needs;
    if (sent.kind === 'stored') {
      store.remove(draft.id);
      this.#needs.stored?.(sent.row);
      return true;
    }
    // Another tab may have sent it meanwhile: what is gone is not put back.
    if (store.find(draft.id)?.state !== 'waiting') return true;
    // Refused stays on the device too: the nurse corrects it or writes it down elsewhere; nothing entered is dropped.
    store.put({ ...draft, state: sent.kind === 'refused' ? 'refused' : 'waiting', problem: sent.why });
    return sent.kind === 'refused';
  }

  #tryLater(): void {
    if (this.#stopped || this.#callOff) return;
    const ms = this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
    this.#callOff = this.#needs.after(ms, () => {
      this.#callOff = undefined;
      void this.flush();
    });
  }
}

/** Which answers are for good: the server understood and refuses. A session that ended, a busy server, no answer: later. */
export function sentOfFailure(status: number | undefined, why: string): Sent {
  const forGood =
    status !== undefined && status >= 400 && status < 500 && ![401, 403, 408, 409, 425, 429].includes(status);
  return { kind: forGood ? 'refused' : 'later', why };
}
