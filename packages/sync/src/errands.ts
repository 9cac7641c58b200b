import type { Disk } from './disk.ts';
import type { Refused } from './kept-visit.ts';
import type { Errand, KeptErrand } from './outbox.ts';

/** What goes out beside visits: each a row of its own, written once; only its outcome is added. */
export class Errands {
  #disk: Disk;
  #all = new Map<string, KeptErrand>();
  /** Grows with every change. */
  version = 0;
  /** Rows that could not be opened. */
  unreadable = 0;
  #changed: () => void;

  /** @param changed it is on the disk */
  constructor(disk: Disk, changed: () => void) {
    this.#disk = disk;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    // What is changed here while the disk is read, or is still on its way there, stays as it is here.
    const here = new Set(this.#underway);
    this.#loads.add(here);
    const rows = await this.#disk.readAll('outbox').finally(() => this.#loads.delete(here));
    const read = new Map<string, KeptErrand>();
    this.unreadable = 0;
    for (const [id, content] of rows)
      if (typeof content === 'string') this.unreadable++;
      else read.set(id, content.value as KeptErrand);
    for (const id of here) {
      const kept = this.#all.get(id);
      if (kept) read.set(id, kept);
      else read.delete(id);
    }
    this.#all = read;
    this.version++;
  }
  #underway = new Set<string>();
  #loads = new Set<Set<string>>();

  get all(): readonly KeptErrand[] {
    return [...this.#all.values()];
  }
  find(id: string): KeptErrand | undefined {
    return this.#all.get(id);
  }

  add(message: Errand, seq: number): void {
    this.#set(message.id, { message, seq });
  }
  done(id: string, clashed: KeptErrand['clashed']): void {
    const kept = this.#all.get(id);
    if (kept) this.#set(id, { ...kept, done: true, clashed });
  }
  refuse(id: string, refused: Refused): void {
    const kept = this.#all.get(id);
    if (kept) this.#set(id, { ...kept, refused });
  }
  remove(id: string): void {
    if (this.#all.has(id)) this.#set(id, undefined);
  }

  clear(): void {
    this.#all.clear();
  }

  #set(id: string, kept: KeptErrand | undefined): void {
    if (kept) this.#all.set(id, kept);
    else this.#all.delete(id);
    this.version++;
    this.#underway.add(id);
    for (const here of this.#loads) here.add(id);
    this.#disk.put({
      area: 'outbox',
      key: id,
      take: () => {
        const now = this.#all.get(id);
        return now && { value: now, unsent: !now.done };
      },
      kept: () => {
        this.#underway.delete(id);
        this.#changed();
      },
    });
  }
}
