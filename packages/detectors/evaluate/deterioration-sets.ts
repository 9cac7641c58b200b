/** The hospital sets, as stays of hourly means; values that no living patient has are left out. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export const channels = ['pulse', 'spo2', 'temperature', 'respiration', 'systolic'] as const;
export type HospitalChannel = (typeof channels)[number];
const plausible: Record<HospitalChannel, readonly [number, number]> = {
  pulse: [20, 250],
  spo2: [50, 100],
  temperature: [30, 43],
  respiration: [3, 70],
  systolic: [40, 280],
};

export interface Stay {
  set: 'cinc2019b' | 'cinc2012a';
  id: string;
  ageYears: number;
  hours: number;
  /** NaN where nothing was measured in the hour. */
  means: Record<HospitalChannel, Float32Array>;
  /** 1 from six hours before sepsis began (cinc2019b); in every hour of one who died in hospital (cinc2012a). */
  label: Uint8Array;
  event: boolean;
}

function* rowsOf(folder: string, name: string): Generator<string[]> {
  const text = gunzipSync(readFileSync(join(folder, `${name}.csv.gz`))).toString('latin1');
  let from = text.indexOf('\n') + 1;
  while (from < text.length) {
    let to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    yield text.slice(from, to).split(',');
    from = to + 1;
  }
}
function columnsOf(folder: string, name: string): (wanted: string) => number {
  const text = gunzipSync(readFileSync(join(folder, `${name}.csv.gz`))).toString('latin1');
  const head = text.slice(0, text.indexOf('\n')).trim().split(',');
  return (wanted) => {
    const at = head.indexOf(wanted);
    if (at < 0) throw new Error(`${name} has no column ${wanted}`);
    return at;
  };
}
function plausibleOf(channel: HospitalChannel, text: string | undefined): number {
  if (text === undefined || text === '') return Number.NaN;
  const value = Number(text);
  const [low, high] = plausible[channel];
  return value >= low && value <= high ? value : Number.NaN;
}
const emptyMeans = (hours: number) =>
  Object.fromEntries(channels.map((channel) => [channel, new Float32Array(hours).fill(Number.NaN)])) as Stay['means'];

export const hasDeterioration = (data: string) => existsSync(join(data, 'deterioration', 'cinc2019b_hourly.csv.gz'));

/** Stays in which sepsis began or did not, an hour a row. */
export function readSepsis(data: string): Stay[] {
  const folder = join(data, 'deterioration');
  const stays = new Map<string, Stay>();
  const stayAt = columnsOf(folder, 'cinc2019b_stays');
  for (const row of rowsOf(folder, 'cinc2019b_stays')) {
    const hours = Number(row[stayAt('hours')]);
    const id = row[stayAt('stay')]!;
    stays.set(id, {
      set: 'cinc2019b',
      id,
      ageYears: row[stayAt('age_years')] ? Number(row[stayAt('age_years')]) : Number.NaN,
      hours,
      means: emptyMeans(hours),
      label: new Uint8Array(hours),
      event: row[stayAt('septic')] === '1',
    });
  }
  const at = columnsOf(folder, 'cinc2019b_hourly');
  const columns = {
    pulse: 'hr_bpm',
    spo2: 'spo2_pct',
    temperature: 'temp_c',
    respiration: 'resp_per_min',
    systolic: 'sbp_mmhg',
  };
  const places = channels.map((channel) => [channel, at(columns[channel])] as const);
  const [stayPlace, hourPlace, labelPlace] = [at('stay'), at('hour_index'), at('sepsis_label')];
  for (const row of rowsOf(folder, 'cinc2019b_hourly')) {
    const stay = stays.get(row[stayPlace]!);
    const hour = Number(row[hourPlace]);
    if (!stay || !(hour >= 0 && hour < stay.hours)) continue;
    for (const [channel, place] of places) stay.means[channel][hour] = plausibleOf(channel, row[place]);
    stay.label[hour] = Number(row[labelPlace]) === 1 ? 1 : 0;
  }
  return [...stays.values()];
}

/** Stays of 48 hours with or without death in hospital. Saturation from the artery is not what a device measures, and is left out. */
export function readDeaths(data: string): Stay[] {
  const folder = join(data, 'deterioration');
  const hours = 48;
  const stays = new Map<string, Stay>();
  const stayAt = columnsOf(folder, 'cinc2012a_stays');
  for (const row of rowsOf(folder, 'cinc2012a_stays')) {
    const id = row[stayAt('stay')]!;
    const event = Number(row[stayAt('in_hospital_death')]) === 1;
    const ageYears = row[stayAt('age_years')] ? Number(row[stayAt('age_years')]) : Number.NaN;
    const label = new Uint8Array(hours).fill(event ? 1 : 0);
    stays.set(id, { set: 'cinc2012a', id, ageYears, hours, means: emptyMeans(hours), label, event });
  }
  const at = columnsOf(folder, 'cinc2012a_vitals');
  const places = {
    pulse: [at('hr_bpm')],
    temperature: [at('temp_c')],
    respiration: [at('resp_per_min')],
    systolic: [at('sbp_arterial_mmhg'), at('sbp_cuff_mmhg')],
  };
  const counts = new Map<Stay, Record<keyof typeof places, Uint16Array>>();
  for (const row of rowsOf(folder, 'cinc2012a_vitals')) {
    const stay = stays.get(row[at('stay')]!);
    const hour = Math.floor(Number(row[at('t_min')]) / 60);
    if (!stay || !(hour >= 0 && hour < hours)) continue;
    let count = counts.get(stay);
    if (!count) {
      const fresh = () => new Uint16Array(hours);
      count = { pulse: fresh(), temperature: fresh(), respiration: fresh(), systolic: fresh() };
      counts.set(stay, count);
    }
    for (const [channel, wanted] of Object.entries(places) as [keyof typeof places, number[]][]) {
      const value = wanted.map((place) => plausibleOf(channel, row[place])).find((one) => !Number.isNaN(one));
      if (value === undefined) continue;
      const before = count[channel][hour]!++;
      const mean = stay.means[channel][hour]!;
      stay.means[channel][hour] = before === 0 ? value : mean + (value - mean) / (before + 1);
    }
  }
  return [...stays.values()];
}

export interface Triage {
  ageYears: number;
  first: Record<HospitalChannel, number>;
  /** Expert's level, 1 (resuscitation) to 5. */
  level: number;
}
/** First measurements in two Korean emergency departments, and the level that experts gave. */
export function readTriage(data: string): Triage[] {
  const folder = join(data, 'chronic');
  if (!existsSync(join(folder, 'ktas_triage.csv.gz'))) return [];
  const at = columnsOf(folder, 'ktas_triage');
  const triage: Triage[] = [];
  // A complaint may hold a comma: such a row has quotes, and its numbers are found from the end of the quoted part.
  for (const row of rowsOf(folder, 'ktas_triage')) {
    const cells = unquoted(row);
    const value = (channel: HospitalChannel, name: string) => plausibleOf(channel, cells[at(name)]);
    triage.push({
      ageYears: Number(cells[at('age_years')]),
      first: {
        pulse: value('pulse', 'hr_bpm'),
        spo2: value('spo2', 'spo2_pct'),
        temperature: value('temperature', 'temp_c'),
        respiration: value('respiration', 'resp_per_min'),
        systolic: value('systolic', 'sbp_mmhg'),
      },
      level: Number(cells[at('ktas_expert')]),
    });
  }
  return triage.filter(({ level }) => level >= 1 && level <= 5);
}
function unquoted(row: string[]): string[] {
  const cells: string[] = [];
  let open = false;
  for (const part of row) {
    if (open) cells[cells.length - 1] += `,${part}`;
    else cells.push(part);
    if ((part.split('"').length - 1) % 2 === 1) open = !open;
  }
  return cells;
}
