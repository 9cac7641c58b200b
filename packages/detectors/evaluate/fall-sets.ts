/**
 * Reads the public fall sets in the form described by the data folder's README: gzip CSV, one file a person. For
 * evaluation only: no recording and no row of one is kept in the project.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Trial {
  set: string;
  subject: string;
  elderly: boolean;
  trial: string;
  activity: string;
  isFall: boolean;
  /** Even rate; see `rateHz` of each set for how it was found. */
  dtMs: number;
  /** x, y, z interleaved, milli-g. */
  values: Float64Array;
}

export function readText(path: string): string {
  return gunzipSync(readFileSync(path)).toString('utf8');
}
export function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += sign;
  }
  cells.push(cell);
  return cells;
}
export function readRows(path: string): Record<string, string>[] {
  const [head, ...lines] = readText(path).trimEnd().split('\n');
  const names = cellsOf(head!);
  return lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [names[index]!, cell])));
}

interface SetForm {
  folder: string;
  index: string;
  file: (subject: string) => string;
  /** Position of x in a row; what one unit is in milli-g. */
  xColumn: number;
  milliG: number;
  keeps: (row: Record<string, string>) => boolean;
  /** WEDA stamps come in bursts and SmartFallMM's step back: rows are taken as evenly spaced at the true mean rate. */
  rateHz: (row: Record<string, string>) => number;
}
const metreMilliG = 1000 / 9.80665;
export const fallSets: Record<string, SetForm> = {
  weda: {
    folder: 'weda',
    index: 'weda_trials.csv.gz',
    file: (subject) => `${subject}_acc.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: () => true,
    rateHz: (row) => Number(row.acc_rows) / Number(row.duration_s),
  },
  'smartfallmm watch': {
    folder: 'smartfallmm',
    index: 'smartfallmm_trials.csv.gz',
    file: (subject) => `${subject}_watch.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: (row) => row.device === 'watch' && row.status === 'ok',
    rateHz: () => 32,
  },
  'smartfallmm phone': {
    folder: 'smartfallmm',
    index: 'smartfallmm_trials.csv.gz',
    file: (subject) => `${subject}_phone.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: (row) => row.device === 'phone' && row.status === 'ok',
    rateHz: () => 32,
  },
  sisfall: {
    folder: 'sisfall',
    index: 'sisfall_trials.csv.gz',
    file: (subject) => `${subject}_acc_200hz.csv.gz`,
    xColumn: 1,
    milliG: 1000 / 256,
    keeps: () => true,
    rateHz: () => 200,
  },
};

/** Trials of a set, one person's at a time. `folder` is the data folder that holds `falls/`. */
export function* readTrials(folder: string, set: string): Generator<Trial> {
  const form = fallSets[set]!;
  const base = join(folder, 'falls', form.folder);
  const index = readRows(join(base, form.index)).filter(form.keeps);
  const files = new Set(readdirSync(base));
  for (const subject of new Set(index.map((row) => row.subject!))) {
    if (!files.has(form.file(subject))) continue;
    const samples = new Map<string, number[]>();
    const lines = readText(join(base, form.file(subject)))
      .trimEnd()
      .split('\n');
    for (let i = 1; i < lines.length; i++) {
      const cells = lines[i]!.split(',');
      let list = samples.get(cells[0]!);
      if (!list) {
        list = [];
        samples.set(cells[0]!, list);
      }
      for (let axis = 0; axis < 3; axis++) {
        const cell = cells[form.xColumn + axis]!;
        list.push(cell === '' ? Number.NaN : Number(cell) * form.milliG);
      }
    }
    for (const row of index) {
      if (row.subject !== subject) continue;
      const values = samples.get(row.trial!);
      if (!values || values.length < 60) continue;
      yield {
        set,
        subject,
        elderly: row.age_group === 'elderly' || row.age_group === 'old',
        trial: row.trial!,
        activity: row.activity!,
        isFall: row.is_fall === '1',
        dtMs: 1000 / form.rateHz(row),
        values: Float64Array.from(values),
      };
    }
  }
}
