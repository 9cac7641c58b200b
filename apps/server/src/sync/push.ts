import type { SyncPush, SyncPushed, SyncResult } from '@munan/flow';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import type { Asker } from '../http/asker.ts';
import { applyMessage, NotNow } from './apply.ts';

/**
 * Sixty nurses at once take turns, and a request that lasts for minutes is cut by somebody's proxy: after so long it is
 * answered with what is done, and the device sends the rest.
 */
const longestMs = 8_000;

/**
 * Messages in their order, each judged on its own. What cannot be applied now ends the answer early: it and the rest come
 * again.
 * @throws HttpError 503 when not even the first could be
 */
export async function pushed(house: House, asker: Asker, { device, messages }: SyncPush): Promise<SyncPushed> {
  const results: SyncResult[] = [];
  const begun = performance.now();
  for (const message of messages) {
    if (results.length > 0 && performance.now() - begun > longestMs) break;
    const received = house.clock.now();
    try {
      results.push(await house.syncTurns.take(() => applyMessage(house, { asker, device, received }, message)));
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      if (results.length === 0) throw new HttpError(503, 'busy', error.message);
      break;
    }
  }
  return { now: house.clock.now(), results };
}
