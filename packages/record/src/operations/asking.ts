import { type HeldType, refuse } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import type { AccessAnswer, Operation } from '../access.ts';
import type { AccessFilter } from '../access-filter.ts';
import type { Door } from '../door.ts';

/** What may be seen of a type under an operation. */
export function askFor(
  { access }: Door,
  request: FastifyRequest,
  operation: Operation,
  type: HeldType,
): Promise<AccessAnswer> {
  return access.may(request, operation, type);
}

/** @throws login-required, forbidden */
export async function admitTo(
  door: Door,
  request: FastifyRequest,
  operation: Operation,
  type: HeldType,
): Promise<AccessFilter | undefined> {
  const answer = await askFor(door, request, operation, type);
  if (answer.allowed) return answer.filter;
  throw refuse(answer.loginRequired ? 'login-required' : 'forbidden', answer.reason);
}
