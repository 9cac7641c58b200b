import type { FastifyRequest } from 'fastify';
import { HttpError } from './api-error.ts';

const nul = '\0';
const refusal = (): HttpError => new HttpError(400, 'invalid', 'the request holds the character NUL; text has none');

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(nul);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.entries(value).some(([name, inner]) => name.includes(nul) || holdsNul(inner));
}

/** PostgreSQL's text cannot hold NUL: what one engine would refuse late, the door refuses at once. @throws HttpError 400 */
export function refuseNulInAddress({ url }: FastifyRequest): void {
  if (url.includes('%00')) throw refusal();
}

/** For bodies that were read as JSON; what came as text or bytes is its reader's affair. @throws HttpError 400 */
export function refuseNulInBody({ body }: FastifyRequest): void {
  if (typeof body === 'object') refuseNul(body);
}

/** @throws HttpError 400 */
export function refuseNul(value: unknown): void {
  if (holdsNul(value)) throw refusal();
}
