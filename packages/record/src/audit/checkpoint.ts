import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { openSecretKey } from '@munan/runtime';
import { beginningHash } from './entry.ts';

/**
 * How far the chain reached, signed with a key that is not in the database: who can change the database alone can cut the
 * chain's tail or write the whole of it anew, but cannot make a checkpoint that agrees with it.
 */
export interface Checkpoint {
  seq: number;
  hash: string;
  /** Unix ms. */
  at: number;
  /** What was archived up to: the chain in the database begins behind it. */
  anchor: { seq: number; hash: string };
}

export type FoundCheckpoint =
  | { state: 'good'; checkpoint: Checkpoint }
  /** `forged`: there, but damaged or not signed with this key. */
  | { state: 'missing' | 'forged' };

const fileName = 'audit-checkpoint.json';
const brokenPrefix = 'audit-broken-';
export const noAnchor = { seq: 0, hash: beginningHash };

/** The key of a data folder, made when there is none; for its owner only. @throws Error when it is damaged */
export function openAuditKey(dataFolder: string): Uint8Array {
  return openSecretKey(join(dataFolder, 'audit.key'));
}

function signatureOf({ seq, hash, at, anchor }: Checkpoint, key: Uint8Array): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([1, seq, hash, at, anchor.seq, anchor.hash]))
    .digest('hex');
}

/** On disk, whole, when it returns. */
export function writeCheckpoint(dataFolder: string, key: Uint8Array, checkpoint: Checkpoint): void {
  const path = join(dataFolder, fileName);
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ ...checkpoint, signature: signatureOf(checkpoint, key) })}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

export function readCheckpoint(dataFolder: string, key: Uint8Array): FoundCheckpoint {
  let text: string;
  try {
    text = readFileSync(join(dataFolder, fileName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'missing' };
    throw error;
  }
  try {
    const { signature, ...checkpoint } = JSON.parse(text) as Checkpoint & { signature: string };
    const wanted = Buffer.from(signatureOf(checkpoint, key));
    const given = Buffer.from(String(signature));
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return { state: 'good', checkpoint };
  } catch {
    // Not what we wrote: forged, like a wrong signature.
  }
  return { state: 'forged' };
}

/** A break that a start of the server found stays visible until a person has looked into it and taken the file away. */
export function noteBreak(dataFolder: string, found: { at: number; why: string }): string {
  const name = `${brokenPrefix}${found.at}.json`;
  const earlier = join(dataFolder, fileName);
  const checkpoint = existsSync(earlier) ? readFileSync(earlier, 'utf8') : '';
  writeFileSync(join(dataFolder, name), `${JSON.stringify({ ...found, checkpoint })}\n`, { mode: 0o600 });
  return name;
}

/** Names of the notes that lie there. */
export function notedBreaks(dataFolder: string): string[] {
  return readdirSync(dataFolder).filter((name) => name.startsWith(brokenPrefix));
}
