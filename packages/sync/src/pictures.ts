import type { Disk } from './disk.ts';

/** The bytes of the pictures, on the disk; in memory only until they are there. */
export class Pictures {
  #disk: Disk;
  #held = new Map<string, Uint8Array>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  put(id: string, jpeg: Uint8Array): void {
    this.#held.set(id, jpeg);
    this.#disk.put({
      area: 'photos',
      key: id,
      take: () => {
        const bytes = this.#held.get(id);
        return bytes && { value: bytes, unsent: true };
      },
      kept: () => this.#held.delete(id),
    });
  }

  async read(id: string): Promise<Uint8Array | undefined> {
    const held = this.#held.get(id);
    if (held) return held;
    const content = await this.#disk.read('photos', id);
    return content && typeof content !== 'string' ? (content.value as Uint8Array) : undefined;
  }

  /** For how long it has been looked for in vain, ms. */
  missingMs(id: string, now: number): number {
    const since = this.#missing.get(id) ?? now;
    this.#missing.set(id, since);
    return now - since;
  }
  #missing = new Map<string, number>();

  /** The server has it: a wipe may take it, and space is made of it first. */
  async sent(id: string): Promise<void> {
    if (this.#held.has(id)) return;
    const value = await this.read(id);
    // Without room for it the old row stays, which is marked as not sent: no harm.
    if (value) await this.#disk.fetched([{ area: 'photos', key: id, value }]).catch(() => {});
  }

  remove(id: string): void {
    this.#held.delete(id);
    this.#disk.put({ area: 'photos', key: id, take: () => undefined });
  }

  clear(): void {
    this.#held.clear();
  }
}
