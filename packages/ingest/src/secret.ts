import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 random bits in base32 (RFC 4648): 32 letters that can be read out and typed. */
export function newSecret(): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of randomBytes(20)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

/**
 * SHA-256, hex. A slow hash protects passwords that people choose, because they can be guessed; 160 random bits cannot,
 * at any speed, and ten thousand devices that reconnect after a power cut must not wait for one.
 */
export function hashSecret(secret: string | Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** In time that does not depend on where the two differ. */
export function secretMatches(secret: string | Uint8Array, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(hash, 'hex'));
}
