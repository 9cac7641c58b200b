import { type Clock, ClockSetting, type Database, type Log } from '@munan/runtime';
import type { Kysely } from 'kysely';
import { Rounds } from './rounds.ts';
import type { ResponseTables } from './tables.ts';

/** After its alert was closed: whoever complains has complained by then, and the record keeps what was done. */
export const messagesKeptMs = 90 * 86_400_000;
/** Deleted at once: some milliseconds of the database. */
export const oldAtMost = 200;
const everyMs = 86_400_000;
/** A start has other things to do. */
const firstMs = 10 * 60_000;
/** Between two pieces everybody else has the database. */
const moreInMs = 1_000;

/**
 * Messages made at `from` or later, to be forgotten: of alerts that were closed before `before`. Those of drills were handed
 * to nobody, and the drill's report counts them.
 */
export function oldMessagesQuery(query: Kysely<ResponseTables>, from: number, before: number) {
  return (
    query
      .selectFrom('outbox')
      .select(['id', 'created'])
      .where('created', '>=', from)
      // Whose alert was closed before then was made before then.
      .where('created', '<', before)
      .where('state', 'not in', ['waiting', 'sending'])
      .where(({ eb, or }) => or([eb('code', 'is', null), eb('code', '!=', 'drill')]))
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('alert')
            .select('alert.id')
            .whereRef('alert.id', '=', 'outbox.alert')
            .where('alert.status', '=', 'closed')
            .where('alert.closed_at', '<', before),
        ),
      )
      .orderBy('created')
      .limit(oldAtMost)
  );
}

/** Once a day forgets messages (whom, by which number, what was said, what she answered) that have had their time. */
export class OldMessages {
  #needs: { database: Database; clock: Clock; log: Log };
  #rounds: Rounds;
  #setting: ClockSetting;
  /** Of this round: what was made before is looked at. */
  #from = 0;
  #forgotten = 0;

  constructor(needs: { database: Database; clock: Clock; log: Log }) {
    this.#needs = needs;
    this.#setting = new ClockSetting(needs.clock);
    this.#rounds = new Rounds(needs.clock, () =>
      this.#piece().catch((error: unknown) => {
        needs.log.error({ error }, 'old messages are not forgotten, trying again tomorrow');
        return everyMs;
      }),
    );
  }

  start(): void {
    this.#setting = new ClockSetting(this.#needs.clock);
    this.#rounds.start(firstMs);
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  settled(): Promise<void> {
    return this.#rounds.settled();
  }

  /** @returns when the next one is due, ms */
  async #piece(): Promise<number> {
    const { database, clock, log } = this.#needs;
    const byMs = this.#setting.lookMs();
    if (byMs !== 0) {
      // By a clock that somebody has just set, all could seem old, and nothing brings it back.
      log.warn({ byMs }, 'the clock was set; old messages are looked at tomorrow');
      return everyMs;
    }
    const query = database.query.withTables<ResponseTables>();
    const old = await oldMessagesQuery(query, this.#from, clock.now() - messagesKeptMs).execute();
    if (old.length > 0)
      await query
        .deleteFrom('outbox')
        .where(
          'id',
          'in',
          old.map(({ id }) => id),
        )
        .execute();
    this.#forgotten += old.length;
    if (old.length === oldAtMost) {
      this.#from = old[old.length - 1]!.created;
      return moreInMs;
    }
    if (this.#forgotten > 0) log.info({ messages: this.#forgotten }, 'old messages were forgotten');
    this.#from = 0;
    this.#forgotten = 0;
    return everyMs;
  }
}
