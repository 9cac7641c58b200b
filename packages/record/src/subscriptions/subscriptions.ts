import type { Subscription } from '@medplum/fhirtypes';
import { type HeldResource, refuse, validate } from '@munan/fhir';
import type { Clock, Database, EndpointPolicy, Log } from '@munan/runtime';
import type { FastifyRequest } from 'fastify';
import { type FhirRecord, type OpenQuery, resourceOf, type Stored } from '../fhir-record.ts';
import { Delivery } from './engine.ts';
import { type EventNeeds, numberNewEvents, readNumbered } from './events.ts';
import type { SubscriptionNeeds } from './needs.ts';
import { type NumberedEvent, notificationBundle, type StatusOf, statusParameters } from './notification.ts';
import { lastEventNumber } from './outbox.ts';
import { type Content, maskHeaders, readSettings, unmaskHeaders } from './settings.ts';
import { addState, changeState, countOfSubscriber, findState, type State } from './state.ts';

export interface SubscriptionOptions {
  database: Database;
  record: FhirRecord;
  clock: Clock;
  log: Log;
  needs: SubscriptionNeeds;
  policy?: EndpointPolicy;
  giveUpAfterMs?: number;
}

/** A Subscription as it is stored, and what else to write in the same transaction once it is. */
export interface TakenSubscription {
  resource: HeldResource;
  done(stored: Stored): Promise<void>;
}

export interface EventsAsked {
  from?: number;
  to?: number;
  content?: Content;
}

export type Subscriptions = ReturnType<typeof openSubscriptions>;

const mostOfOneSubscriber = 50;
/** So many events come back from one `$events`; ask on from the last. */
const mostEvents = 1000;

/** Topic-based subscriptions [Subscriptions R5 Backport 1.1]: what the FHIR door does with them, and their delivery. */
export function openSubscriptions(options: SubscriptionOptions) {
  const { database, record, clock, log, needs, policy = { allowedHosts: [] }, giveUpAfterMs } = options;
  const delivery = new Delivery({
    ...{ database, record, clock, log, needs, policy },
    ...(giveUpAfterMs !== undefined && { giveUpAfterMs }),
  });
  const eventNeeds: EventNeeds = { database, record, needs };

  /** @throws not-found, forbidden */
  async function managed(request: FastifyRequest, id: string, query: OpenQuery = database.query): Promise<State> {
    const state = await findState(query, id);
    if (!state) throw refuse('not-found', `there is no Subscription/${id} that notifications are sent for`);
    if (!needs.mayManage(request, state.subscriber)) throw notYours();
    return state;
  }

  /** How a subscription stands; what has happened meanwhile is counted in. */
  async function standing(state: State, query?: OpenQuery) {
    const stored = await record.read('Subscription', state.id, query);
    const subscription = resourceOf<Subscription>(stored);
    const settings = readSettings(subscription, policy);
    const now = await numberNewEvents(eventNeeds, state.id, settings, mostEvents);
    const status: StatusOf = {
      id: state.id,
      base: state.base,
      topic: settings.topic.url,
      status: now.status,
      eventsSinceStart: now.numbered,
      ...(subscription.error && { error: subscription.error }),
    };
    return { settings, state: now, status };
  }

  return {
    start: () => delivery.start(),
    stop: () => delivery.stop(),
    settled: () => delivery.settled(),
    /** Events were written in a transaction that is about to be committed. */
    expect: () => delivery.expect(),

    /**
     * Looks at a Subscription that a client writes: what is not served is refused, secrets are taken out, and only the
     * server says that it is active.
     * @param before the version before, if there is one
     */
    async take(
      request: FastifyRequest,
      { resource, before, base }: { resource: Subscription; before: Stored | undefined; base: string },
      query: OpenQuery,
    ): Promise<TakenSubscription> {
      validate(resource);
      const subscriber = needs.subscriberOf(request);
      const known = before && (await findState(query, before.id));
      const state = before?.deleted ? undefined : known;
      if (state && !needs.mayManage(request, state.subscriber)) throw notYours();
      if (!state && (await countOfSubscriber(query, subscriber)) >= mostOfOneSubscriber) {
        throw refuse('resource-invalid', `there are ${mostOfOneSubscriber} subscriptions of this subscriber already`);
      }
      const headers = unmaskHeaders(
        resource.channel.header ?? [],
        state ? (JSON.parse(state.headers) as string[]) : [],
      );
      const { error: _error, ...rest } = resource;
      const { header: _header, ...channel } = rest.channel;
      const plain: Subscription = { ...rest, channel: { ...channel, ...(headers.length > 0 && { header: headers }) } };
      readSettings(plain, policy);
      const status = statusAsked(resource, before && !before.deleted ? resourceOf<Subscription>(before) : undefined);
      const kept: Subscription = {
        ...plain,
        status,
        ...(status === 'error' && resource.error && { error: resource.error }),
        channel: { ...channel, ...(headers.length > 0 && { header: maskHeaders(headers) }) },
      };
      return {
        resource: kept as HeldResource,
        async done({ id }) {
          const secrets = JSON.stringify(headers);
          if (state) {
            const again = status === 'requested' ? { failures: 0, failing_since: null, next_at: 0 } : {};
            await changeState(query, id, { status, headers: secrets, base, ...again });
          } else {
            const scanned = await lastEventNumber(query.withTables());
            // Of one that was deleted and comes back the numbers go on: none is given twice.
            const numbered = (await findState(query, id))?.numbered ?? 0;
            const counts = { scanned, numbered, delivered: numbered, failures: 0, failing_since: null };
            await addState(query, {
              id,
              status,
              subscriber,
              base,
              headers: secrets,
              ...counts,
              next_at: 0,
              sent_at: 0,
            });
          }
          delivery.expect();
        },
      };
    },

    /** A Subscription is about to be deleted. @throws forbidden */
    async end(request: FastifyRequest, id: string, query: OpenQuery): Promise<void> {
      if (!(await findState(query, id))) return;
      await managed(request, id, query);
      await changeState(query, id, { status: 'off', headers: '[]' });
    },

    /** [Backport 1.1, $status] Parameters. */
    async status(request: FastifyRequest, id: string): Promise<Record<string, unknown>> {
      const { status } = await standing(await managed(request, id));
      return statusParameters(status, 'query-status');
    },

    /** [Backport 1.1, $events] the notification Bundle, and whom it shows. */
    async events(
      request: FastifyRequest,
      id: string,
      { from = 1, to, content }: EventsAsked,
      mayRead: (stored: Stored) => Promise<boolean>,
    ): Promise<{ text: string; patients: string[] }> {
      const { settings, state, status } = await standing(await managed(request, id));
      const range = { from, limit: mostEvents, ...(to !== undefined && { to }) };
      const { shown } = await readNumbered(eventNeeds, state, range);
      const events: (NumberedEvent & { stored: Stored })[] = [];
      for (const each of shown) if (await mayRead(each.stored)) events.push(each);
      // More than was agreed on is not given: the receiver's owner chose what may lie in its log.
      const less = content && contentRank[content] < contentRank[settings.content] ? content : settings.content;
      const text = notificationBundle(status, 'query-event', { events, content: less, now: clock.now() });
      const patients = less === 'empty' ? [] : [...new Set(events.flatMap(({ stored }) => stored.patients))];
      return { text, patients };
    },
  };
}

const contentRank: Readonly<Record<Content, number>> = { empty: 0, 'id-only': 1, 'full-resource': 2 };

const notYours = () => refuse('forbidden', 'this subscription is somebody else’s; only she and a manager may do this');

/**
 * [FHIR R4 subscription.html] a client asks with `requested` and ends with `off`. What it read and sends back as it was
 * (`active`, `error`) stays so while nothing that matters has changed; else it is asked anew.
 */
function statusAsked(resource: Subscription, before: Subscription | undefined): Subscription['status'] {
  const { status } = resource;
  if (status === 'requested' || status === 'off') return status;
  const essence = ({ criteria, channel, ...rest }: Subscription) => {
    const { header, ...others } = channel;
    return JSON.stringify([criteria, (rest as { _criteria?: unknown })._criteria, others, header?.length ?? 0]);
  };
  const isChange = resource.channel.header?.some((header) => !header.endsWith('***')) ?? false;
  if (before?.status === status && !isChange && essence(before) === essence(resource)) return status;
  return 'requested';
}
