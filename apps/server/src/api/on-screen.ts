import { randomUUID } from 'node:crypto';
import { type SyncKind, type SyncResult, syncVersion } from '@munan/flow';
import type { FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import { askerOf } from '../http/asker.ts';
import { MessageRefused } from '../sync/message-check.ts';
import { AccessRefused, type Apply, type MessageOf } from '../sync/sender.ts';

const statuses: Record<string, number> = { 'not-found': 404, invalid: 400, 'reason-missing': 409 };

/**
 * What a nurse's device may say by a message, said by a screen that waits for the answer: the same is done, in one
 * transaction with the trail's row.
 * @throws HttpError 400, 403, 404
 */
export async function doOnScreen<K extends SyncKind>(
  house: House,
  request: FastifyRequest,
  apply: Apply<K>,
  said: Omit<MessageOf<K>, 'id' | 'v' | 'at'>,
): Promise<Omit<SyncResult, 'id'>> {
  const received = house.clock.now();
  const sender = { asker: askerOf(request), device: 'screen', received };
  const message = { ...said, id: randomUUID(), v: syncVersion, at: received } as unknown as MessageOf<K>;
  try {
    const { result, after } = await house.record.transaction((query) => apply(house, sender, message, query));
    after?.();
    return result;
  } catch (error) {
    if (error instanceof AccessRefused) {
      request.refused = { action: `refused ${error.action}`, person: error.person };
      throw new HttpError(403, error.code, error.message);
    }
    if (error instanceof MessageRefused) throw new HttpError(statuses[error.code] ?? 422, error.code, error.message);
    throw error;
  }
}
