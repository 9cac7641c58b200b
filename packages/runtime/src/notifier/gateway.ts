import type { OutgoingMessage } from '@munan/flow';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Clock } from '../clock.ts';
import { AnswerTooLong, type Sent, send, whyNotSent } from '../network/send.ts';
import type { Channel, Handed } from './channel.ts';
import { signBody } from './signature.ts';

export interface GatewaySettings {
  /** `https://gateway.example/munan`, without a slash at the end. */
  url: string;
  /** What we show to be let in. */
  token: string;
  /** What both sides sign with. */
  secret: string;
  /** `https://munan.example`: where callbacks go and links lead. */
  publicUrl: string;
}

const readAtMostBytes = 64 * 1024;
const longestWaitMs = 3_600_000;
const Taken = Compile(Type.Object({ reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }));
const Refused = Compile(
  Type.Object({
    code: Type.String({ pattern: '^[a-z][a-z0-9-]{1,40}$' }),
    detail: Type.Optional(Type.String()),
  }),
);

/** Texts and automatic calls by whatever provider stands behind our gateway contract (docs/gateway.md). */
export class GatewayChannel implements Channel {
  readonly name: 'text' | 'voice';
  readonly knowsIds = true;
  #settings: GatewaySettings;
  #clock: Clock;

  constructor(name: 'text' | 'voice', settings: GatewaySettings, clock: Clock) {
    this.name = name;
    this.#settings = settings;
    this.#clock = clock;
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Handed> {
    const to = findNumber(message.to.address);
    if (to === undefined) return { state: 'refused', code: 'bad-number', detail: 'this is no telephone number' };
    const { url, token, secret, publicUrl } = this.#settings;
    const { id, title, keys, urgent, expiresAt, link } = message;
    const text = link !== undefined && this.name === 'text' ? `${message.body}\n${publicUrl}${link}` : message.body;
    const callback = `${publicUrl}/hooks/gateway`;
    const body = Buffer.from(
      JSON.stringify({
        ...{ id, channel: this.name, to, language: message.to.language, title, text },
        ...{ keys, urgent, expiresAt, callback },
      }),
    );
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      // Anything that a header cannot hold would throw: ids are ours, but what is ours today may be another's tomorrow.
      'idempotency-key': encodeURIComponent(id),
      ...signBody(secret, body, this.#clock.now()),
    };
    try {
      const sent = await send({ url: new URL(`${url}/messages`) }, { headers, body, readAtMostBytes, signal });
      return handed(sent, this.#clock.now());
    } catch (error) {
      if (error instanceof AnswerTooLong) return { state: 'unreachable', code: 'bad-answer', detail: error.message };
      const code = signal.aborted ? 'timeout' : 'not-connected';
      return { state: 'unreachable', code, detail: whyNotSent(error) };
    }
  }
}

/** Digits, with a plus before an international number; undefined where it is none. */
function findNumber(address: string): string | undefined {
  if (!/^\+?[\d()\-. ]{3,40}$/.test(address)) return undefined;
  const number = address.replace(/[^\d+]/g, '');
  return /^\+?\d{3,15}$/.test(number) ? number : undefined;
}

function handed({ status, headers, body }: Sent, now: number): Handed {
  const answer = parsed(body);
  if ((status === 202 || status === 200) && Taken.Check(answer)) {
    const { reference } = answer;
    return reference === undefined ? { state: 'sent' } : { state: 'sent', reference };
  }
  if (status === 429 || status === 408 || (status >= 500 && status < 600)) {
    const afterMs = findWaitMs(headers['retry-after'], now);
    const code = status === 429 ? 'too-many' : 'gateway-failed';
    return { state: 'unreachable', code, detail: `answered ${status}`, ...(afterMs !== undefined && { afterMs }) };
  }
  if (status === 401 || status === 403)
    return { state: 'refused', code: 'login-refused', detail: `the gateway answered ${status}: is the token right?` };
  if (status >= 400 && status < 500) {
    const said = Refused.Check(answer) ? answer : undefined;
    const detail = (said?.detail ?? `answered ${status}`).slice(0, 300);
    return { state: 'refused', code: said?.code ?? 'refused', detail };
  }
  return { state: 'unreachable', code: 'bad-answer', detail: `answered ${status} with what is not in the contract` };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** [RFC 9110, 10.2.3] seconds, or a date. */
function findWaitMs(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, longestWaitMs) : undefined;
}
