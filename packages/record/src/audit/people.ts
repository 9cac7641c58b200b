import { createHash } from 'node:crypto';

/**
 * Whom an event was about is kept as a set under its own hash: a board of two hundred people that is looked at a
 * thousand times is a thousand rows and one set, and the chain of the rows covers the sets too.
 * @returns '' for nobody
 */
export function peopleHash(people: readonly string[]): string {
  const sorted = [...new Set(people)].sort(byCode);
  return sorted.length === 0 ? '' : createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** By UTF-16 code, like Array.sort; said here because the order is part of the hash. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
