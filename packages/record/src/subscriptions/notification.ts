import { randomUUID } from 'node:crypto';
import { toInstant } from '@munan/fhir';
import type { Stored } from '../fhir-record.ts';
import type { Event } from './outbox.ts';
import { backportProfiles, type Content } from './settings.ts';
import type { SubscriptionState } from './tables.ts';

export type NotificationType = 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

/** What is said of a subscription at the head of each notification. */
export interface StatusOf {
  id: string;
  /** The FHIR base by which the subscriber knows us. */
  base: string;
  topic: string;
  status: SubscriptionState;
  /** The number of the last event that is counted in. */
  eventsSinceStart: number;
  /** Why it is in error. */
  error?: string;
}

/** An event with its number in this subscription, and the version that it tells of where that may be shown. */
export interface NumberedEvent {
  number: number;
  event: Event;
  stored?: Stored;
}

type Parameter = { name: string; [value: string]: unknown };

/** [Backport 1.1, R4 SubscriptionStatus as Parameters] as JSON text. */
export function statusParameters(
  { id, base, topic, status, eventsSinceStart, error }: StatusOf,
  type: NotificationType,
  { events = [], content = 'empty' }: { events?: readonly NumberedEvent[]; content?: Content } = {},
): Record<string, unknown> {
  const parameter: Parameter[] = [
    { name: 'subscription', valueReference: { reference: `${base}/Subscription/${id}` } },
    { name: 'topic', valueCanonical: topic },
    { name: 'status', valueCode: status },
    { name: 'type', valueCode: type },
    { name: 'events-since-subscription-start', valueString: String(eventsSinceStart) },
    ...events.map(({ number, event }) => ({
      name: 'notification-event',
      part: [
        { name: 'event-number', valueString: String(number) },
        { name: 'timestamp', valueInstant: toInstant(event.at) },
        ...(content === 'empty' ? [] : [{ name: 'focus', valueReference: { reference: urlOf(base, event) } }]),
      ],
    })),
    ...(error ? [{ name: 'error', valueCodeableConcept: { text: error } }] : []),
  ];
  return { resourceType: 'Parameters', meta: { profile: [backportProfiles.status] }, parameter };
}

/** A Bundle of type history as JSON text, with each resource as it is stored. */
export function notificationBundle(
  status: StatusOf,
  type: NotificationType,
  { events, content, now }: { events: readonly NumberedEvent[]; content: Content; now: number },
): string {
  const { base, id } = status;
  const statusId = randomUUID();
  const head = {
    fullUrl: `urn:uuid:${statusId}`,
    resource: { ...statusParameters(status, type, { events, content }), id: statusId },
    request: { method: 'GET', url: `${base}/Subscription/${id}/$status` },
    response: { status: '200' },
  };
  const entries = [JSON.stringify(head)];
  // The empty notification says that something happened, and not to whom.
  for (const { event, stored } of content === 'empty' ? [] : events) {
    const fullUrl = JSON.stringify(urlOf(base, event));
    const { method } = event;
    const request = JSON.stringify({ method, url: method === 'POST' ? event.type : `${event.type}/${event.id}` });
    const response = { status: { POST: '201', PUT: '200', DELETE: '204' }[method], etag: `W/"${event.version}"` };
    const resource = content === 'full-resource' && stored && !stored.deleted ? `"resource":${stored.text},` : '';
    entries.push(`{"fullUrl":${fullUrl},${resource}"request":${request},"response":${JSON.stringify(response)}}`);
  }
  const meta = JSON.stringify({ profile: [backportProfiles.notification] });
  const timestamp = JSON.stringify(toInstant(now));
  return `{"resourceType":"Bundle","id":"${randomUUID()}","meta":${meta},"type":"history","timestamp":${timestamp},"entry":[${entries.join(',')}]}`;
}

function urlOf(base: string, { type, id }: Event): string {
  return `${base}/${type}/${id}`;
}
