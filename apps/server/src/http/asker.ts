import type { Role } from '@munan/flow';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './api-error.ts';

/** Who asks: a person with a session, or a script with a bearer token. */
export interface Asker {
  id: string;
  name: string;
  role: Role;
  /** Network address the request came from. */
  origin: string;
  /** How the asker proved it; only a cookie needs the check against cross-site requests. */
  by: 'cookie' | 'bearer';
  /** The OAuth client that asks, for itself (role `service`) or in somebody's name. */
  client?: string;
  /** SMART scopes that were granted; absent means the whole of the role: a session, or a token of the house's own. */
  scopes?: readonly string[];
  /** The one person of a SMART launch. */
  patient?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    asker?: Asker;
  }
  interface FastifyContextConfig {
    /** A route of the API that answers also who has not logged in. */
    withoutLogin?: boolean;
    /** A door that looks itself at who comes, also from other sites: cookie and bearer token are not looked at. */
    ownLock?: boolean;
    /** The character NUL in a body is the route's own affair. */
    mayHoldNul?: boolean;
  }
}

/** With TLS the browser itself keeps it from other hosts and from http [RFC 6265bis, 4.1.3.2]. */
export const sessionCookieOf = ({ behindTls }: { behindTls: boolean }): string =>
  behindTls ? '__Host-munan_session' : 'munan_session';

/** @throws HttpError 401 */
export function askerOf(request: FastifyRequest): Asker {
  if (!request.asker) throw new HttpError(401, 'login-required', 'log in first, or send a bearer token');
  return request.asker;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change asked for by another site's page. SameSite=Strict already keeps the cookie from such requests; this
 * is the second lock, for browsers that do not know it.
 * @throws HttpError 403
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (safeMethods.has(request.method) || request.asker?.by === 'bearer') return;
  if (request.routeOptions.config.ownLock) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  // `null` is the origin of a sandboxed page; whatever is no address is not ours either.
  const foreign = origin !== undefined && URL.parse(origin)?.host !== host;
  if (foreign || site === 'cross-site')
    throw new HttpError(403, 'cross-site', 'a change may not be asked for by another site');
}
