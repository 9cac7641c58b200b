import { type Clock, ClockSetting, type Database, type Log } from '@munan/runtime';
import type { IngestTables } from './tables.ts';

/**
 * How far the server's own clock was set by hand, in all: what seems late after that is not the devices' doing, and an
 * alarm of this moment must not be taken for one of two hours ago. Time that really passed is asked of a clock that nobody
 * sets. Of a clock that was set while no server ran nothing is known.
 */
export class OwnClock {
  #setting: ClockSetting;
  #log: Log;
  #keep: (setMs: number) => Promise<unknown>;
  #setMs: number;

  private constructor(clock: Clock, log: Log, setMs: number, keep: (setMs: number) => Promise<unknown>) {
    this.#setting = new ClockSetting(clock);
    this.#log = log;
    this.#keep = keep;
    this.#setMs = setMs;
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
    const byMs = this.#setting.lookMs();
    if (byMs !== 0) {
      this.#setMs += byMs;
      this.#log.error({ byMs }, 'the clock of the server was set; the times of the devices are moved with it');
      this.#keep(this.#setMs).catch((error: unknown) =>
        this.#log.error({ err: error }, 'that the clock was set is not kept; after a restart devices may seem late'),
      );
    }
    return this.#setMs;
  }
}
