import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stored } from '../fhir-record.ts';

/** A file of an export. */
export interface ExportFile {
  type: string;
  /** In the folder of its export, and the end of its address. */
  name: string;
  /** Lines. */
  count: number;
}

/** Then another file is begun: what is known of one while it is written (whose it is) stays small. */
const linesOfOneFile = 100_000;

/** Ids of the patients in a file, a line each. */
export const patientsFileOf = (name: string): string => `${name}.patients`;

/** Writes the resources of one type as NDJSON, file after file, and beside each whose they are. */
export class NdjsonFiles {
  readonly #folder: string;
  readonly #type: string;
  readonly #files: ExportFile[] = [];
  #patients = new Set<string>();
  #handle: FileHandle | undefined;

  constructor(folder: string, type: string) {
    this.#folder = folder;
    this.#type = type;
  }

  /** @param textOf what of it is exported, on one line */
  async write(rows: readonly Stored[], textOf: (row: Stored) => string): Promise<void> {
    let rest = rows;
    while (rest.length > 0) {
      const file = await this.#current();
      const some = rest.slice(0, linesOfOneFile - file.count);
      rest = rest.slice(some.length);
      await this.#handle?.appendFile(some.map((row) => `${textOf(row)}\n`).join(''));
      file.count += some.length;
      for (const row of some) for (const patient of row.patients) this.#patients.add(patient);
      if (file.count >= linesOfOneFile) await this.#end();
    }
  }

  /** The files, on disk; none when nothing was written. */
  async end(): Promise<readonly ExportFile[]> {
    await this.#end();
    return this.#files;
  }

  /** Lets go of the open file, whole or not. */
  async abandon(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #current(): Promise<ExportFile> {
    const last = this.#files.at(-1);
    if (this.#handle && last) return last;
    const file = { type: this.#type, name: `${this.#type}.${this.#files.length + 1}.ndjson`, count: 0 };
    this.#handle = await open(join(this.#folder, file.name), 'wx', 0o600);
    this.#files.push(file);
    return file;
  }

  async #end(): Promise<void> {
    const last = this.#files.at(-1);
    if (!this.#handle || !last) return;
    await this.#handle.sync();
    await this.#handle.close();
    this.#handle = undefined;
    const beside = await open(join(this.#folder, patientsFileOf(last.name)), 'wx', 0o600);
    await beside.writeFile([...this.#patients].map((id) => `${id}\n`).join(''));
    await beside.sync();
    await beside.close();
    this.#patients = new Set();
  }
}
