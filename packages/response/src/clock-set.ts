import type { Clock, Log } from '@munan/runtime';
import type { Kysely, Transaction } from 'kysely';
import type { ResponseTables } from './tables.ts';

/** Clocks are put right by this much all the time, and deadlines need not follow. */
const jumpMs = 5_000;

export interface ClockWatchNeeds {
  clock: Clock;
  log: Log;
  /** Shifts what is stored; nothing may be stored by the new time before it resolves. */
  shift(byMs: number): Promise<void>;
}

/**
 * Notices that somebody has set the clock. Deadlines are times of day on disk: set back by two hours, an alert would wait
 * two hours longer; set forward, all would be overdue at once. How long really passed is asked of a clock that nobody
 * sets, each time before something is stored, so that a deadline of the new time is never taken for one of the old.
 */
export class ClockWatch {
  #needs: ClockWatchNeeds;
  #aheadMs: number | undefined;
  #mending: Promise<void> | undefined;

  constructor(needs: ClockWatchNeeds) {
    this.#needs = needs;
  }

  /** From now on. Of a clock that was set while the server was down nothing is known. */
  start(): void {
    this.#aheadMs ??= this.#ahead();
  }

  stop(): void {
    this.#aheadMs = undefined;
  }

  /** Resolves when nothing of the old time is left. @throws when it could not be stored: asked for again the next time */
  async settle(): Promise<void> {
    if (this.#mending) return this.#mending;
    if (this.#aheadMs === undefined) return;
    const ahead = this.#ahead();
    const byMs = Math.round(ahead - this.#aheadMs);
    if (Math.abs(byMs) < jumpMs) {
      this.#aheadMs = ahead;
      return;
    }
    this.#needs.log.error({ byMs }, 'the clock was set; all deadlines are shifted with it');
    this.#mending = this.#needs.shift(byMs).then(
      () => {
        this.#aheadMs = ahead;
        this.#mending = undefined;
      },
      (error) => {
        this.#mending = undefined;
        throw error;
      },
    );
    return this.#mending;
  }

  #ahead(): number {
    const { clock } = this.#needs;
    return clock.now() - clock.monotonic();
  }
}

/** All that is stored as a moment to come: three statements, however many alerts are open. */
export async function shiftStored(query: Transaction<ResponseTables>, byMs: number): Promise<void> {
  await query
    .updateTable('alert')
    .set(({ eb }) => ({ deadline: eb('deadline', '+', byMs) }))
    .where('status', '=', 'open')
    .where('deadline', 'is not', null)
    .execute();
  await query
    .updateTable('outbox')
    .set(({ eb }) => ({ next_at: eb('next_at', '+', byMs), expires_at: eb('expires_at', '+', byMs) }))
    .where('state', 'in', ['waiting', 'sending'])
    .execute();
  await (query as Kysely<ResponseTables>)
    .updateTable('call_lock')
    .set(({ eb }) => ({ until: eb('until', '+', byMs) }))
    .execute();
}
