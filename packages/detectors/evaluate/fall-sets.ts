/**
 * Reads the public fall sets in the form described by the data folder's README: gzip CSV, one file a person. For
 * evaluation only: no recording and no row of one is kept in the project.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
  /** Beginning and end of the fall, where the set says them. */
  fallSeconds?: [number, number];
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

export interface SetForm {
  folder: string;
  index: string;
  file: (subject: string) => string;
  /** Position of x in a row; what one unit is in milli-g. */
  xColumn: number;
  milliG: number;
  keeps: (row: Record<string, string>) => boolean;
  /** WEDA stamps come in bursts and SmartFallMM's step back: rows are taken as evenly spaced at the true mean rate. */
  rateHz: (row: Record<string, string>, personHz: number) => number;
  /** SmartFallMM holds rows of some people twice: the second of two same rows in a row is left out. */
  repeats?: true;
}
/** Not a number where the index does not say rows and duration. */
export const measuredHz = (row: Record<string, string>) =>
  (Number(row.rows ?? row.acc_rows) - 1) / Number(row.duration_s);
const metreMilliG = 1000 / 9.80665;
export const fallSets: Record<string, SetForm> = {
  weda: {
    folder: 'weda',
    index: 'weda_trials.csv.gz',
    file: (subject) => `${subject}_acc.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: () => true,
    rateHz: measuredHz,
  },
  'smartfallmm watch': {
    folder: 'smartfallmm',
    index: 'smartfallmm_trials.csv.gz',
    file: (subject) => `${subject}_watch.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: (row) => row.device === 'watch' && row.status === 'ok',
    rateHz: (_, personHz) => personHz,
    repeats: true,
  },
  'smartfallmm phone': {
    folder: 'smartfallmm',
    index: 'smartfallmm_trials.csv.gz',
    file: (subject) => `${subject}_phone.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: (row) => row.device === 'phone' && row.status === 'ok',
    rateHz: (_, personHz) => personHz,
    repeats: true,
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
  mobifall: {
    folder: 'mobifall',
    index: 'mobifall_trials.csv.gz',
    file: (subject) => `${subject}_acc.csv.gz`,
    xColumn: 2,
    milliG: metreMilliG,
    keeps: () => true,
    rateHz: measuredHz,
  },
};

/** Rows of one trial, and their stamps as far as they run forward. */
interface Rows {
  values: number[];
  forwardSeconds: number;
  lastSeconds: number;
}
/**
 * A person's rate with a device of irregular stamps: the lower quartile over her trials of rows by stamped time, because bursts
 * and gaps only ever make the stamped time too short. Uses no label.
 */
function personHzOf(trials: Iterable<Rows>): number {
  const rates = [...trials].filter((rows) => rows.forwardSeconds > 1);
  const sorted = rates.map((rows) => rows.values.length / 3 / rows.forwardSeconds).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 4)] ?? 34;
}

/** The sets of which the folder has the index. */
export function fallSetsIn(folder: string): string[] {
  return Object.entries(fallSets)
    .filter(([, form]) => existsSync(join(folder, 'falls', form.folder, form.index)))
    .map(([set]) => set);
}

/** Trials of a set, one person's at a time. `folder` is the data folder that holds `falls/`. */
export function* readTrials(folder: string, set: string, form = fallSets[set]!): Generator<Trial> {
  const base = join(folder, 'falls', form.folder);
  const index = readRows(join(base, form.index)).filter(form.keeps);
  const files = new Set(readdirSync(base));
  for (const subject of new Set(index.map((row) => row.subject!))) {
    if (!files.has(form.file(subject))) continue;
    const samples = new Map<string, Rows>();
    const lines = readText(join(base, form.file(subject)))
      .trimEnd()
      .split('\n');
    for (let i = 1; i < lines.length; i++) {
      const cells = lines[i]!.split(',');
      let rows = samples.get(cells[0]!);
      if (!rows) {
        rows = { values: [], forwardSeconds: 0, lastSeconds: Number.NaN };
        samples.set(cells[0]!, rows);
      }
      const stamp = form.xColumn === 2 && cells[1] !== '' ? Number(cells[1]) : Number.NaN;
      const forward = stamp - rows.lastSeconds;
      if (forward > 0 && forward <= 0.5) rows.forwardSeconds += forward;
      if (!Number.isNaN(stamp)) rows.lastSeconds = stamp;
      const { values } = rows;
      const row = [0, 1, 2].map((axis) => {
        const cell = cells[form.xColumn + axis]!;
        return cell === '' ? Number.NaN : Number(cell) * form.milliG;
      });
      if (form.repeats && row.every((value, axis) => value === values[values.length - 3 + axis])) continue;
      values.push(...row);
    }
    const personHz = personHzOf(samples.values());
    for (const row of index) {
      if (row.subject !== subject) continue;
      const values = samples.get(row.trial!)?.values;
      if (!values || values.length < 60) continue;
      yield {
        set,
        subject,
        elderly: row.age_group === 'elderly' || row.age_group === 'old',
        trial: row.trial!,
        activity: row.activity!,
        isFall: row.is_fall === '1',
        dtMs: 1000 / form.rateHz(row, personHz),
        values: Float64Array.from(values),
        ...(row.fall_start_s
          ? { fallSeconds: [Number(row.fall_start_s), Number(row.fall_end_s)] as [number, number] }
          : {}),
      };
    }
  }
}
