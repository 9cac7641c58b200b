/** Nights and days of one person, in the forms described by the data folder's README. */
import { join } from 'node:path';
import type { Night } from '../src/infection/step.ts';
import { readRows } from './fall-sets.ts';

export interface Person {
  name: string;
  nights: Night[];
  /** Local day on which she fell ill; undefined where nobody said so. */
  onset?: number;
}
/** Days from the onset are counted from here, so that they stay positive as a local day's number is. */
const onsetDay = 20_000;

function peopleOf(
  rows: Record<string, string>[],
  nightOf: (row: Record<string, string>) => Night,
): Map<string, Person> {
  const people = new Map<string, Person>();
  for (const row of rows) {
    const night = nightOf(row);
    if (night.pulse === undefined && night.temperature === undefined) continue;
    let person = people.get(row.subject!);
    if (!person) {
      person = { name: row.subject!, nights: [] };
      people.set(row.subject!, person);
    }
    person.nights.push(night);
  }
  for (const { nights } of people.values()) nights.sort((a, b) => a.day - b.day);
  return people;
}
function figure(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && Number.isFinite(value) && value > 0 ? value : undefined;
}
function nightWith(day: number, pulse: number | undefined, temperature: number | undefined): Night {
  return { day, ...(pulse === undefined ? {} : { pulse }), ...(temperature === undefined ? {} : { temperature }) };
}

/** Basal pulse of students around COVID-19: one figure a day out of the whole day, not of the night. */
export function readOnsets(folder: string): Person[] {
  const rows = readRows(join(folder, 'infection/hr_covid_daily.csv.gz'));
  const people = peopleOf(rows, (row) =>
    nightWith(onsetDay + Number(row.day_from_onset), figure(row.hr_basal_bpm), undefined),
  );
  return [...people.values()].map((person) => ({ ...person, onset: onsetDay }));
}
/** Pulse in NREM sleep and skin temperature of adults of whom no illness is told. */
export function readWell(folder: string): Person[] {
  const rows = readRows(join(folder, 'infection/lifesnaps_daily.csv.gz'));
  const dayOf = (row: Record<string, string>) => Math.floor(Date.parse(`${row.date}T00:00:00Z`) / 86_400_000);
  return [
    ...peopleOf(rows, (row) => nightWith(dayOf(row), figure(row.hr_nrem_bpm), figure(row.skin_temp_night_c))).values(),
  ];
}
