import type { Words } from '@munan/language';

/** Different codes of the server that are one thing to the nurse. */
const alike: Record<string, keyof Words['desk']['refusals']['why']> = {
  'break-glass-needed': 'not-mine',
  'not-own': 'not-mine',
  'id-reused': 'already-exists',
};

/** Why the server took something not, in her language. Pure. The server's own sentence is English, and for whoever helps her. */
export function refusalSentence(words: Words, code: string): string {
  const { why } = words.desk.refusals;
  const name = Object.hasOwn(alike, code) ? (alike[code] as string) : code;
  return Object.hasOwn(why, name) ? why[name as keyof typeof why] : why.other;
}
