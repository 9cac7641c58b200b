import type { FactField, FactValue } from '@munan/flow';

/** Facts that are lists; each entry stands on a line of its own. */
export const listFacts: readonly FactField[] = ['conditions', 'medications', 'allergies'];

/** A fact as it is typed. */
export function draftOf(value: FactValue): string {
  return Array.isArray(value) ? value.join('\n') : (value ?? '');
}

/** What was typed as a fact: lists without empty lines and without the same twice; an empty text is no text. */
export function factOf(field: FactField, draft: string): FactValue {
  const plain = (text: string) => text.normalize('NFC').trim();
  if (!listFacts.includes(field)) return plain(draft.replaceAll('\n', ' ')) || null;
  return [...new Set(draft.split('\n').map(plain))].filter((line) => line !== '');
}

/** Why the server would refuse it, or nothing: limits of `FactChange`. */
export function findTooLong(value: FactValue): 'text' | 'line' | 'lines' | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return value.length > 300 ? 'text' : undefined;
  if (value.length > 50) return 'lines';
  return value.some((line) => line.length > 200) ? 'line' : undefined;
}

export function sameFact(one: FactValue, other: FactValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
