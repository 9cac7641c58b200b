import type { DemoAccount, Me } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { askerOf, sessionCookie } from '../http/asker.ts';
import { saw } from './gate.ts';

const twelveHoursS = 12 * 3_600;
const open = { config: { withoutLogin: true } };

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

  app.post(
    '/api/login',
    {
      config: { withoutLogin: true, rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        body: Type.Object({ user: Type.String({ maxLength: 100 }), password: Type.String({ maxLength: 1000 }) }),
      },
    },
    async (request, reply) => {
      const { user, password } = request.body;
      const login = await house.identity.login(user, password);
      const name = house.identity.findUser(user)?.name ?? '';
      const asker = { id: user, name, role: 'operator' as const, origin: request.ip, by: 'cookie' as const };
      if (!login.ok) {
        await saw(house, asker, [], 'login refused');
        const seconds = Math.ceil(login.waitMs / 1000);
        throw login.waitMs > 0
          ? new HttpError(429, 'locked', `too many failures; try again in ${seconds} s`, { waitMs: login.waitMs })
          : new HttpError(401, 'login-refused', 'user or password is wrong');
      }
      await saw(house, { ...asker, role: login.who.role }, [], 'login');
      reply.setCookie(sessionCookie, login.session, {
        httpOnly: true,
        sameSite: 'strict',
        secure: house.config.behindTls,
        path: '/',
        maxAge: twelveHoursS,
      });
      return me(login.who);
    },
  );

  app.post('/api/logout', open, async (request, reply) => {
    const cookie = request.cookies[sessionCookie];
    if (cookie) await house.identity.logout(cookie);
    reply.clearCookie(sessionCookie, { path: '/' });
    return reply.code(204).send();
  });
}
