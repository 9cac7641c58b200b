import { ECDH } from 'node:crypto';
import type { PushSubscriptionBody } from '@munan/flow';

/** Whether a message can be encrypted for these keys: a point of P-256 and 16 bytes [RFC 8291, 3.1, 3.2]. */
export function areBrowserKeys({ p256dh, auth }: PushSubscriptionBody['keys']): boolean {
  if (!/^[A-Za-z0-9_-]+$/.test(p256dh) || !/^[A-Za-z0-9_-]+$/.test(auth)) return false;
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== 65 || Buffer.from(auth, 'base64url').length !== 16) return false;
  try {
    ECDH.convertKey(point, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}
