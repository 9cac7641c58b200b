import type { Clock, Database, Log } from '@munan/runtime';
import type { IngestTables } from './tables.ts';

/** Clocks are put right by less than this all the time. */
const jumpMs = 5_000;

/**
 * How far the server's own clock was set by hand, in all: what seems late after that is not the devices' doing, and an
 * alarm of this moment must not be taken for one of two hours ago. Time that really passed is asked of a clock that nobody
 * sets. Of a clock that was set while no server ran nothing is known.
 */
export class OwnClock {
  #clock: Clock;
  #log: Log;
  #keep: (setMs: number) => Promise<unknown>;
  #aheadMs: number;
  #setMs: number;

  private constructor(clock: Clock, log: Log, setMs: number, keep: (setMs: number) => Promise<unknown>) {
    this.#clock = clock;
    this.#log = log;
    this.#keep = keep;
    this.#setMs = setMs;
    this.#aheadMs = clock.now() - clock.monotonic();
  }

  static async load(database: Database<IngestTables>, clock: Clock, log: Log): Promise<OwnClock> {
    const row = await database.query.selectFrom('ingest_clock').select('set_ms').executeTakeFirst();
    return new OwnClock(clock, log, row?.set_ms ?? 0, (set_ms) =>
      database.query
        .insertInto('ingest_clock')
        .values({ id: 1, set_ms })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ set_ms }))
        .execute(),
    );
  }

  /** In all, ms; to be asked for each packet. */
  get setMs(): number {
    const ahead = this.#clock.now() - this.#clock.monotonic();
    const byMs = Math.round(ahead - this.#aheadMs);
    this.#aheadMs = ahead;
    if (Math.abs(byMs) >= jumpMs) {
      this.#setMs += byMs;
      this.#log.error({ byMs }, 'the clock of the server was set; the times of the devices are moved with it');
      this.#keep(this.#setMs).catch((error: unknown) =>
        this.#log.error({ err: error }, 'that the clock was set is not kept; after a restart devices may seem late'),
      );
    }
    return this.#setMs;
  }
}
