import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { House } from '../house.ts';
import { answerOf, HttpError } from './api-error.ts';
import { type Asker, askerOf, refuseCrossSite, sessionCookieOf } from './asker.ts';
import { findBaseOf } from './base.ts';
import { refuseNulInAddress, refuseNulInBody } from './nul.ts';
import { auditRefusals } from './refusals.ts';
import { answerCrossOrigin } from './smart.ts';

export type App = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  House['log'],
  TypeBoxTypeProvider
>;

const bodyLimitBytes = 1024 * 1024;
const compressFromBytes = 1024;
/** As small as gzip at its best, in a fraction of its time. */
const brotliQuality = 4;

/** The HTTP application without its routes: who asks, errors, headers. */
export async function openApp(house: House): Promise<App> {
  const app = Fastify({
    loggerInstance: house.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    // The one proxy before us, and what it says: what stands further left in X-Forwarded-For anybody could have written.
    trustProxy: house.config.behindTls && ((_address, hop) => hop === 0),
    forceCloseConnections: true,
    // What fails before a route is found (a broken escape in the address) is answered like everything else.
    frameworkErrors(error, _request, reply) {
      const { status, body } = answerOf(error);
      return (reply as FastifyReply).code(status).header('cache-control', 'no-store').send(body);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  // Text becomes a number in an address only: in a body `"onOxygen": null` must never turn into "without oxygen".
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.removeContentTypeParser('text/plain');

  await app.register(cookie);
  // A year of a hundred people is read over a telephone. What is shorter fits one packet; the event stream is no answer
  // of Fastify's and goes out as it is written.
  await app.register(compress, {
    threshold: compressFromBytes,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } },
  });
  await app.register(rateLimit, { global: false });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Mantine and uPlot set element styles by script; no script is ever inline.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    hsts: house.config.behindTls ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  });

  app.decorateRequest('asker', undefined);
  auditRefusals(app, house);
  app.addHook('onRequest', async (request, reply) => {
    refuseNulInAddress(request);
    if (answerCrossOrigin(request, reply)) return reply;
    const { url, config } = request.routeOptions;
    if (config.ownLock) return;
    const asker = await findAsker(house, request);
    if (asker) request.asker = { ...asker, origin: request.ip };
    refuseCrossSite(request);
    // Before the body is looked at: a stranger learns nothing of what is wrong with it.
    if (asker?.scopes && !url?.startsWith('/fhir/'))
      throw new HttpError(403, 'scope', 'this token is for the FHIR server only');
    if (url?.startsWith('/api/') && !config.withoutLogin) askerOf(request);
  });
  // Only what the schema has let pass: deep nesting has ended there.
  app.addHook('preHandler', async (request) => {
    if (!request.routeOptions.config.mayHoldNul) refuseNulInBody(request);
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = answerOf(error);
    if (status >= 500) house.log.error({ err: error, method: request.method, url: request.url }, 'request failed');
    return reply.code(status).header('cache-control', 'no-store').send(body);
  });
  return app;
}

/** @throws HttpError 401 for a bearer token that is wrong */
export async function findAsker(
  house: Pick<House, 'identity' | 'openid' | 'config'>,
  request: Pick<FastifyRequest, 'headers' | 'cookies' | 'protocol' | 'host' | 'hostname'>,
): Promise<Omit<Asker, 'origin'> | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) {
    const who = (await house.identity.verifyBearer(bearer)) ?? (await findTokenHolder(house, request, bearer));
    // A token that is wrong is said to be wrong: falling back to the cookie would hide it.
    if (!who) throw new HttpError(401, 'token-refused', 'the bearer token is not valid, or no longer');
    return { ...who, by: 'bearer' };
  }
  const cookie = request.cookies[sessionCookieOf(house.config)];
  const who = cookie ? await house.identity.session(cookie) : undefined;
  return who ? { ...who, by: 'cookie' } : undefined;
}

/** Who holds an access token of the provider inside: a user as she is now, through an app; or a program. */
async function findTokenHolder(
  { identity, openid, config }: Pick<House, 'identity' | 'openid' | 'config'>,
  request: Pick<FastifyRequest, 'protocol' | 'host' | 'hostname'>,
  token: string,
): Promise<Omit<Asker, 'origin' | 'by'> | undefined> {
  const base = findBaseOf(config, request);
  const claims = base === undefined ? undefined : await openid.verifyAccessToken(token, base);
  if (!claims) return undefined;
  const { subject, client, scopes, patient, actsForItself } = claims;
  if (actsForItself) {
    const name = (await openid.clients.find(client))?.name ?? client;
    return { id: client, name, role: 'service', client, scopes };
  }
  const who = identity.findUser(subject);
  return who && { ...who, client, scopes, ...(patient !== undefined && { patient }) };
}
