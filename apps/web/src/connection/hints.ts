import type { StreamEvent } from '@munan/flow';

/** Events after which the nurse's device fetches what is new. */
export const hintTypes = ['day', 'visit', 'answer', 'conflict'] as const satisfies readonly StreamEvent['type'][];
export type HintType = (typeof hintTypes)[number];

const listeners = new Set<(type: HintType) => void>();

/** The stream said that something changed for her. */
export function giveHint(type: HintType): void {
  for (const listener of listeners) listener(type);
}

export function onHint(listener: (type: HintType) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
