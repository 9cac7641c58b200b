import type { KeptStrings } from './draft-store.ts';

/**
 * The browser's storage as long as it takes what it is given; what it refuses (full, forbidden) is held in memory, and
 * `isHolding` says so: the nurse must not close the page then. Nothing is refused to the caller.
 */
export class HeldStorage implements KeptStrings {
  #kept: KeptStrings | undefined;
  #held = new Map<string, string>();

  constructor(kept: KeptStrings | undefined) {
    this.#kept = kept;
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  get length(): number {
    return this.#names().length;
  }

  key(index: number): string | null {
    return this.#names()[index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#held.get(key) ?? this.#kept?.getItem(key) ?? null;
  }

  setItem(key: string, value: string): void {
    try {
      if (!this.#kept) throw new Error('no storage');
      this.#kept.setItem(key, value);
      this.#held.delete(key);
    } catch {
      this.#held.set(key, value);
    }
  }

  removeItem(key: string): void {
    this.#held.delete(key);
    this.#kept?.removeItem(key);
  }

  #names(): string[] {
    const names = new Set(this.#held.keys());
    for (let index = 0; index < (this.#kept?.length ?? 0); index++) {
      const name = this.#kept?.key(index);
      if (typeof name === 'string') names.add(name);
    }
    return [...names];
  }
}
