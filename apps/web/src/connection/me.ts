import type { Me } from '@munan/flow';
import { hasLeft, isLeaving } from '../desk/remembered.ts';
import { ApiFailure, api } from './api.ts';

export const unreachedEveryMs = 15_000;

/** The server was not reached, or is out of order: nothing is said about the session. */
export const isUnreached = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 0 || error.status >= 500);

/** Who is signed in. Who signed out while the server was out of reach is signed out there first. */
export async function askMe(): Promise<Me> {
  if (isLeaving()) {
    await api.post('/api/logout');
    hasLeft();
  }
  return api.get<Me>('/api/me');
}
