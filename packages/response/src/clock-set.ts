import { type Clock, ClockSetting, type Log } from '@munan/runtime';
import type { Kysely, Transaction } from 'kysely';
import type { ResponseTables } from './tables.ts';

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
  #setting: ClockSetting | undefined;
  /** It was set by so much, and what is stored does not say so yet. */
  #owedMs = 0;
  #mending: Promise<void> | undefined;

  constructor(needs: ClockWatchNeeds) {
    this.#needs = needs;
  }

  /** From now on. Of a clock that was set while the server was down nothing is known. */
  start(): void {
    this.#setting ??= new ClockSetting(this.#needs.clock);
  }

  stop(): void {
    this.#setting = undefined;
    this.#owedMs = 0;
  }

  /** Resolves when nothing of the old time is left. @throws when it could not be stored: asked for again the next time */
  async settle(): Promise<void> {
    if (this.#mending) return this.#mending;
    const byMs = this.#owedMs + (this.#setting?.lookMs() ?? 0);
    if (byMs === 0) return;
    this.#owedMs = byMs;
    this.#needs.log.error({ byMs }, 'the clock was set; all deadlines are shifted with it');
    this.#mending = this.#needs.shift(byMs).then(
      () => {
        this.#owedMs = 0;
        this.#mending = undefined;
      },
      (error) => {
        this.#mending = undefined;
        throw error;
      },
    );
    return this.#mending;
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
