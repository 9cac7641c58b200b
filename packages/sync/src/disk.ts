import { type Area, type DeskStorage, RevisionMoved, type RowWrite, StorageFull } from './storage/storage.ts';
import type { Content, Unread, Vault } from './vault/vault.ts';

/** One row that is to be written; what is in it is asked for when its turn comes, so that many changes are one write. */
export interface Job {
  area: Area;
  key: string;
  /** Undefined: the row goes. */
  take(): { value: unknown; unsent: boolean } | undefined;
  /** Which revision lies on the disk as far as is known; absent: whoever writes last. */
  expect?(): number;
  /** It is on the disk, with this revision. */
  kept?(revision: number): void;
  /** Another tab has written it: to be looked at again. False: what lies there must not be written over. */
  moved?(): Promise<boolean>;
}

export interface DiskNeeds {
  storage: DeskStorage;
  vault: Vault;
  /** Rows of this nurse begin with it. */
  prefix: string;
  /** Erases something that can be fetched again; false: there is nothing more. */
  makeRoom(): Promise<boolean>;
  /** What `cannotKeep` says has changed. */
  changed(): void;
}

/** First what cannot be had again. */
const importance: readonly Area[] = ['visits', 'outbox', 'photos', 'lists', 'people', 'years', 'clear'];

/**
 * Writes what the nurse enters, at once: all that waits goes into one transaction, and while that is under way the next
 * one gathers, so a row has at most one write behind the one that runs. What the disk refuses is held here and tried again.
 */
export class Disk {
  #needs: DiskNeeds;
  #waiting = new Map<string, Job>();
  #unkept = new Map<string, Job>();
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(needs: DiskNeeds) {
    this.#needs = needs;
  }

  get cannotKeep(): boolean {
    return this.#unkept.size > 0;
  }

  put(job: Job): void {
    if (this.#stopped) return;
    this.#waiting.set(`${job.area}/${job.key}`, job);
    this.#running ??= this.#run();
  }

  /** Tries again what was refused. */
  retry(): void {
    if (this.#unkept.size > 0 && !this.#stopped) this.#running ??= this.#run();
  }

  /** When nothing is being written any more: all is on the disk, or refused by it. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  async read(area: Area, key: string): Promise<Content | Unread | undefined> {
    const row = await this.#needs.storage.get(area, this.#needs.prefix + key);
    return row === undefined ? undefined : this.#needs.vault.open(area, this.#needs.prefix + key, row);
  }

  async readAll(area: Area, under = ''): Promise<[key: string, Content | Unread][]> {
    const { storage, vault, prefix } = this.#needs;
    const rows = await storage.all(area, prefix + under);
    return Promise.all(
      rows.map(async ([key, row]) => [key.slice(prefix.length), await vault.open(area, key, row)] as const),
    ) as Promise<[string, Content | Unread][]>;
  }

  async keys(area: Area): Promise<string[]> {
    const { storage, prefix } = this.#needs;
    return (await storage.keys(area, prefix)).map((key) => key.slice(prefix.length));
  }

  /** What was fetched, many rows at once; it need not be on the disk itself. @throws StorageFull */
  async fetched(rows: readonly { area: Area; key: string; value: unknown }[]): Promise<void> {
    const { storage, vault, prefix } = this.#needs;
    const sealed = await Promise.all(
      rows.map(async ({ area, key, value }): Promise<RowWrite> => {
        const full = prefix + key;
        if (value === undefined) return { area, key: full, value };
        return { area, key: full, value: await vault.seal(area, full, { value, unsent: false, revision: 1 }) };
      }),
    );
    if (!this.#stopped) await storage.write(sealed, false);
  }

  async #run(): Promise<void> {
    // What is changed in one go is written in one go.
    await Promise.resolve();
    for (const [id, job] of this.#unkept) if (!this.#waiting.has(id)) this.#waiting.set(id, job);
    const was = this.cannotKeep;
    while (this.#waiting.size > 0) {
      const jobs = [...this.#waiting.values()];
      this.#waiting.clear();
      await this.#write(jobs);
    }
    this.#running = undefined;
    if (was || this.cannotKeep) this.#needs.changed();
  }

  async #write(jobs: readonly Job[]): Promise<void> {
    const failed = await this.#tryWrite(jobs);
    if (!failed) return;
    if (failed instanceof RevisionMoved) return this.#look(jobs, failed);
    while (await this.#needs.makeRoom()) if (!(await this.#tryWrite(jobs))) return;
    // There is no room for all of it: what matters most alone.
    const byImportance = [...jobs].sort((a, b) => importance.indexOf(a.area) - importance.indexOf(b.area));
    for (const job of byImportance) {
      const alone = await this.#tryWrite([job]);
      if (alone instanceof RevisionMoved) await this.#look([job], alone);
      else if (alone) this.#unkept.set(`${job.area}/${job.key}`, job);
    }
  }

  async #tryWrite(jobs: readonly Job[]): Promise<Error | undefined> {
    const { storage, vault, prefix } = this.#needs;
    const taken = jobs.map((job) => ({ job, revision: (job.expect?.() ?? 0) + 1, content: job.take() }));
    try {
      const rows = await Promise.all(
        taken.map(async ({ job, revision, content }): Promise<RowWrite> => {
          const { area } = job;
          const key = prefix + job.key;
          const value = content && (await vault.seal(area, key, { ...content, revision }));
          return { area, key, value, ...(job.expect && { expect: revision - 1 }) };
        }),
      );
      await storage.write(rows, true);
    } catch (error) {
      return error instanceof RevisionMoved || error instanceof StorageFull ? error : new StorageFull(String(error));
    }
    for (const { job, revision, content } of taken) {
      this.#unkept.delete(`${job.area}/${job.key}`);
      job.kept?.(content ? revision : 0);
    }
    return undefined;
  }

  /** Nothing of it was written: rows that moved are looked at, all are tried again. */
  async #look(jobs: readonly Job[], { rows }: RevisionMoved): Promise<void> {
    const moved = new Set(rows.map((row) => `${row.area}/${row.key.slice(this.#needs.prefix.length)}`));
    for (const job of jobs) {
      const id = `${job.area}/${job.key}`;
      if (moved.has(id) && (await job.moved?.()) === false) this.#unkept.set(id, job);
      else if (!this.#stopped && !this.#waiting.has(id)) this.#waiting.set(id, job);
    }
  }
}
