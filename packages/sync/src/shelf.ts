import type { Disk, Job } from './disk.ts';
import { isUnsent, type KeptVisit, type Step } from './kept-visit.ts';

interface Slot {
  kept: KeptVisit | undefined;
  /** What lies on the disk as far as this tab knows; 0: nothing. */
  revision: number;
  /** Done here and not on the disk yet, oldest first. */
  steps: Step[];
  /** How many of them are being written. */
  under: number;
}

/** The visits of this device: in memory, on the disk, and the same in each tab. */
export class VisitShelf {
  #disk: Disk;
  #slots = new Map<string, Slot>();
  #changed: (id: string, here: boolean) => void;
  /** Visits that lie on the disk and could not be opened. */
  unreadable = 0;

  /** @param changed `here`: by this tab, and it is on the disk */
  constructor(disk: Disk, changed: (id: string, here: boolean) => void) {
    this.#disk = disk;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    this.unreadable = 0;
    for (const [id, content] of await this.#disk.readAll('visits')) {
      if (typeof content === 'string') this.unreadable++;
      else this.#slots.set(id, { kept: content.value as KeptVisit, revision: content.revision, steps: [], under: 0 });
    }
  }

  get all(): ReadonlyMap<string, KeptVisit> {
    const all = new Map<string, KeptVisit>();
    for (const [id, { kept }] of this.#slots) if (kept) all.set(id, kept);
    return all;
  }

  find(id: string): KeptVisit | undefined {
    return this.#slots.get(id)?.kept;
  }

  /** Does a step, and sees that it gets to the disk. */
  apply(id: string, step: Step): KeptVisit | undefined {
    const slot = this.#slots.get(id) ?? { kept: undefined, revision: 0, steps: [], under: 0 };
    const next = step(slot.kept);
    if (next === slot.kept) return next;
    this.#slots.set(id, slot);
    slot.kept = next;
    slot.steps.push(step);
    this.#disk.put(this.#job(id, slot));
    return next;
  }

  remove(id: string): void {
    this.apply(id, () => undefined);
  }

  /** Another tab says that it has changed this visit. */
  async heard(id: string): Promise<void> {
    const slot = this.#slots.get(id) ?? { kept: undefined, revision: 0, steps: [], under: 0 };
    // What is being written here meets what the other tab wrote when it gets to the disk.
    if (slot.steps.length > 0) return;
    await this.#look(id, slot);
  }

  clear(): void {
    this.#slots.clear();
  }

  #job(id: string, slot: Slot): Job {
    return {
      area: 'visits',
      key: id,
      expect: () => slot.revision,
      take: () => {
        slot.under = slot.steps.length;
        return slot.kept && { value: slot.kept, unsent: isUnsent(slot.kept) };
      },
      kept: (revision) => {
        slot.revision = revision;
        slot.steps.splice(0, slot.under);
        if (!slot.kept && slot.steps.length === 0) this.#slots.delete(id);
        this.#changed(id, true);
      },
      moved: () => this.#look(id, slot),
    };
  }

  /** False: it cannot be read. */
  async #look(id: string, slot: Slot): Promise<boolean> {
    const before = slot.revision;
    const content = await this.#disk.read('visits', id);
    // Written by this tab while it was being read.
    if (slot.revision !== before) return this.#look(id, slot);
    // Of a newer app, or damaged: it is not written over; what is entered here stays in this page.
    if (typeof content === 'string') return false;
    if (content && content.revision === slot.revision) return true;
    slot.revision = content?.revision ?? 0;
    // Gone there, and changed here: it stays. What was only heard of it has nothing left to be about.
    const begun = content ? (content.value as KeptVisit) : undefined;
    if (begun || !slot.kept?.dirty)
      slot.kept = slot.steps.reduce<KeptVisit | undefined>((kept, step) => step(kept), begun);
    if (slot.kept) this.#slots.set(id, slot);
    else if (slot.steps.length === 0) this.#slots.delete(id);
    this.#changed(id, false);
    return true;
  }
}
