import type { Clock, Database, Log } from '@munan/runtime';
import type { OpenQuery } from '../fhir-record.ts';
import { carryOldLog } from './carry-over.ts';
import { appendToChain, headOf } from './chain.ts';
import {
  type Checkpoint,
  noAnchor,
  noteBreak,
  notedBreaks,
  openAuditKey,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.ts';
import type { AuditEntry } from './entry.ts';
import { type AuditReading, openReading } from './reading.ts';
import { RefusalLimit } from './refusals.ts';
import { databaseSource } from './sources.ts';
import type { AuditTables } from './tables.ts';
import { type Verdict, verifyChain } from './verify.ts';

export interface AuditOptions {
  database: Database;
  clock: Clock;
  log: Log;
  /** Where the key and the checkpoints lie, outside of the database. */
  dataFolder: string;
  /** For what is said of hours; minutes east of UTC. */
  zoneOffsetMinutes: number;
}

export interface Audit extends AuditReading {
  /** Resolves when they are on disk; callers wait for it before they answer. Those that come together share a commit. */
  write(entries: readonly AuditEntry[]): Promise<void>;
  /** In the caller's transaction: on disk with what it tells of, or not at all. */
  writeWithin(query: OpenQuery, entries: readonly AuditEntry[]): Promise<void>;
  /** Like `write`, for refusals: beyond so many a minute they are counted and their sum is written. */
  refused(entry: AuditEntry): Promise<void>;
  verify(): Promise<Verdict>;
  /** Writes what is counted, and the last checkpoint. */
  close(): Promise<void>;
}

const checkpointEveryMs = 15_000;
const checkpointEveryRows = 5_000;
/** Entries of one commit, so that none waits for a giant. */
const groupEntries = 1_000;
const mostKnownSets = 20_000;

interface Waiting {
  entries: readonly AuditEntry[];
  resolve: () => void;
  reject: (error: Error) => void;
}

/** `recordMigrations` must have been applied. Carries the log of before over, and looks whether the chain is whole at its end. */
export async function openAudit(options: AuditOptions): Promise<Audit> {
  const trail = new Trail(options);
  await trail.open();
  const reading = openReading(options.database, options.zoneOffsetMinutes);
  return {
    ...reading,
    write: (entries) => trail.write(entries),
    writeWithin: (query, entries) => trail.writeWithin(query, entries),
    refused: (entry) => trail.refused(entry),
    verify: () => trail.verify(),
    close: () => trail.close(),
  };
}

class Trail {
  #database: Database;
  #clock: Clock;
  #log: Log;
  #dataFolder: string;
  #key: Uint8Array;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #known = new Set<string>();
  #refusals = new RefusalLimit();
  #anchor = noAnchor;
  /** Rows that the last checkpoint has seen; -1 before the first. */
  #signed = -1;
  #sinceSigned = 0;
  #cancelTick = () => {};
  #round: Promise<void> = Promise.resolve();
  #closing = false;
  #closed = false;

  constructor({ database, clock, log, dataFolder }: AuditOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#dataFolder = dataFolder;
    this.#key = openAuditKey(dataFolder);
  }

  async open(): Promise<void> {
    const why = await this.#findBreak();
    if (why !== undefined) {
      const name = noteBreak(this.#dataFolder, { at: this.#clock.now(), why });
      this.#log.error({ why, noted: name }, 'the audit trail is broken; see docs/runbooks/audit-broken.md');
      await this.write([{ interaction: 'trail', outcome: 8, client: 'munan', origin: '', what: 'broken', note: why }]);
    }
    // Before there is a row: a crash right after the rows were carried over must not look like a lost checkpoint.
    await this.#sign();
    const carried = await carryOldLog(this.#database, this.#clock.now());
    if (carried > 0) this.#log.info({ carried }, 'the access log of before is in the audit trail now');
    await this.#sign();
    this.#tick();
  }

  async #findBreak(): Promise<string | undefined> {
    const head = await headOf(this.#database.query);
    const found = readCheckpoint(this.#dataFolder, this.#key);
    if (found.state !== 'good') {
      if (head.seq === 0 && found.state === 'missing') return undefined;
      return `the checkpoint of a trail of ${head.seq} rows is ${found.state}`;
    }
    const { seq, hash, anchor } = found.checkpoint;
    this.#anchor = anchor;
    if (seq === anchor.seq) return undefined;
    const row = await this.#database.query
      .withTables<AuditTables>()
      .selectFrom('audit_event')
      .select('hash')
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (row?.hash === hash) return undefined;
    return row
      ? `row ${seq} is not the one that the last checkpoint has seen`
      : `the trail ends at row ${head.seq}, the last checkpoint has seen row ${seq}`;
  }

  write(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    if (this.#closed) return Promise.reject(new Error('the audit trail is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      this.#working ??= this.#commit();
    });
  }

  async #commit(): Promise<void> {
    while (this.#waiting.length > 0) {
      let group: Waiting[] = [];
      try {
        const written = await this.#database.transaction((query) => {
          // Taken when it is our turn: those that came while we waited for it go along.
          let taken = 0;
          let entries = 0;
          while (taken < this.#waiting.length && (taken === 0 || entries < groupEntries)) {
            entries += this.#waiting[taken]!.entries.length;
            taken += 1;
          }
          group = this.#waiting.splice(0, taken);
          const all = group.flatMap((one) => one.entries);
          return appendToChain(query, all, this.#clock.now(), this.#known).then((sets) => ({ sets, rows: all.length }));
        });
        this.#remember(written.sets);
        this.#sinceSigned += written.rows;
        for (const { resolve } of group) resolve();
      } catch (error) {
        if (group.length === 0) group = this.#waiting.splice(0);
        for (const { reject } of group) reject(error as Error);
      }
      if (this.#sinceSigned >= checkpointEveryRows) await this.#sign().catch(this.#signFailed);
    }
    // In the same turn as the look that found nobody waiting, so that nobody is left behind.
    this.#working = undefined;
  }

  #remember(sets: ReadonlySet<string>): void {
    if (this.#known.size + sets.size > mostKnownSets) this.#known.clear();
    for (const set of sets) this.#known.add(set);
  }

  async writeWithin(query: OpenQuery, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    // Its sets are not remembered: the transaction may yet be rolled back.
    await appendToChain(query, entries, this.#clock.now(), this.#known);
  }

  refused(entry: AuditEntry): Promise<void> {
    return this.write(this.#refusals.take(entry, this.#clock.now()));
  }

  verify(): Promise<Verdict> {
    const found = readCheckpoint(this.#dataFolder, this.#key);
    return verifyChain(databaseSource(this.#database), { found, breaks: notedBreaks(this.#dataFolder) });
  }

  async #sign(): Promise<void> {
    const head = await headOf(this.#database.query);
    this.#sinceSigned = 0;
    if (head.seq === this.#signed) return;
    const checkpoint: Checkpoint = { ...head, at: this.#clock.now(), anchor: this.#anchor };
    writeCheckpoint(this.#dataFolder, this.#key, head.seq === 0 ? { ...checkpoint, ...this.#anchor } : checkpoint);
    this.#signed = head.seq;
  }

  #signFailed = (error: unknown): void => {
    this.#log.error({ err: error }, 'the checkpoint of the audit trail could not be written; tried again in a minute');
  };

  /** The next round is due after this one: however far a clock is moved, rounds do not pile up. */
  #tick(): void {
    this.#cancelTick = this.#clock.wakeAt(this.#clock.now() + checkpointEveryMs, () => {
      this.#round = this.#flushAndSign()
        .catch(this.#signFailed)
        .finally(() => {
          if (!this.#closing) this.#tick();
        });
    });
  }

  async #flushAndSign(): Promise<void> {
    await this.write(this.#refusals.flush());
    await this.#sign();
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#cancelTick();
    await this.#round;
    await this.write(this.#refusals.flush());
    await this.#working;
    this.#closed = true;
    await this.#sign().catch(this.#signFailed);
  }
}
