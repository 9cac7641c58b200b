import { timingSafeEqual } from 'node:crypto';
import { type ChannelName, Receipt } from '@munan/flow';
import { checkSignature } from '@munan/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { refuseNul } from '../http/nul.ts';
import { RefusedCallbacks } from '../notify/refused-callbacks.ts';
import { auditEntry } from './audit-entry.ts';

const bodyLimitBytes = 16 * 1024;
/** A house of a thousand hears three receipts of each message; more than this a minute is no gateway. */
const hookRate = { max: 6000, timeWindow: '1 minute' };

/** The last moment that a Date can hold: whatever is later is no time. */
const latestMs = 8.64e15;

const Said = Compile(Receipt);
const Arrived = Compile(
  Type.Object(
    {
      id: Type.String({ minLength: 1, maxLength: 120 }),
      receipt: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    },
    { additionalProperties: false },
  ),
);

/**
 * What providers and browsers say of a message afterwards. Nobody has a session here: who asks is known by the signature
 * of the gateway's secret, or by a word that only the encrypted notice held. What is said twice changes nothing.
 */
export async function hookRoutes(app: App, house: House): Promise<void> {
  const refused = new RefusedCallbacks(house.clock, house.log);
  await app.register(async (scope) => {
    // As it was signed: read again as JSON it would not be the same bytes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const options = { bodyLimit: bodyLimitBytes, config: { ownLock: true, mayHoldNul: true, rateLimit: hookRate } };

    scope.post('/hooks/gateway', options, async (request, reply) => {
      const secret = house.ways.gatewaySecret;
      const body = bytesOf(request);
      const signed =
        secret === undefined ? 'no-gateway' : checkSignature(secret, body, request.headers, house.clock.now());
      if (signed !== 'good') {
        refused.count(signed, request.ip);
        throw new HttpError(401, 'signature-refused', 'the signature is missing, wrong, or older than five minutes');
      }
      const said = read(body);
      if (!Said.Check(said) || said.at < 0 || said.at > latestMs)
        throw new HttpError(400, 'invalid', 'this is no receipt of the gateway contract');
      refuseNul(said);
      // A clock that goes ahead there must not put anything into the future here.
      const at = Math.min(Math.trunc(said.at), house.clock.now());
      return answer(request, reply, { ...said, at }, ['text', 'voice']);
    });

    scope.post('/hooks/push', options, async (request, reply) => {
      const said = read(bytesOf(request));
      if (!Arrived.Check(said)) throw new HttpError(400, 'invalid', 'this is no receipt of a notice');
      refuseNul(said);
      const { id, receipt } = said;
      if (!timingSafeEqual(Buffer.from(receipt), Buffer.from(house.ways.push.receiptOf(id)))) {
        refused.count('push', request.ip);
        throw new HttpError(401, 'signature-refused', 'this is not the receipt of that notice');
      }
      return answer(request, reply, { message: id, state: 'delivered', at: house.clock.now() }, ['push']);
    });
  });

  async function answer(
    { ip }: FastifyRequest,
    reply: FastifyReply,
    receipt: Receipt,
    channels: readonly ChannelName[],
  ) {
    const state = await house.response.receipt(receipt, channels);
    if (state === 'unknown') throw notFound('such message');
    if (state !== 'refused') return reply.code(200).send({ state });
    // The provider has done its part, and is not told what we make of it.
    const { subject, to = '' } = (await house.response.findAddressed(receipt.message)) ?? {};
    const user = house.identity.findAuthor(to);
    const entry = auditEntry(
      { id: to, name: user?.name ?? to, role: user?.role ?? 'family', origin: ip, by: 'bearer', client: 'gateway' },
      subject !== undefined && house.people.find(subject) ? [subject] : [],
      'refused message answer',
    );
    await house.audit.refused(entry);
    return reply.code(200).send({ state: 'taken' });
  }
}

const bytesOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

/** @throws HttpError 400 */
function read(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new HttpError(400, 'invalid', 'the body is not JSON');
  }
}
