import type { FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import { type Asker, askerOf } from '../http/asker.ts';

type Action = Parameters<House['decide']>[1];

/** The one gate of the API: who asks, and may they? A refusal is logged like a view. @throws HttpError 401, 403 */
export async function allow(house: House, request: FastifyRequest, action: Action, person?: string): Promise<Asker> {
  const asker = askerOf(request);
  const decision = house.decide(house.identity.accessOf(asker), action, person);
  if (!decision.allowed) {
    await saw(house, asker, person === undefined ? [] : [person], `refused ${action}`);
    throw new HttpError(
      403,
      decision.reason,
      decision.reason === 'role'
        ? `the role ${asker.role} may not do this (${action})`
        : 'this person is not one of yours',
    );
  }
  return asker;
}

/** Writes to the access log who saw whom; resolves when it is on disk. With nobody named it is one row about nobody. */
export async function saw(
  house: Pick<House, 'identity'>,
  asker: Asker,
  people: readonly string[],
  action: string,
): Promise<void> {
  const entry = { by: asker.id, byName: asker.name, role: asker.role, origin: asker.origin, action };
  await house.identity.logAccess(people.length === 0 ? [entry] : people.map((person) => ({ ...entry, person })));
}

/** The people this asker may see under an action, in no order. */
export function visible(house: House, asker: Asker, action: Action): string[] {
  const some = house.visiblePeople(house.identity.accessOf(asker), action);
  if (some === undefined) return Array.from(house.people.all(), ({ id }) => id);
  return [...some].filter((id) => house.people.find(id));
}
