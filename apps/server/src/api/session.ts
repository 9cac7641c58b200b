import type { DemoAccount, Me } from '@munan/flow';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import { askerOf, sessionCookieOf } from '../http/asker.ts';
import { saw } from './gate.ts';
import { checkPassword, loginRate } from './password.ts';

const twelveHoursS = 12 * 3_600;
const open = { config: { withoutLogin: true } };

/** A session never outlives its login: each login makes a new one, whatever cookie was there before. */
export async function giveSession(house: House, reply: FastifyReply, user: string): Promise<void> {
  reply.setCookie(sessionCookieOf(house.config), await house.identity.openSession(user), {
    httpOnly: true,
    sameSite: 'strict',
    secure: house.config.behindTls,
    path: '/',
    maxAge: twelveHoursS,
  });
}

export function sessionRoutes(app: App, house: House): void {
  const me = (who: { id: string; name: string; role: Me['role'] }): Me => ({
    id: who.id,
    name: who.name,
    role: who.role,
    demonstration: house.demonstration,
    now: house.clock.now(),
  });

  app.get('/api/me', async (request) => me(askerOf(request)));

  app.get('/api/demo-accounts', open, async (): Promise<DemoAccount[]> => house.demoAccounts());

  // For scripts and tests that have no browser; the screens sign in by the code flow (api/login.ts).
  app.post(
    '/api/login',
    {
      config: { withoutLogin: true, rateLimit: loginRate },
      schema: {
        body: Type.Object({ user: Type.String({ maxLength: 100 }), password: Type.String({ maxLength: 1000 }) }),
      },
    },
    async (request, reply) => {
      const who = await checkPassword(house, request, request.body);
      await giveSession(house, reply, who.id);
      return me(who);
    },
  );

  app.post('/api/logout', open, async (request, reply) => {
    const name = sessionCookieOf(house.config);
    const cookie = request.cookies[name];
    if (cookie) await house.identity.logout(cookie);
    if (request.asker) await saw(house, request.asker, [], 'logout');
    if (request.asker) await house.openid.signOut(request.asker.id);
    reply.clearCookie(name, { path: '/', secure: house.config.behindTls });
    return reply.code(204).send();
  });
}
