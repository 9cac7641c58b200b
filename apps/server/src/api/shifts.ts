import { NewShift, type Shift, type ShiftsPage, type UserReach, UserReachBody } from '@munan/flow';
import { Type } from 'typebox';
import { type StoredShift, shiftRoles } from '../desk/shifts.ts';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Window = Type.Object({ from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) });
const longestWindowMs = 62 * 86_400_000;

/** The rota: who is on shift when, and how each of those who work here is told something. */
export function shiftRoutes(app: App, house: House): void {
  const { desk } = house;
  const named = ({ user, ...shift }: StoredShift): Shift => ({
    ...shift,
    user: { id: user, name: house.userName(user) ?? user },
  });

  app.get('/api/shifts', { schema: { querystring: Window } }, async (request): Promise<ShiftsPage> => {
    const asker = await allow(house, request, 'shifts.read');
    const { from, to } = request.query;
    if (!(to > from) || to - from > longestWindowMs)
      throw new HttpError(400, 'invalid', `from is ${from} and to is ${to}; allowed are up to 62 days`);
    const shifts = await desk.shifts.list(from, to);
    // A colleague's telephone number is for whoever plans, and for the desk that calls her.
    const showsReach = asker.role === 'manager' || asker.role === 'operator';
    return {
      now: house.clock.now(),
      shifts: shifts.map(named),
      users: shiftRoles.flatMap((role) =>
        house.identity
          .users(role)
          .map(({ id, name }) => ({ id, name, role, reach: showsReach ? desk.reachOf(id) : { push: 0 } })),
      ),
      desk: desk.now(),
    };
  });

  app.post('/api/shifts', { schema: { body: NewShift } }, async (request, reply): Promise<Shift> => {
    const asker = await allow(house, request, 'shifts.write');
    const shift = await desk.shifts.add(request.body, asker.id);
    desk.moved();
    await saw(house, asker, [], `shift added for ${shift.user}`);
    reply.code(201);
    return named(shift);
  });

  app.delete('/api/shifts/:id', { schema: { params: Id } }, async (request, reply) => {
    const asker = await allow(house, request, 'shifts.write');
    const { user } = await desk.shifts.remove(request.params.id);
    desk.moved();
    await saw(house, asker, [], `shift removed of ${user}`);
    return reply.code(204).send();
  });

  app.put(
    '/api/shifts/users/:id/reach',
    { schema: { params: Id, body: UserReachBody } },
    async (request): Promise<UserReach> => {
      const asker = await allow(house, request, 'shifts.write');
      const { id } = request.params;
      const role = house.identity.findUser(id)?.role;
      if (!shiftRoles.some((known) => known === role)) throw notFound(`user ${id} who works in shifts`);
      const { phone, mail } = request.body;
      if (phone !== undefined && !/^\+?[0-9][0-9 -]{2,38}$/.test(phone.trim()))
        throw new HttpError(400, 'invalid', 'phone may have digits, spaces and hyphens, and + before them');
      if (mail !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail.trim()))
        throw new HttpError(400, 'invalid', 'mail is no address');
      await desk.setReach(id, request.body, asker.id);
      await saw(house, asker, [], `reach changed of ${id}`);
      return desk.reachOf(id);
    },
  );
}
