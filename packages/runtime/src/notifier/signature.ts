import { createHmac, timingSafeEqual } from 'node:crypto';

/** Farther than this from our clock a signature is not taken: what was listened to once cannot be said again later. */
export const signatureWithinMs = 5 * 60_000;

export interface SignedHeaders {
  /** Unix ms, digits. */
  'munan-timestamp': string;
  /** `v1=` and 64 hex digits: HMAC-SHA256 over the timestamp, a dot and the body as it was sent. */
  'munan-signature': string;
}

const sum = (secret: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();

export function signBody(secret: string, body: Uint8Array, now: number): SignedHeaders {
  const timestamp = String(Math.trunc(now));
  return { 'munan-timestamp': timestamp, 'munan-signature': `v1=${sum(secret, timestamp, body).toString('hex')}` };
}

/** Whether the body was signed with this secret, and just now. Compared in constant time. */
export function checkSignature(
  secret: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): 'good' | 'missing' | 'old' | 'bad' {
  const { 'munan-timestamp': timestamp, 'munan-signature': signature } = headers;
  if (timestamp === undefined || signature === undefined) return 'missing';
  const given = typeof signature === 'string' ? /^v1=([0-9a-f]{64})$/.exec(signature)?.[1] : undefined;
  if (given === undefined || typeof timestamp !== 'string' || !/^\d{1,15}$/.test(timestamp)) return 'bad';
  if (!timingSafeEqual(Buffer.from(given, 'hex'), sum(secret, timestamp, body))) return 'bad';
  return Math.abs(now - Number(timestamp)) <= signatureWithinMs ? 'good' : 'old';
}
