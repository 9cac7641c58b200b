import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import type { App } from './app.ts';
import { baseOf } from './base.ts';
import { allowCrossOrigin, smartConfiguration } from './smart.ts';

const prefix = '/oidc';
/** The provider has locks of its own, and apps of other sites ask it. */
const ownLock = { ownLock: true };
/** Of one address in a minute: an honest app asks once in ten. */
const tokenRate = { max: 120, timeWindow: '1 minute' };
const pageRate = { max: 600, timeWindow: '1 minute' };

/**
 * Mounts the identity provider under /oidc: it gets the raw request, and the security headers set for everything else.
 * What it reads of the request's address is what was decided here, never a header somebody sent.
 */
export async function openidRoutes(app: App, house: House): Promise<void> {
  await app.register(async (scope) => {
    // Not read here: the provider reads the body itself, with a limit of its own.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));

    const hand = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const base = new URL(baseOf(house.config, request));
      const { raw } = request;
      Object.assign(raw, { originalUrl: raw.url, url: raw.url?.slice(prefix.length) });
      raw.headers.host = base.host;
      raw.headers['x-forwarded-proto'] = base.protocol.slice(0, -1);
      delete raw.headers['x-forwarded-host'];
      raw.headers['x-forwarded-for'] = request.ip;
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      await house.openid.providerFor(base.origin).callback()(raw, reply.raw);
    };
    scope.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: `${prefix}/*`,
      config: { ...ownLock, rateLimit: pageRate },
      handler: hand,
    });
    for (const path of ['token', 'token/introspection', 'token/revocation'])
      scope.post(`${prefix}/${path}`, { config: { ...ownLock, rateLimit: tokenRate } }, hand);
  });

  app.get('/fhir/R4/.well-known/smart-configuration', { config: ownLock }, async (request, reply) => {
    allowCrossOrigin(reply);
    return reply
      .header('cache-control', 'no-cache')
      .send(smartConfiguration(baseOf(house.config, request), house.openid.loginScopes));
  });
}
