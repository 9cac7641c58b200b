import { createECDH, createHash, createHmac } from 'node:crypto';
import type { Language, OutgoingMessage } from '@munan/flow';
import type { Clock } from '../clock.ts';
import { EndpointError, type EndpointPolicy, targetOf } from '../network/endpoint.ts';
import { send, whyNotSent } from '../network/send.ts';
import type { Channel, Handed } from './channel.ts';

/** One browser that allowed notices. */
export interface PushSubscriber {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** What a service worker receives (apps/web/public/push-worker.js). */
export interface PushPayload {
  id: string;
  title: string;
  body: string;
  link?: string;
  language: Language;
  urgent: boolean;
  expiresAt: number;
  keys: { key: string; label: string }[];
  /** Shown when it says that it came; see `PushKeys.receiptOf`. */
  receipt: string;
}

export interface PushKeys {
  /** Base64url, as a browser's `applicationServerKey`. */
  publicKey: string;
  privateKey: string;
  /** Only whom the encrypted message reached can know it. */
  receiptOf(message: string): string;
}

/** From 32 secret bytes. @throws Error for the one in four thousand million that are no key of the curve */
export function pushKeysOf(secret: Uint8Array): PushKeys {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(secret));
  const receiptKey = createHmac('sha256', secret).update('receipt').digest();
  return {
    publicKey: pair.getPublicKey().toString('base64url'),
    privateKey: Buffer.from(secret).toString('base64url'),
    receiptOf: (message) => createHmac('sha256', receiptKey).update(message).digest('base64url'),
  };
}

export interface PushNeeds {
  keys: PushKeys;
  /** `mailto:…` or an https address: whom a push service asks when something is wrong [RFC 8292, 2.1]. */
  contact: string;
  clock: Clock;
  policy: EndpointPolicy;
  /** The browsers of a user. */
  subscribersOf(user: string): readonly PushSubscriber[];
  /** The push service knows this one no more. */
  gone(endpoint: string): Promise<void>;
  /** What is written on the button of an answer. */
  label(means: OutgoingMessage['keys'][number]['means'], language: Language): string;
}

/** What a push service must take at least [RFC 8030, 7.2], less what the encryption adds [RFC 8291, 4]. */
const mostPayloadBytes = 4096 - 103;
const longestTtlS = 28 * 86_400;

/** Notices in browsers [RFC 8030, 8291, 8292]. The address is a user's id; `sent` when one of her browsers' services took it. */
export class WebPushChannel implements Channel {
  readonly name = 'push';
  /** By the topic: one that waits is replaced; and by the tag in the browser. */
  readonly knowsIds = true;
  #needs: PushNeeds;

  constructor(needs: PushNeeds) {
    this.#needs = needs;
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Handed> {
    const subscribers = this.#needs.subscribersOf(message.to.address);
    if (subscribers.length === 0)
      return { state: 'refused', code: 'no-subscription', detail: 'no browser of hers allows notices' };
    const payload = this.#payload(message);
    // As in smtp.ts: asked for when it is first needed.
    const { default: webPush } = await import('web-push');
    const results = await Promise.all(
      subscribers.map((subscriber) => this.#sendTo(webPush, subscriber, message, payload, signal)),
    );
    const best =
      results.find(({ state }) => state === 'sent') ??
      results.find(({ state }) => state === 'unreachable') ??
      results[0];
    return best as Handed;
  }

  async #sendTo(
    webPush: typeof import('web-push'),
    subscriber: PushSubscriber,
    { id, urgent, expiresAt }: OutgoingMessage,
    payload: string,
    signal: AbortSignal,
  ): Promise<Handed> {
    const { keys, contact, clock, policy, gone } = this.#needs;
    const ttlS = Math.min(longestTtlS, Math.max(0, Math.ceil((expiresAt - clock.now()) / 1000)));
    try {
      const { headers, body } = webPush.generateRequestDetails(subscriber, payload, {
        vapidDetails: { subject: contact, publicKey: keys.publicKey, privateKey: keys.privateKey },
        TTL: ttlS,
        urgency: urgent ? 'high' : 'normal',
        topic: topicOf(id),
      });
      const target = await targetOf(subscriber.endpoint, policy);
      const wanted = { headers: headers as Record<string, string>, body: body as Buffer };
      const { status, headers: answered } = await send(target, { ...wanted, readAtMostBytes: 0, signal });
      if (status >= 200 && status < 300) return { state: 'sent' };
      if (status === 404 || status === 410) {
        await gone(subscriber.endpoint);
        return { state: 'refused', code: 'subscription-gone', detail: `answered ${status}` };
      }
      const detail = `answered ${status}`;
      if (status === 429 || status >= 500 || status < 400) {
        const waitS = /^\d{1,6}$/.exec(answered['retry-after'] ?? '')?.[0];
        const wait = waitS === undefined ? {} : { afterMs: Math.min(3_600_000, Number(waitS) * 1000) };
        return { state: 'unreachable', code: status === 429 ? 'too-many' : 'push-service-failed', detail, ...wait };
      }
      const code = status === 401 || status === 403 ? 'key-refused' : 'refused';
      return { state: 'refused', code, detail };
    } catch (error) {
      if (error instanceof EndpointError) return { state: 'unreachable', code: 'endpoint', detail: error.message };
      const code = signal.aborted ? 'timeout' : 'not-connected';
      return { state: 'unreachable', code, detail: whyNotSent(error) };
    }
  }

  #payload({ id, title, body, link, to, keys, urgent, expiresAt }: OutgoingMessage): string {
    const { label, keys: own } = this.#needs;
    const payload: PushPayload = {
      ...{ id, title, body, language: to.language, urgent, expiresAt, receipt: own.receiptOf(id) },
      keys: keys.map(({ key, means }) => ({ key, label: label(means, to.language) })),
      ...(link !== undefined && { link }),
    };
    return withinBytes(payload);
  }
}

/** A text that is too long for a push service ends in `…`. */
function withinBytes(payload: PushPayload): string {
  let text = JSON.stringify(payload);
  let { body, title } = payload;
  while (Buffer.byteLength(text) > mostPayloadBytes && body.length + title.length > 2) {
    if (body.length > 1) body = [...body].slice(0, Math.floor([...body].length * 0.8)).join('');
    else title = [...title].slice(0, Math.floor([...title].length * 0.8)).join('');
    text = JSON.stringify({ ...payload, title, body: `${body}…` });
  }
  return text;
}

/** 32 letters of the id's hash [RFC 8030, 5.4]: the same message again takes the place of the one that waits. */
export function topicOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 32);
}
