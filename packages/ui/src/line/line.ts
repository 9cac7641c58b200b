import type { Freshness } from '@munan/flow';
import { useSyncExternalStore } from 'react';

/** A line on which nothing was heard for so long is dead: the server sends a ping every 10 s. */
export const deadAfterMs = 15_000;

export type LineState = 'connecting' | 'live' | 'dead';

let lineState: LineState = 'connecting';
const listeners = new Set<() => void>();

export function lineNow(): LineState {
  return lineState;
}

export function setLine(next: LineState): void {
  if (next === lineState) return;
  lineState = next;
  // For styles: values are shown as old while it is dead.
  document.documentElement.dataset.line = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the live line to the server is up. `dead` means that everything on the screen is old. */
export function useLine(): LineState {
  return useSyncExternalStore(subscribe, lineNow);
}

/** How fresh a value is to be shown: while the line is dead nothing is called present. */
export function useFreshness(): (freshness: Freshness) => Freshness {
  const line = useLine();
  return (freshness) => (line === 'dead' && freshness === 'live' ? 'stale' : freshness);
}
