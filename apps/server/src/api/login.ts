import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import { baseOf } from '../http/base.ts';
import { openRelyingParty } from '../http/relying-party.ts';
import { loginRate, noteLogin } from './password.ts';
import { giveSession } from './session.ts';

/** As long as a sign-in screen may stand open: a shift. */
const attemptLivesMs = 12 * 3_600_000;

interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  goTo: string;
}

/** Only an address of this very site: whoever writes the link decides otherwise where the person lands. */
export function safeReturn(given: string | undefined, base: string): string {
  const url = given?.startsWith('/') ? URL.parse(given, base) : undefined;
  if (!url || url.origin !== base || /[\\\p{Cc}]/u.test(given ?? '') || url.pathname.startsWith('//')) return '/';
  return /^\/(api|oidc|fhir|devices)(\/|$)/.test(url.pathname) ? '/' : `${url.pathname}${url.search}`;
}

/**
 * The screens' sign-in: the authorization code flow with PKCE, state and nonce, at the provider inside or the one outside
 * that was configured. The server is the client, with a secret; the browser gets a session, never a token.
 */
export function loginRoutes(app: App, house: House): void {
  const { outside, behindTls } = house.config;
  const cookie = behindTls ? '__Secure-munan_login' : 'munan_login';
  // Lax: the way back from a provider outside is a navigation that another site began.
  const cookieOptions = { httpOnly: true, sameSite: 'lax', secure: behindTls, path: '/api/login' } as const;
  const party = openRelyingParty(app, house);

  app.get(
    '/api/login/start',
    {
      config: { withoutLogin: true, rateLimit: loginRate },
      schema: { querystring: Type.Object({ return: Type.Optional(Type.String({ maxLength: 1000 })) }) },
    },
    async (request, reply) => {
      const base = baseOf(house.config, request);
      const { address, state, nonce, verifier } = await party.begin(base);
      const id = randomBytes(32).toString('base64url');
      const attempt: Attempt = { state, nonce, verifier, goTo: safeReturn(request.query.return, base) };
      await house.openid.store.put('LoginAttempt', id, attempt, house.clock.now() + attemptLivesMs);
      reply.setCookie(cookie, id, { ...cookieOptions, maxAge: attemptLivesMs / 1000 });
      return reply.header('cache-control', 'no-store').redirect(address, 303);
    },
  );

  app.get('/api/login/callback', { config: { withoutLogin: true, rateLimit: loginRate } }, async (request, reply) => {
    const id = request.cookies[cookie];
    reply.clearCookie(cookie, cookieOptions).header('cache-control', 'no-store');
    // Once: what comes back a second time is a replay, or the back button.
    const attempt = id === undefined ? undefined : await house.openid.store.take<Attempt>('LoginAttempt', id);
    if (!attempt) return reply.redirect('/?sign-in=failed', 303);
    const outcome = await finish(request, attempt);
    if (typeof outcome === 'string') return reply.redirect(`/?sign-in=${outcome}`, 303);
    await giveSession(house, reply, outcome.id);
    return reply.redirect(attempt.goTo, 303);
  });

  async function finish(request: FastifyRequest, attempt: Attempt) {
    const base = baseOf(house.config, request);
    const claims = await party.end(base, new URL(request.url, base), attempt).catch((error: unknown) => {
      house.log.warn({ err: error }, 'a sign-in did not come to an end');
      return undefined;
    });
    if (!claims) return 'failed';
    const claimed = outside ? claims[outside.userClaim] : claims.sub;
    const user = typeof claimed === 'string' ? house.identity.findUser(claimed) : undefined;
    // Nobody is made a user by another's word; and whose role changed there is not let in with the old one.
    const agrees = user !== undefined && (!outside?.roleClaim || holds(claims[outside.roleClaim], user.role));
    if (!user || !agrees || user.role === 'service') {
      await noteLogin(house, request, { id: String(claimed).slice(0, 100) }, 'login refused');
      return 'refused';
    }
    if (outside) await noteLogin(house, request, user, `login at ${outside.issuer}`);
    return user;
  }
}

const holds = (claim: unknown, role: string): boolean =>
  claim === role || (Array.isArray(claim) && claim.includes(role));
