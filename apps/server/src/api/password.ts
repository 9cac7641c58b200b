import type { FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import { saw } from './gate.ts';

/** Of one address in a minute, beside the wait of each account. */
export const loginRate = { max: 30, timeWindow: '1 minute' };

type Who = NonNullable<ReturnType<House['identity']['findUser']>>;

/** Notes who has signed in and how, or that somebody was refused. */
export async function noteLogin(
  house: House,
  request: FastifyRequest,
  who: Pick<Who, 'id'> & Partial<Who>,
  action: string,
): Promise<void> {
  const { id, name = '', role = 'operator' } = who;
  await saw(house, { id, name, role, origin: request.ip, by: 'cookie' }, [], action);
}

/** The one way a password is checked, with its waits and its notes. @throws HttpError 401, 429 */
export async function checkPassword(
  house: House,
  request: FastifyRequest,
  { user, password }: { user: string; password: string },
): Promise<Who> {
  const checked = await house.identity.checkPassword(user, password);
  if (!checked.ok) {
    await noteLogin(house, request, { id: user, name: house.identity.findAuthor(user)?.name ?? '' }, 'login refused');
    const seconds = Math.ceil(checked.waitMs / 1000);
    throw checked.waitMs > 0
      ? new HttpError(429, 'locked', `too many failures; try again in ${seconds} s`, { waitMs: checked.waitMs })
      : new HttpError(401, 'login-refused', 'user or password is wrong');
  }
  await noteLogin(house, request, checked.who, 'login');
  return checked.who;
}
