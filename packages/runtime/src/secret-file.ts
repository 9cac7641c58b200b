import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';

const keyBytes = 32;

/** The text of a file; undefined when there is none. */
export function findSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes a secret for its owner only, where there is none yet. It is on disk, written beside and linked into place: two
 * processes that start at once end with one secret, whole.
 */
export function makeSecret(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** The key of 32 bytes that lies at this path, made when there is none. @throws Error when it is damaged */
export function openSecretKey(path: string): Uint8Array {
  let text = findSecret(path);
  if (text === undefined) {
    makeSecret(path, randomBytes(keyBytes).toString('base64url'));
    text = findSecret(path) ?? '';
  }
  const key = Buffer.from(text, 'base64url');
  if (key.length !== keyBytes)
    throw new Error(`${path} is damaged: ${key.length} bytes, wanted ${keyBytes}; remove it to make a new one`);
  return key;
}
