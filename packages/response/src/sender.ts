import type { ChannelName } from '@munan/flow';
import type { Channel, Clock, Database, Handed, Log } from '@munan/runtime';
import { backOffMs } from './back-off.ts';
import { ChannelHealth } from './channel-health.ts';
import type { News } from './news.ts';
import {
  dueQuery,
  hopelessAtMost,
  hopelessQuery,
  nextMessageQuery,
  outgoingOf,
  putBack,
  takeForSending,
} from './outbox.ts';
import type { OutboxTable } from './outbox-tables.ts';
import { loggable } from './provider-words.ts';
import type { ResponseTables } from './tables.ts';

export interface SenderNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  channels: readonly Channel[];
  /** What became of a message, stored with all that follows from it. */
  heard(id: string, news: News): Promise<unknown>;
  onChannel(channel: ChannelName, state: 'failing' | 'well', since: number): void;
}

/** A provider that has not answered by then is unreachable. */
const answerWithinMs = 10_000;
/** Then it is told to stop, and has this long to say how far it came: a channel knows whether it had handed over. */
const lastWordMs = 1_000;
/** Of each channel: a slow one fills its own places and holds up no other. */
const atOnce = 8;
/** The database did not answer: again after this. */
const againMs = 5_000;

/** How a try ended: as the channel says, or we do not know (it broke, was too slow, or said what no channel says). */
type Tried = Handed | { state: 'unknown'; code: string; detail: string };

/**
 * Sends what is in the outbox. At least once to the provider, and never twice to anybody: a message is `sending` on disk
 * before it leaves, and where it is not known how that ended (a crash, no answer) it is given again only to a channel
 * that knows ids; with any other it has failed, and the plan goes on.
 */
export class Sender {
  #needs: SenderNeeds;
  #health: ChannelHealth;
  #sending = new Map<string, { channel: ChannelName; done: Promise<void>; stop: AbortController }>();
  #cancel: (() => void) | undefined;
  #armedAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #isAgain = false;
  #isStopped = true;
  /** What became of some message could not be stored: it is `sending`, and nobody sends it. */
  #isLeft = false;

  constructor(needs: SenderNeeds) {
    this.#needs = needs;
    this.#health = new ChannelHealth((channel, state, since) => {
      needs.log.error({ channel, state, since }, 'a channel of messages has changed its state');
      needs.onChannel(channel, state, since);
    });
  }

  /** Settles what a crash cut off, then sends. */
  start(): void {
    this.#isStopped = false;
    this.#isLeft = true;
    this.wake();
  }

  /** What is under way is cut off, as by a crash; the next start settles it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#disarm();
    for (const { stop } of this.#sending.values()) stop.abort();
    await this.#running;
    await Promise.all([...this.#sending.values()].map(({ done }) => done));
  }

  /** Resolves when no round is running and no message is under way. */
  async settled(): Promise<void> {
    while (this.#running || this.#sending.size > 0)
      await Promise.all([this.#running, ...[...this.#sending.values()].map(({ done }) => done)]);
  }

  failingSince(channel: ChannelName): number | undefined {
    return this.#health.failingSince(channel);
  }

  /** Something may have to go out. */
  wake(): void {
    this.#disarm();
    if (this.#isStopped) return;
    if (this.#running) {
      this.#isAgain = true;
      return;
    }
    this.#isAgain = false;
    this.#running = this.#round()
      .catch((error) => {
        this.#needs.log.error({ error }, 'reading the outbox failed, trying again');
        return this.#needs.clock.now() + againMs;
      })
      .then((next) => {
        this.#running = undefined;
        if (this.#isAgain) this.wake();
        else this.#arm(next);
      });
  }

  /** Begins what may begin; when to wake next. */
  async #round(): Promise<number> {
    const { clock, channels } = this.#needs;
    const now = clock.now();
    if (this.#isLeft) await this.#settleLeft();
    await this.#failHopeless(now);
    for (const channel of channels) {
      const free = atOnce - [...this.#sending.values()].filter((one) => one.channel === channel.name).length;
      if (free <= 0) continue;
      const due = await dueQuery(this.#query, channel.name, now, free).execute();
      if (due.length === 0 || this.#isStopped) continue;
      const ids = due.map(({ id }) => id);
      const taken = await takeForSending(this.#query, ids, now);
      taken.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      for (const row of taken) this.#begin(channel, row);
    }
    const { next } = await nextMessageQuery(this.#query, now).executeTakeFirstOrThrow();
    return next ?? Number.POSITIVE_INFINITY;
  }

  async #settleLeft(): Promise<void> {
    this.#isLeft = false;
    try {
      await this.#settleCutOff();
    } catch (error) {
      this.#isLeft = true;
      throw error;
    }
  }

  /** What was to go by a channel that is no longer set up, and what could not go out while its step lasted. */
  async #failHopeless(now: number): Promise<void> {
    const rows = await hopelessQuery(
      this.#query,
      this.#needs.channels.map(({ name }) => name),
      now,
    ).execute();
    for (const { id, channel, code } of rows) {
      const isOn = this.#needs.channels.some(({ name }) => name === channel);
      await this.#needs.heard(id, { state: 'failed', at: now, code: isOn ? (code ?? 'not-in-time') : 'channel-off' });
    }
    if (rows.length === hopelessAtMost) this.#isAgain = true;
  }

  #begin(channel: Channel, row: OutboxTable): void {
    const stop = new AbortController();
    const done = this.#send(channel, row, stop)
      .catch((error) => {
        // It stays `sending`, and the next round settles it as after a crash.
        this.#isLeft = true;
        this.#needs.log.error({ error, message: row.id }, 'what became of a message could not be stored');
      })
      .then(() => {
        this.#sending.delete(row.id);
        this.wake();
      });
    this.#sending.set(row.id, { channel: channel.name, done, stop });
  }

  async #send(channel: Channel, row: OutboxTable, stop: AbortController): Promise<void> {
    const { clock, heard } = this.#needs;
    const tried = await this.#try(channel, row, stop);
    if (tried === 'stopped') return;
    const now = clock.now();
    this.#judge(channel.name, row.address, tried, now);
    const isOver = now >= row.expires_at;
    if (tried.state === 'sent') await heard(row.id, { state: 'sent', at: now, reference: tried.reference });
    else if (tried.state === 'delivered') await heard(row.id, { state: 'delivered', at: now });
    else if (tried.state === 'refused' || isOver || (tried.state === 'unknown' && !channel.knowsIds))
      await heard(row.id, { state: 'failed', at: now, code: codeOf(tried.code) });
    else {
      const waitMs = Math.max(backOffMs(row.id, row.attempts), (tried.state === 'unreachable' && tried.afterMs) || 0);
      await putBack(this.#query, row.id, Math.min(row.expires_at, now + waitMs), codeOf(tried.code), now);
    }
  }

  /** One try, within its time, whatever the channel does. */
  async #try(channel: Channel, row: OutboxTable, stop: AbortController): Promise<Tried | 'stopped'> {
    const { clock, log } = this.#needs;
    const late = { state: 'unknown', code: 'no-answer', detail: `no answer within ${answerWithinMs} ms` } as const;
    let giveUp = () => {};
    const cutOff = new Promise<Tried | 'stopped'>((resolve) => {
      const stopped = () => this.#isStopped && resolve('stopped');
      stop.signal.addEventListener('abort', stopped, { once: true });
      giveUp = clock.wakeAt(clock.now() + answerWithinMs, () => {
        stop.abort();
        giveUp = clock.wakeAt(clock.now() + lastWordMs, () => resolve(late));
      });
    });
    const sent = (async () => checked(await channel.send(outgoingOf(row), stop.signal)))().catch(
      (error): Tried => ({ state: 'unknown', code: 'channel-error', detail: String(error) }),
    );
    const tried = await Promise.race([sent, cutOff]);
    giveUp();
    if (tried !== 'stopped' && 'code' in tried)
      log.warn(
        {
          channel: channel.name,
          message: row.id,
          attempts: row.attempts,
          code: tried.code,
          detail: loggable(tried.detail, row),
        },
        'a message did not go out',
      );
    return tried;
  }

  #judge(channel: ChannelName, address: string, { state }: Tried, now: number): void {
    if (state === 'sent' || state === 'delivered') this.#health.worked(channel, now);
    else if (state === 'refused') this.#health.refused(channel, address, now);
    else this.#health.unreachable(channel, now);
  }

  /** Of a message that was being handed over when the process ended nobody knows whether it went. */
  async #settleCutOff(): Promise<void> {
    const { clock, channels, heard } = this.#needs;
    const rows = await this.#query
      .selectFrom('outbox')
      .select(['id', 'channel'])
      .where('state', '=', 'sending')
      .execute();
    for (const { id, channel } of rows.filter(({ id }) => !this.#sending.has(id))) {
      const now = clock.now();
      if (channels.find(({ name }) => name === channel)?.knowsIds)
        await putBack(this.#query, id, now, 'unknown-after-crash', now);
      else await heard(id, { state: 'failed', at: now, code: 'unknown-after-crash' });
    }
  }

  #arm(at: number): void {
    if (this.#isStopped || at >= this.#armedAt) return;
    this.#disarm();
    if (!Number.isFinite(at)) return;
    this.#armedAt = at;
    this.#cancel = this.#needs.clock.wakeAt(at, () => this.wake());
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedAt = Number.POSITIVE_INFINITY;
  }

  get #query() {
    return this.#needs.database.query.withTables<ResponseTables>();
  }
}

/** A channel is somebody else's code: what it says is looked at before it is believed. */
function checked(handed: Handed): Tried {
  const { state } = handed ?? {};
  if (state === 'sent' || state === 'delivered' || state === 'refused' || state === 'unreachable') return handed;
  return { state: 'unknown', code: 'bad-answer', detail: `the channel answered ${JSON.stringify(handed)}` };
}

function codeOf(code: unknown): string {
  return typeof code === 'string' && /^[a-z0-9-]{1,64}$/.test(code) ? code : 'channel-error';
}
