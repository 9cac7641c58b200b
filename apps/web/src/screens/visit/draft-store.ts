import type { Draft } from './draft.ts';

/** What of the browser's localStorage is needed; passed in, so that a test is a Map. */
export interface KeptStrings {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const prefix = 'munan.visit.';

/**
 * Drafts on the device's disk, one key each. Writing is synchronous: when `put` returns, a killed browser brings the
 * draft back. A full or forbidden storage throws: the screen must say so, not go on as if it were kept.
 */
export class DraftStore {
  #kept: KeptStrings;
  #listeners = new Set<() => void>();
  #version = 0;

  constructor(kept: KeptStrings) {
    this.#kept = kept;
  }

  put(draft: Draft): void {
    this.#kept.setItem(prefix + draft.id, JSON.stringify(draft));
    this.#tell();
  }

  find(id: string): Draft | undefined {
    return parsed(this.#kept.getItem(prefix + id));
  }

  /** All drafts of one nurse, oldest arrival first. */
  of(by: string): Draft[] {
    const drafts: Draft[] = [];
    for (let index = 0; index < this.#kept.length; index++) {
      const key = this.#kept.key(index);
      if (!key?.startsWith(prefix)) continue;
      const draft = parsed(this.#kept.getItem(key));
      if (draft?.by === by) drafts.push(draft);
    }
    return drafts.sort((a, b) => a.arrived - b.arrived || (a.id < b.id ? -1 : 1));
  }

  /** How many entries are on the disk that `of` cannot read. */
  unreadable(): number {
    let count = 0;
    for (let index = 0; index < this.#kept.length; index++) {
      const key = this.#kept.key(index);
      if (key?.startsWith(prefix) && !parsed(this.#kept.getItem(key))) count++;
    }
    return count;
  }

  remove(id: string): void {
    this.#kept.removeItem(prefix + id);
    this.#tell();
  }

  /** Grows with every change, the cheap question of a screen that draws from here. */
  get version(): number {
    return this.#version;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another tab of the same browser wrote: what is drawn here is old. */
  changedElsewhere(key: string | null): void {
    if (key === null || key.startsWith(prefix)) this.#tell();
  }

  #tell(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

/** What cannot be read stays on the disk (a newer version of the page may understand it) and is not shown. */
function parsed(text: string | null): Draft | undefined {
  if (text === null) return undefined;
  try {
    const draft: unknown = JSON.parse(text);
    return isDraft(draft) ? draft : undefined;
  } catch {
    return undefined;
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const draft = value as Partial<Draft>;
  return (
    typeof draft.id === 'string' &&
    typeof draft.by === 'string' &&
    typeof draft.patient === 'string' &&
    typeof draft.arrived === 'number' &&
    typeof draft.vitals === 'object' &&
    Array.isArray(draft.confirmed)
  );
}
