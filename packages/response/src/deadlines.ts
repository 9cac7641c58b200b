import type { Clock, Database, Log } from '@munan/runtime';
import type { Kysely } from 'kysely';
import type { ResponseTables } from './tables.ts';

export interface DeadlinesNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  /** Acts on the deadlines of these alerts, in this order; what failed is left for the next try. */
  due(ids: readonly string[]): Promise<readonly { id: string; error: unknown }[]>;
  /** Waited for before the deadlines are looked at. */
  settleClock(): Promise<void>;
}

/** Acted on together; the transaction is short enough for what else waits. */
const pageSize = 100;
/** An alert whose step could not be stored, and a database that does not answer, are tried again after this. */
const againMs = 5_000;

interface Place {
  deadline: number;
  id: string;
}

/** What is due, earliest first, from where the last page ended: what failed is passed by until the next round. */
export function overdueQuery(query: Kysely<ResponseTables>, until: number, last: Place | undefined) {
  const due = query
    .selectFrom('alert')
    .select(['id', 'deadline'])
    .where('status', '=', 'open')
    .where('deadline', '<=', until)
    .orderBy('deadline')
    .orderBy('id')
    .limit(pageSize);
  if (!last) return due;
  return due
    .where('deadline', '>=', last.deadline)
    .where(({ eb, or }) => or([eb('deadline', '>', last.deadline), eb('id', '>', last.id)]));
}

export function nextQuery(query: Kysely<ResponseTables>, after: number) {
  return query
    .selectFrom('alert')
    .select(({ fn }) => fn.min('deadline').as('next'))
    .where('status', '=', 'open')
    .where('deadline', '>', after);
}

/**
 * One timer for all open alerts, set to the earliest deadline on disk. Whatever was missed while the server was down is
 * acted on at once, earliest first; an alert that fails does not hold up the others.
 */
export class Deadlines {
  #needs: DeadlinesNeeds;
  #cancel: (() => void) | undefined;
  #armedAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #isStopped = true;
  /** A nearer deadline was set while a round was running. */
  #nearest = Number.POSITIVE_INFINITY;

  constructor(needs: DeadlinesNeeds) {
    this.#needs = needs;
  }

  /** Resolves when everything that is overdue now has been acted on. */
  async start(): Promise<void> {
    this.#isStopped = false;
    this.#wake();
    await this.settled();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#disarm();
    await this.settled();
  }

  /** An open alert has this deadline now. */
  moved(deadline: number): void {
    if (this.#isStopped || !Number.isFinite(deadline)) return;
    if (this.#running) this.#nearest = Math.min(this.#nearest, deadline);
    else this.#arm(deadline);
  }

  /** Resolves when no round is running. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #arm(at: number): void {
    if (this.#isStopped || at >= this.#armedAt) return;
    this.#disarm();
    if (at <= this.#needs.clock.now()) {
      this.#wake();
      return;
    }
    this.#armedAt = at;
    this.#cancel = this.#needs.clock.wakeAt(at, () => this.#wake());
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedAt = Number.POSITIVE_INFINITY;
  }

  #wake(): void {
    this.#disarm();
    if (this.#isStopped || this.#running) return;
    this.#nearest = Number.POSITIVE_INFINITY;
    this.#running = this.#round()
      .catch((error) => {
        this.#needs.log.error({ error }, 'reading the deadlines failed, trying again');
        return this.#needs.clock.now() + againMs;
      })
      .then((next) => {
        this.#running = undefined;
        this.#arm(Math.min(next, this.#nearest));
      });
  }

  /** Acts on all that is due, in order; when to wake next. */
  async #round(): Promise<number> {
    const { database, clock, log, due, settleClock } = this.#needs;
    await settleClock();
    const query = database.query.withTables<ResponseTables>();
    const until = clock.now();
    let hasFailed = false;
    let last: Place | undefined;
    for (;;) {
      const rows = await overdueQuery(query, until, last).execute();
      if (this.#isStopped) return Number.POSITIVE_INFINITY;
      for (const { id, error } of await due(rows.map(({ id }) => id))) {
        hasFailed = true;
        log.error({ error, alert: id }, 'a deadline could not be acted on, trying again');
      }
      const end = rows.at(-1);
      if (!end || rows.length < pageSize) break;
      last = { deadline: end.deadline!, id: end.id };
    }
    const { next } = await nextQuery(query, until).executeTakeFirstOrThrow();
    return Math.min(next ?? Number.POSITIVE_INFINITY, hasFailed ? clock.now() + againMs : Number.POSITIVE_INFINITY);
  }
}
