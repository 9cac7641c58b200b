import type { OpenQuery } from '@munan/record';
import type { FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import { type Asker, askerOf } from '../http/asker.ts';
import { auditEntry, type SawMore } from './audit-entry.ts';

type Action = Parameters<House['visiblePeople']>[1];
type Decision = ReturnType<House['decide']>;
type Refusal = Extract<Decision, { allowed: false }>['reason'];

const sentences: Record<Refusal, (role: string, action: string) => string> = {
  role: (role, action) => `the role ${role} may not do this (${action})`,
  'not-own': () => 'this person is not one of yours',
  'break-glass-needed': () => 'this person is not one of yours; in an emergency ask for her data with a reason',
  consent: () => 'this person has not agreed to it',
  scope: () => 'the scopes that were granted do not cover the screens',
  sensitivity: () => 'this is more confidential than you may see',
};

/** The one gate of the API: who asks, and may they? A refusal goes into the audit trail with its answer. @throws HttpError 401, 403 */
export async function allow(house: House, request: FastifyRequest, action: Action, person?: string): Promise<Asker> {
  const asker = askerOf(request);
  const decision = house.decide(house.accessOf(asker), action, person === undefined ? {} : { patients: [person] });
  if (!decision.allowed) refuse(request, asker, decision.reason, action, person);
  return asker;
}

/** @throws HttpError 403, always */
export function refuse(
  request: FastifyRequest,
  { role }: Asker,
  reason: Refusal,
  action: string,
  person?: string,
): never {
  request.refused = { action: `refused ${action}`, ...(person !== undefined && { person }) };
  throw new HttpError(403, reason, sentences[reason](role, action));
}

/** Whether this asker may see this of one person (or of nobody), at this moment. */
export function maySee(house: House, asker: Asker, action: Action, person?: string): boolean {
  return house.decide(house.accessOf(asker), action, person === undefined ? {} : { patients: [person] }).allowed;
}

/**
 * Writes into the audit trail who saw or did what to whom; resolves when it is on disk. What was seen by break-glass is
 * told apart, with the reason that was given for it.
 */
export async function saw(
  house: Pick<House, 'audit' | 'accessOf' | 'decide'>,
  asker: Asker,
  people: readonly string[],
  action: string,
  more: SawMore = {},
): Promise<void> {
  const entries = byGrant(house, asker, people).map(({ some, why }) =>
    auditEntry(asker, some, action, { ...more, ...why }),
  );
  for (const entry of entries.filter(({ outcome }) => outcome)) await house.audit.refused(entry);
  const done = entries.filter(({ outcome }) => !outcome);
  if (done.length > 0) await house.audit.write(done);
}

/** The same in the transaction of what was done: both are on disk, or neither. */
export async function sawWithin(
  house: Pick<House, 'audit' | 'accessOf' | 'decide'>,
  query: OpenQuery,
  asker: Asker,
  people: readonly string[],
  action: string,
): Promise<void> {
  const entries = byGrant(house, asker, people).map(({ some, why }) => auditEntry(asker, some, action, why));
  await house.audit.writeWithin(query, entries);
}

/** The people apart who are seen by break-glass, with what is to be said of it. */
export function byGrant(
  house: Pick<House, 'accessOf' | 'decide'>,
  asker: Asker,
  people: readonly string[],
): { some: readonly string[]; why: SawMore }[] {
  const subject = house.accessOf(asker);
  if (people.length === 0 || !subject.grants?.size) return [{ some: people, why: {} }];
  const byReason = Map.groupBy(people, (person) => {
    const decision = house.decide(subject, 'person.read', { patients: [person] });
    return decision.allowed && decision.by === 'break-glass' ? subject.grants?.get(person) : undefined;
  });
  return [...byReason].map(([reason, some]) => ({
    some,
    why: reason === undefined ? {} : { reason, purpose: 'BTG' },
  }));
}

/** The people this asker may see under an action, in no order. */
export function visible(house: House, asker: Asker, action: Action): string[] {
  const { only, except } = house.visiblePeople(house.accessOf(asker), action);
  const known = only ? [...only].filter((id) => house.people.find(id)) : Array.from(house.people.all(), ({ id }) => id);
  return except.size === 0 ? known : known.filter((id) => !except.has(id));
}
