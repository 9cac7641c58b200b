import type { FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import { type Asker, askerOf } from '../http/asker.ts';
import { auditEntry, type SawMore } from './audit-entry.ts';

type Action = Parameters<House['decide']>[1];

/** The one gate of the API: who asks, and may they? A refusal goes into the audit trail with its answer. @throws HttpError 401, 403 */
export async function allow(house: House, request: FastifyRequest, action: Action, person?: string): Promise<Asker> {
  const asker = askerOf(request);
  const decision = house.decide(house.identity.accessOf(asker), action, person);
  if (!decision.allowed) {
    request.refused = { action: `refused ${action}`, ...(person !== undefined && { person }) };
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

/** Writes into the audit trail who saw or did what to whom; resolves when it is on disk. */
export async function saw(
  house: Pick<House, 'audit'>,
  asker: Asker,
  people: readonly string[],
  action: string,
  more: SawMore = {},
): Promise<void> {
  const entry = auditEntry(asker, people, action, more);
  await (entry.outcome ? house.audit.refused(entry) : house.audit.write([entry]));
}

/** The people this asker may see under an action, in no order. */
export function visible(house: House, asker: Asker, action: Action): string[] {
  const some = house.visiblePeople(house.identity.accessOf(asker), action);
  if (some === undefined) return Array.from(house.people.all(), ({ id }) => id);
  return [...some].filter((id) => house.people.find(id));
}
