/** Reads series of one figure a day, in the forms described by the data folder's README. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WatchSettings } from '../src/index.ts';
import type { Judged } from '../src/usual/sudden.ts';
import { readRows } from './fall-sets.ts';

export interface DayPerson {
  name: string;
  /** Day number and value, in order. */
  days: [day: number, value: number][];
  prior: NonNullable<WatchSettings['person']>;
  /** Whether day numbers count from the onset of an illness. */
  isFromOnset: boolean;
}
export interface DaySet {
  name: string;
  channel: Judged;
  /** Of the figure, for the tables. */
  unit: string;
  decimals: number;
  /**
   * Where the figure is not what the prior speaks of (skin, not ear): each person's values are moved by what the mean of all
   * other people differs from the prior's middle.
   */
  isMoved: boolean;
  people: DayPerson[];
}
/** People with fewer days teach nothing of later days. */
const leastDays = 10;

function setOf(
  rows: Record<string, string>[],
  column: string,
  more: Omit<DaySet, 'people'>,
  dayOf: (row: Record<string, string>) => number,
  isFromOnset: boolean,
): DaySet {
  const people = new Map<string, DayPerson>();
  for (const row of rows) {
    const value = Number(row[column]);
    if (!row[column] || !Number.isFinite(value) || value <= 0) continue;
    let person = people.get(row.subject!);
    if (!person) {
      const sex = row.sex === 'female' || row.sex === 'male' ? row.sex : undefined;
      person = { name: row.subject!, days: [], prior: sex ? { sex } : {}, isFromOnset };
      people.set(row.subject!, person);
    }
    person.days.push([dayOf(row), value]);
  }
  const kept = [...people.values()].filter(({ days }) => days.length >= leastDays);
  for (const { days } of kept) days.sort((a, b) => a[0] - b[0]);
  return { ...more, people: kept };
}

/** Sets of which the folder has people. */
export function readDaySets(folder: string): DaySet[] {
  const rowsOf = (name: string) => {
    const path = join(folder, 'infection', `${name}.csv.gz`);
    return existsSync(path) ? readRows(path) : [];
  };
  const snaps = rowsOf('lifesnaps_daily');
  const onset = rowsOf('hr_covid_daily');
  const date = (row: Record<string, string>) => Math.floor(Date.parse(`${row.date}T00:00:00Z`) / 86_400_000);
  // From a day of the calendar on, so that days stay positive as the model's are.
  const fromOnset = (row: Record<string, string>) => 20_000 + Number(row.day_from_onset);
  const pulse = { channel: 'pulse', unit: '/min', decimals: 1, isMoved: false } as const;
  return [
    setOf(snaps, 'hr_nrem_bpm', { ...pulse, name: 'LifeSnaps, pulse asleep (NREM)' }, date, false),
    setOf(snaps, 'hr_resting_bpm', { ...pulse, name: "LifeSnaps, resting pulse (the maker's, smoothed)" }, date, false),
    setOf(onset, 'hr_basal_bpm', { ...pulse, name: 'Pulse around COVID-19, basal' }, fromOnset, true),
    setOf(
      snaps,
      'skin_temp_night_c',
      { channel: 'temperature', unit: '°C', decimals: 2, isMoved: true, name: 'LifeSnaps, skin temperature at night' },
      date,
      false,
    ),
    setOf(
      snaps,
      'spo2_pct',
      { channel: 'spo2', unit: '%', decimals: 2, isMoved: false, name: 'LifeSnaps, saturation at night' },
      date,
      false,
    ),
  ].filter(({ people }) => people.length > 0);
}
