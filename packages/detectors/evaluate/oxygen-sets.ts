/** Recordings of saturation: nights of a sleep laboratory, runs of induced hypoxaemia, a ring beside a watch. Whatever lies there. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRows } from './fall-sets.ts';

const number = (cell: string | undefined) => (cell === undefined || cell === '' ? Number.NaN : Number(cell));
const filesIn = (folder: string, ending: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .sort()
    : [];

export interface Span {
  fromS: number;
  toS: number;
}
export interface LaboratoryNight {
  name: string;
  /** Unix ms, the clock of the laboratory read as UTC. */
  start: number;
  /** 4 Hz, %; as recorded, with what the sensor said off the finger. */
  spo2: Float64Array;
  /** Scored apnoeas and hypopnoeas. */
  events: Span[];
  /** Scored epochs of 30 s: whether asleep. */
  epochs: { fromS: number; asleep: boolean }[];
}
const awake = ['Wake', 'A', 'Movement'];

export function readNights(data: string): LaboratoryNight[] {
  const folder = join(data, 'spo2/psg');
  const ending = '_spo2_4hz.csv.gz';
  const index = existsSync(join(folder, 'psg_nights.csv.gz')) ? readRows(join(folder, 'psg_nights.csv.gz')) : [];
  // A night that nobody scored has nothing to be held against.
  const scored = filesIn(folder, ending).filter((file) =>
    ['events', 'stages_30s'].every((part) => existsSync(join(folder, file.replace(ending, `_${part}.csv.gz`)))),
  );
  return scored.map((file) => {
    const name = file.slice(0, -ending.length);
    const began = index.find(({ night }) => night === name)?.start_local ?? '2024-01-01T22:00:00';
    return {
      name,
      start: Date.parse(`${began}Z`),
      spo2: Float64Array.from(readRows(join(folder, file)), ({ spo2_pct }) => number(spo2_pct)),
      events: readRows(join(folder, `${name}_events.csv.gz`)).map((row) => ({
        fromS: number(row.start_s),
        toS: number(row.end_s),
      })),
      epochs: readRows(join(folder, `${name}_stages_30s.csv.gz`)).map((row) => ({
        fromS: number(row.t_s),
        asleep: !awake.includes(row.stage ?? ''),
      })),
    };
  });
}

export interface HypoxaemiaRun {
  name: string;
  /** Median of the four oximeters, 1 Hz, %. */
  reference: Float64Array;
  devices: { name: string; spo2: Float64Array }[];
}
export function readHypoxaemia(data: string): HypoxaemiaRun[] {
  const folder = join(data, 'spo2/hypoxemia');
  return filesIn(folder, '.csv.gz').map((file) => {
    const rows = readRows(join(folder, file));
    const column = (name: string) => Float64Array.from(rows, (row) => number(row[name]));
    const names = Object.keys(rows[0] ?? {}).filter(
      (name) => /^spo2_.*_pct$/.test(name) && !name.includes('ref_median'),
    );
    return {
      name: file.replace('.csv.gz', ''),
      reference: column('spo2_ref_median_pct'),
      devices: names.map((name) => ({ name: name.slice(5, -4), spo2: column(name) })),
    };
  });
}

export interface RingNight {
  name: string;
  /** Unix ms of the ring's first sample, and the time from one to the next, ms. */
  start: number;
  dtMs: number;
  ring: Float64Array;
  /** Of a watch worn beside it; none where there was none. */
  watch: { t: number; percent: number }[];
}
export function readRingNights(data: string): RingNight[] {
  const folder = join(data, 'spo2/ring');
  return filesIn(folder, '.csv.gz').flatMap((file) => {
    const name = /^(.+)_ring.*\.csv\.gz$/.exec(file)?.[1];
    if (name === undefined) return [];
    const rows = readRows(join(folder, file));
    const times = rows.map((row) => Date.parse(row.time_utc ?? ''));
    const steps = times.slice(1).map((t, i) => t - times[i]!);
    const beside = join(folder, `${name}_watch_spo2.csv.gz`);
    return {
      name,
      start: times[0]!,
      dtMs: steps.sort((a, b) => a - b)[steps.length >> 1]!,
      ring: Float64Array.from(rows, (row) => number(row.spo2_pct)),
      watch: (existsSync(beside) ? readRows(beside) : []).map((row) => ({
        t: Date.parse(row.time_utc!),
        percent: number(row.spo2_pct),
      })),
    };
  });
}

/** Every `step`th sample: what a slower device would have sent. */
export const thinned = (values: Float64Array, step: number) => values.filter((_, i) => i % step === 0);
