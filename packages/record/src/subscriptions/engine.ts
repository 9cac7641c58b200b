import { AsyncResource } from 'node:async_hooks';
import type { Subscription } from '@medplum/fhirtypes';
import { OutcomeError, toInstant } from '@munan/fhir';
import type { Clock, Database, EndpointPolicy, Log } from '@munan/runtime';
import { type FhirRecord, resourceOf } from '../fhir-record.ts';
import { numberNewEvents, readNumbered } from './events.ts';
import type { SubscriptionNeeds } from './needs.ts';
import { type NotificationType, type NumberedEvent, notificationBundle, type StatusOf } from './notification.ts';
import { type PostResult, post } from './post.ts';
import { readSettings, type Settings } from './settings.ts';
import { changeState, findLiving, findState, type State } from './state.ts';
import type { SubscriptionState } from './tables.ts';

export interface DeliveryOptions {
  database: Database;
  record: FhirRecord;
  clock: Clock;
  log: Log;
  needs: SubscriptionNeeds;
  policy: EndpointPolicy;
  /** After so long of failing a subscription is in error; its events are kept. Ms. */
  giveUpAfterMs?: number;
}

const defaultGiveUpAfterMs = 24 * 3_600_000;
const firstRetryMs = 1000;
const longestRetryMs = 5 * 60_000;
/** A commit that takes longer is seen with the next look. */
const commitTakesMs = 20;
const lookEveryMs = 1000;

/** Sends what waits: each subscription by itself and in order, the next only when the one before was taken. */
export class Delivery {
  #options: DeliveryOptions;
  #lanes = new Map<string, Promise<void>>();
  #again = new Set<string>();
  #round: Promise<void> | undefined;
  #cancelWake = () => {};
  #running = false;
  #toldOf = false;
  #stopped = new AbortController();
  #lookOutside: () => void;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    // Told of an event inside a transaction, the engine must not take itself to be inside it too.
    this.#lookOutside = AsyncResource.bind(() => {
      this.#toldOf = false;
      this.look();
    });
  }

  start(): void {
    this.#running = true;
    this.#stopped = new AbortController();
    this.look();
  }

  /** Events were written, in a transaction that is about to be committed. */
  expect(): void {
    if (!this.#running || this.#toldOf) return;
    const { clock } = this.#options;
    this.#toldOf = true;
    clock.wakeAt(clock.now() + commitTakesMs, this.#lookOutside);
  }

  /** What is on its way is left: it counts as not sent, and is sent again after the next start. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelWake();
    this.#stopped.abort();
    await this.settled();
  }

  /** Nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#round || this.#lanes.size > 0) await Promise.all([this.#round, ...this.#lanes.values()]);
  }

  /** Something may have been committed. */
  look(): void {
    if (!this.#running) return;
    const { log } = this.#options;
    this.#round ??= this.#lookAtAll()
      .catch((error: unknown) =>
        log.error({ err: error }, 'looking for notifications failed; the next round tries again'),
      )
      .finally(() => {
        this.#round = undefined;
        this.#wake();
      });
  }

  #wake(): void {
    this.#cancelWake();
    if (!this.#running) return;
    const { clock } = this.#options;
    this.#cancelWake = clock.wakeAt(clock.now() + lookEveryMs, this.#lookOutside);
  }

  async #lookAtAll(): Promise<void> {
    for (const id of await findLiving(this.#options.database.query)) {
      if (this.#lanes.has(id)) this.#again.add(id);
      else this.#lanes.set(id, this.#lane(id));
    }
  }

  async #lane(id: string): Promise<void> {
    const { log } = this.#options;
    try {
      do this.#again.delete(id);
      while (this.#running && ((await this.#step(id)) || this.#again.has(id)));
    } catch (error) {
      log.error({ err: error, subscription: id }, 'a subscription could not be served; the next round tries again');
    } finally {
      this.#lanes.delete(id);
    }
  }

  /** One notification at most. Answers whether there may be more to do at once. */
  async #step(id: string): Promise<boolean> {
    const { database, record, clock, policy } = this.#options;
    const state = await findState(database.query, id);
    if (!state || (state.status !== 'requested' && state.status !== 'active')) return false;
    const now = clock.now();
    if (state.next_at > now) return false;
    const stored = await record.find('Subscription', id);
    if (!stored) return false;
    let settings: Settings;
    try {
      settings = readSettings(resourceOf<Subscription>(stored), policy);
    } catch (error) {
      if (!(error instanceof OutcomeError)) throw error;
      // What was accepted once, under another configuration.
      await this.#setStatus(id, stored.version, 'error', error.message);
      return false;
    }
    if (settings.end !== undefined && settings.end <= now) {
      await this.#setStatus(id, stored.version, 'off');
      return false;
    }
    if (state.status === 'requested') return this.#handshake(state, settings, stored.version);
    const waiting = await numberNewEvents(this.#options, id, settings, settings.maxCount);
    if (waiting.numbered > waiting.delivered) return this.#deliver(waiting, settings, stored.version);
    const { heartbeatMs } = settings;
    if (heartbeatMs === undefined || now < waiting.sent_at + heartbeatMs) return false;
    await this.#after(waiting, stored.version, await this.#send(waiting, settings, 'heartbeat', []), waiting.delivered);
    return false;
  }

  /** [Backport 1.1, REST-Hook] the endpoint shows that it is there and means it; else the subscription is in error. */
  async #handshake(state: State, settings: Settings, version: number): Promise<boolean> {
    const { database, clock } = this.#options;
    const result = await this.#send(state, settings, 'handshake', []);
    if (!result.ok) {
      if (!this.#running) return false;
      await this.#setStatus(state.id, version, 'error', `the handshake failed: ${result.reason}`);
      return false;
    }
    await changeState(database.query, state.id, { sent_at: clock.now() });
    await this.#setStatus(state.id, version, 'active');
    return true;
  }

  async #deliver(state: State, settings: Settings, version: number): Promise<boolean> {
    const { needs } = this.#options;
    const from = state.delivered + 1;
    const { shown, last = state.delivered } = await readNumbered(this.#options, state, {
      from,
      to: state.numbered,
      limit: settings.maxCount,
    });
    if (shown.length === 0) {
      // Nobody may see them any more: passed over, not sent.
      await changeState(this.#options.database.query, state.id, { delivered: last });
      return true;
    }
    // A receiver that fails may have read it: what is sent for the first time is noted, whatever comes of it.
    if (state.failures === 0 && settings.content !== 'empty') {
      const patients = [...new Set(shown.flatMap(({ stored }) => stored.patients))];
      await needs.saw(state.subscriber, settings.topic.focus, patients);
    }
    const result = await this.#send(state, settings, 'event-notification', shown);
    return this.#after(state, version, result, last);
  }

  #send(
    state: State,
    settings: Settings,
    type: NotificationType,
    events: readonly NumberedEvent[],
  ): Promise<PostResult> {
    const { clock, policy } = this.#options;
    const { endpoint, contentType, content, timeoutMs } = settings;
    const status: StatusOf = {
      id: state.id,
      base: state.base,
      topic: settings.topic.url,
      status: state.status,
      eventsSinceStart: events.at(-1)?.number ?? state.delivered,
    };
    const body = notificationBundle(status, type, { events, content, now: clock.now() });
    const headers = JSON.parse(state.headers) as string[];
    const notification = { endpoint, headers, contentType: `${contentType}; charset=utf-8`, body, timeoutMs };
    return post(notification, { policy, clock, stopped: this.#stopped.signal });
  }

  /** Notes what came of it: taken up to `delivered`, or when to try again, or that it is given up. */
  async #after(state: State, version: number, result: PostResult, delivered: number): Promise<boolean> {
    const { database, clock, log, giveUpAfterMs = defaultGiveUpAfterMs } = this.#options;
    const { id } = state;
    if (!result.ok && !this.#running) return false;
    const now = clock.now();
    if (result.ok) {
      await changeState(database.query, id, { delivered, failures: 0, failing_since: null, next_at: 0, sent_at: now });
      return true;
    }
    const failures = state.failures + 1;
    const since = state.failing_since ?? now;
    const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 20));
    await changeState(database.query, id, { failures, failing_since: since, next_at: now + wait });
    log.warn({ subscription: id, failures, reason: result.reason }, 'a notification was not taken');
    if (result.gone || now - since >= giveUpAfterMs) {
      await this.#setStatus(id, version, 'error', `nothing was taken since ${toInstant(since)}: ${result.reason}`);
    }
    return false;
  }

  /** In the resource and beside it, in one transaction; not when the client has changed the resource meanwhile. */
  async #setStatus(id: string, version: number, status: SubscriptionState, error?: string): Promise<void> {
    const { database, record, log } = this.#options;
    const done = await database.transaction(async (query) => {
      const found = await record.find('Subscription', id, query);
      if (found?.version !== version) return false;
      const { error: _before, ...rest } = resourceOf<Subscription>(found);
      await record.update({ ...rest, status, ...(error && { error }) }, { ifMatch: version }, query);
      await changeState(query, id, { status });
      return true;
    });
    if (done)
      log.info({ subscription: id, status, ...(error && { reason: error }) }, 'a subscription changed its status');
    else this.#again.add(id);
  }
}
