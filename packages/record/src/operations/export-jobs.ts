import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type HeldType, parseSearch, toInstant } from '@munan/fhir';
import type { Clock, Database, Log } from '@munan/runtime';
import type { AccessFilter } from '../access-filter.ts';
import type { FhirRecord, SearchOptions, Stored } from '../fhir-record.ts';
import { subsetText } from '../subset.ts';
import { compartmentParameters } from './compartment-types.ts';
import { type ExportFile, NdjsonFiles } from './export-files.ts';
import type { ExportStatus, ExportTable, ExportTables } from './export-tables.ts';

/** One type of an export. */
export interface ExportedType {
  type: HeldType;
  /** What the asker may see of it. */
  filter?: AccessFilter;
  /** Names of elements; all when not said. */
  elements?: readonly string[];
}

export interface ExportWanted {
  types: readonly ExportedType[];
  /** Only what belongs to patients: to these, or without a list to any. */
  ofPatients?: { ids?: readonly string[] };
  /** Only what was stored after this moment, Unix ms. */
  since?: number;
}

export interface ExportJob extends Omit<ExportTable, 'wanted' | 'files'> {
  wanted: ExportWanted;
  files: readonly ExportFile[];
}

export interface ExportAsked {
  asker: string;
  address: string;
  reason: string;
  wanted: ExportWanted;
}

export interface ExportOptions {
  database: Database;
  record: FhirRecord;
  clock: Clock;
  log: Log;
  /** Absolute path; made when missing, for its owner only. */
  folder: string;
  /** How long the files of an export are kept after its end, ms; a day. */
  keepMs?: number;
  /** Rows in memory at a time; 500. */
  rowsAtOnce?: number;
}

const retryMs = 60_000;

/** Exports run one after the other, each page by page: neither their number nor their size costs memory. */
export class ExportJobs {
  readonly keepMs: number;
  readonly #options: ExportOptions;
  readonly #rowsAtOnce: number;
  readonly #waiting: string[] = [];
  readonly #cancelled = new Set<string>();
  #progress = new Map<string, string>();
  #working: Promise<void> | undefined;
  #running: string | undefined;
  #stopping = false;
  #cancelSweep: (() => void) | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: ExportOptions) {
    this.#options = options;
    this.keepMs = options.keepMs ?? 86_400_000;
    this.#rowsAtOnce = options.rowsAtOnce ?? 500;
  }

  /** Begins anew what a stop or a crash interrupted, and removes what has expired or belongs to nothing. */
  async start(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    const rows = await this.#query().selectFrom('fhir_export').select(['id', 'status']).orderBy('asked').execute();
    const live = new Set(rows.filter(({ status }) => status === 'done').map(({ id }) => id));
    for (const name of await readdir(this.#options.folder)) if (!live.has(name)) await this.#removeFiles(name);
    for (const { id, status } of rows) if (status === 'running') this.#begin(id);
    await this.#sweep();
  }

  /** Resolves when nothing is written any more; what is running goes on at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelSweep?.();
    await this.#working;
    await this.#sweeping;
  }

  /** Resolves when no export is running or waiting, and nothing is being removed. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working;
    await this.#sweeping;
  }

  /** How many exports of somebody are not done yet. */
  async unfinished(asker: string): Promise<number> {
    const { total } = await this.#query()
      .selectFrom('fhir_export')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('asker', '=', asker)
      .where('status', '=', 'running')
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  /** @returns its id, once it is on disk that it was asked for */
  async ask({ asker, address, reason, wanted }: ExportAsked): Promise<string> {
    const id = randomUUID();
    const asked = this.#options.clock.now();
    const row = { id, asker, asked, address, reason, status: 'running' as const, started: null, ended: null };
    await this.#query()
      .insertInto('fhir_export')
      .values({ ...row, wanted: JSON.stringify(wanted), files: '[]' })
      .execute();
    this.#begin(id);
    return id;
  }

  async find(id: string): Promise<ExportJob | undefined> {
    const row = await this.#query().selectFrom('fhir_export').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { ...row, wanted: JSON.parse(row.wanted), files: JSON.parse(row.files) };
  }

  /** How far a running one is, in a few words. */
  progressOf(id: string): string {
    return this.#progress.get(id) ?? 'waiting';
  }

  /** Ends it and removes its files, whether it runs or is done. */
  async cancel(id: string): Promise<void> {
    await this.#query()
      .updateTable('fhir_export')
      .set({ status: 'cancelled', ended: this.#options.clock.now() })
      .where('id', '=', id)
      .where('status', 'in', ['running', 'done'])
      .execute();
    // The one that runs removes its files itself, when it has written its last page.
    if (this.#running === id) this.#cancelled.add(id);
    else await this.#removeFiles(id);
  }

  pathOf(id: string, name: string): string {
    return join(this.#options.folder, id, name);
  }

  #query() {
    return this.#options.database.query.withTables<ExportTables>();
  }

  #removeFiles(id: string): Promise<void> {
    return rm(join(this.#options.folder, id), { recursive: true, force: true });
  }

  #begin(id: string): void {
    this.#waiting.push(id);
    this.#goOn();
  }

  #goOn(): void {
    if (this.#waiting.length === 0 || this.#stopping) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      this.#goOn();
    });
  }

  async #work(): Promise<void> {
    for (let id = this.#waiting.shift(); id !== undefined && !this.#stopping; id = this.#waiting.shift()) {
      this.#running = id;
      await this.#run(id).catch(async (error: unknown) => {
        this.#options.log.error({ err: error, export: id }, 'an export failed');
        await this.#removeFiles(id).catch(() => undefined);
      });
      this.#running = undefined;
      this.#progress.delete(id);
    }
  }

  async #run(id: string): Promise<void> {
    const { clock, folder } = this.#options;
    const job = await this.find(id);
    if (job?.status !== 'running') return;
    const started = clock.now();
    const files: ExportFile[] = [];
    try {
      await this.#removeFiles(id);
      await mkdir(join(folder, id), { recursive: true, mode: 0o700 });
      for (const exported of job.wanted.types) {
        const written = await this.#exportType(id, exported, job.wanted, started);
        if (!written) {
          if (this.#cancelled.delete(id)) await this.#removeFiles(id);
          return;
        }
        files.push(...written);
      }
    } catch (error) {
      await this.#end(id, { status: 'failed', started, files: '[]' });
      throw error;
    }
    const isOurs = await this.#end(id, { status: 'done', started, files: JSON.stringify(files) });
    this.#cancelled.delete(id);
    if (!isOurs) await this.#removeFiles(id);
    else await this.#sweep();
  }

  /** False when it was cancelled meanwhile. */
  async #end(id: string, end: { status: ExportStatus; started: number; files: string }): Promise<boolean> {
    const updated = await this.#query()
      .updateTable('fhir_export')
      .set({ ...end, ended: this.#options.clock.now() })
      .where('id', '=', id)
      .where('status', '=', 'running')
      .returning('id')
      .execute();
    return updated.length > 0;
  }

  /** Undefined when it was cancelled, or the house is closing. */
  async #exportType(
    id: string,
    { type, filter, elements }: ExportedType,
    { ofPatients, since }: ExportWanted,
    started: number,
  ): Promise<readonly ExportFile[] | undefined> {
    const { record, folder } = this.#options;
    const { zoneOffsetMinutes } = record;
    const conditions: [string, string][] = since === undefined ? [] : [['_lastUpdated', `gt${toInstant(since)}`]];
    const request = parseSearch(type, conditions, { zoneOffsetMinutes, now: record.now() });
    const compartment = ofPatients && {
      parameters: compartmentParameters(type),
      ...(ofPatients.ids && { patients: ofPatients.ids }),
    };
    const options: SearchOptions = {
      ...(filter && { filter }),
      ...(compartment && { compartment }),
      withoutTotal: true,
    };
    const textOf = (row: Stored) => (elements ? subsetText(row, { elements }) : row.text);
    const writer = new NdjsonFiles(join(folder, id), type);
    try {
      let cursor: string | undefined;
      let count = 0;
      do {
        if (this.#stopping || this.#cancelled.has(id)) return undefined;
        const asked = { ...request, count: this.#rowsAtOnce, ...(cursor !== undefined && { cursor }) };
        const page = await record.search(asked, options);
        // What was made after the moment of which the export tells belongs to the next one.
        const rows = page.rows.filter(({ version, lastUpdated }) => version > 1 || lastUpdated <= started);
        await writer.write(rows, textOf);
        count += rows.length;
        this.#progress.set(id, `${type}: ${count}`);
        cursor = page.next;
      } while (cursor !== undefined);
      return await writer.end();
    } finally {
      await writer.abandon();
    }
  }

  /** Removes what has expired, and wakes again when the next does; one at a time. */
  #sweep(): Promise<void> {
    this.#sweeping = this.#sweeping.catch(() => undefined).then(() => this.#removeExpired());
    return this.#sweeping;
  }

  async #removeExpired(): Promise<void> {
    const { clock, log } = this.#options;
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    if (this.#stopping) return;
    const done = this.#query().selectFrom('fhir_export').select(['id', 'ended']).where('status', '=', 'done');
    let next: number | undefined;
    for (const { id, ended } of await done.orderBy('ended').execute()) {
      const expires = (ended ?? 0) + this.keepMs;
      if (expires > clock.now()) {
        next = expires;
        break;
      }
      await this.#query().updateTable('fhir_export').set({ status: 'expired' }).where('id', '=', id).execute();
      await this.#removeFiles(id);
    }
    if (next === undefined || this.#stopping) return;
    const wake = () => {
      this.#sweep().catch((error: unknown) => {
        log.error({ err: error }, 'expired exports are not removed; tried again in a minute');
        this.#cancelSweep = clock.wakeAt(clock.now() + retryMs, wake);
      });
    };
    this.#cancelSweep = clock.wakeAt(next, wake);
  }
}
