import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Ingest } from './ingest.ts';
import type { PacketFormat } from './needs.ts';
import type { NotStored, Receipt } from './receiving.ts';
import { Seldom } from './seldom.ts';

const packetBytes = 262_144;
/** Of one device at a time; a device sends one packet after another. */
const atOnce = 32;

/** undefined: told by the bytes. */
const formats: Record<string, PacketFormat | undefined> = {
  'application/cbor': 'cbor',
  'application/json': 'json',
  'application/octet-stream': undefined,
};

const sentences: Record<number, { code: string; message: string }> = {
  413: { code: 'too-large', message: `A packet has at most ${packetBytes} bytes.` },
  415: { code: 'media-type', message: `Send the packet as ${Object.keys(formats).join(', ')}.` },
  401: { code: 'unauthorized', message: 'Log in with Basic authentication: the id of the device and its secret.' },
  429: { code: 'too-many', message: `A device may have ${atOnce} packets on their way at once.` },
};

function refuse(reply: FastifyReply, status: number, error = sentences[status]): FastifyReply {
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="munan device", charset="UTF-8"');
  if (status === 429 || status === 503) void reply.header('retry-after', '5');
  return reply.code(status).send({ error });
}

function basicOf(header: string | undefined): { user: string; secret: string } | undefined {
  const encoded = /^basic +([a-z0-9+/_-]+=*) *$/i.exec(header ?? '')?.[1];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/**
 * `POST /devices/:device/data`, a Fastify plugin: 204 after the commit (of a repeat too); 400 with the reason when the
 * packet is in quarantine; 401, 413, 415, 429; 503 when it could not be stored and must be sent again. A body that has not
 * come within `bodyTimeoutMs` is given up.
 */
export function httpDoor(
  ingest: Ingest,
  { bodyTimeoutMs = 30_000 }: { bodyTimeoutMs?: number } = {},
): (server: FastifyInstance) => Promise<void> {
  const onTheWay = new Map<string, number>();
  const loginLog = new Seldom(ingest.clock);

  function authenticate(
    request: FastifyRequest<{ Params: { device: string } }>,
    reply: FastifyReply,
    done: () => void,
  ) {
    const { device } = request.params;
    const basic = basicOf(request.headers.authorization);
    const login = basic && basic.user === device ? ingest.registry.authenticate(device, basic.secret) : 'wrong-secret';
    if (login === 'ok') {
      // A body that dribbles in for ever holds a connection and a buffer.
      const late = setTimeout(() => request.raw.destroy(), bodyTimeoutMs);
      request.raw.once('close', () => clearTimeout(late));
      done();
      return;
    }
    ingest.counters.refusedLogins += 1;
    loginLog.tell((held) => {
      const who = { device: device.slice(0, 80), from: request.ip, why: login, alsoRefused: held };
      ingest.log.warn(who, 'a login at the HTTP door was refused');
    });
    refuse(reply, 401);
  }

  function receive(request: FastifyRequest<{ Params: { device: string } }>, reply: FastifyReply): void {
    const { device } = request.params;
    const now = onTheWay.get(device) ?? 0;
    if (now >= atOnce) {
      refuse(reply, 429);
      return;
    }
    onTheWay.set(device, now + 1);
    const payload = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const format = formats[mediaType(request)];
    ingest.receive({ device, door: 'http', payload, format }, (error, receipt) => {
      const left = (onTheWay.get(device) ?? 1) - 1;
      if (left > 0) onTheWay.set(device, left);
      else onTheWay.delete(device);
      answer(reply, error, receipt);
    });
  }

  return async (server) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      Object.keys(formats),
      { parseAs: 'buffer', bodyLimit: packetBytes },
      (_request: FastifyRequest, body: Buffer, done: (error: Error | null, body: Buffer) => void) => done(null, body),
    );
    server.setErrorHandler((error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) ingest.log.error({ err: error }, 'the HTTP door');
      const fallback =
        status >= 500
          ? { code: 'internal', message: 'The server failed; send the packet again later.' }
          : { code: 'bad-request', message: error.message };
      return refuse(reply, status, sentences[status] ?? fallback);
    });
    server.post<{ Params: { device: string } }>(
      '/devices/:device/data',
      { onRequest: authenticate, bodyLimit: packetBytes },
      (request, reply) => {
        receive(request, reply);
        return reply;
      },
    );
  };
}

function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

function answer(reply: FastifyReply, error: NotStored | undefined, receipt: Receipt | undefined): void {
  if (error?.code === 'device-unknown') {
    refuse(reply, 401);
  } else if (error) {
    refuse(reply, 503, { code: error.code, message: error.message });
  } else if (receipt?.outcome === 'quarantined') {
    refuse(reply, 400, { code: receipt.code, message: receipt.detail });
  } else {
    void reply.code(204).send();
  }
}
