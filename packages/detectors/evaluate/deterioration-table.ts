/** The hours of stays as rows of figures: those of the shipped scorecard, and others that are asked for to show what they would do. */
import { channelFigures, figuresOf, riskFigures, windowHours } from '../src/deterioration/figures.ts';
import { channels, type HospitalChannel, type Stay } from './deterioration-sets.ts';
import type { Table } from './fit-scorecard.ts';

/**
 * `nurse`: respiration and pressure, which no device of ours measures. `presence`: how long ago and how often each vital was measured.
 * `clock`: the hour of the stay, which says nothing at home. The last two are leaks, and are here to be shown.
 */
export type Extra = 'nurse' | 'presence' | 'clock';
interface Column {
  name: string;
  direction: number;
}
const nurse: Column[] = [
  { name: 'respirationLevelPerMin', direction: 0 },
  { name: 'respirationWorstPerMin', direction: 1 },
  { name: 'respirationShiftPerMin', direction: 1 },
  { name: 'systolicLevelMmHg', direction: 0 },
  { name: 'systolicWorstMmHg', direction: -1 },
  { name: 'systolicShiftMmHg', direction: 0 },
  { name: 'pulsePerSystolic', direction: 1 },
];
const presence: Column[] = channels.flatMap((channel) => [
  { name: `${channel}MeasuredBeforeHours`, direction: 0 },
  { name: `${channel}MeasuredIn8h`, direction: 0 },
]);
const clock: Column[] = [{ name: 'hourOfStay', direction: 0 }];
const added: Record<Extra, Column[]> = { nurse, presence, clock };

export interface Hours extends Table {
  stays: readonly Stay[];
  /** Of each row: the place of its stay, and the hour in it. */
  stay: Int32Array;
  hour: Int32Array;
  directions: number[];
}

type Windows = Record<HospitalChannel, Float64Array>;
const measured = (value: number) => !Number.isNaN(value);
function extraOf(extra: Extra, windows: Windows, hour: number): number[] {
  if (extra === 'clock') return [hour];
  if (extra === 'presence')
    return channels.flatMap((channel) => {
      const window = windows[channel];
      const last = window.findLastIndex(measured);
      return [
        last < 0 ? windowHours : windowHours - 1 - last,
        window.subarray(windowHours - 8).filter(measured).length,
      ];
    });
  const respiration = channelFigures(windows.respiration, {
    levelHours: 4,
    worst: 'highest',
    leastShort: 5,
    leastBefore: 8,
  });
  const systolic = channelFigures(windows.systolic, { levelHours: 4, worst: 'lowest', leastShort: 5, leastBefore: 8 });
  const pulse = channelFigures(windows.pulse, { levelHours: 4, worst: 'highest', leastShort: 5, leastBefore: 8 });
  return [
    respiration.level,
    respiration.worst,
    respiration.shift,
    systolic.level,
    systolic.worst,
    systolic.shift,
    pulse.level / systolic.level,
  ];
}

/** Every hour of the stays; a channel named in `without` is as if it had not been measured. */
export function hoursOf(
  stays: readonly Stay[],
  extras: readonly Extra[] = [],
  without: readonly HospitalChannel[] = [],
): Hours {
  const columns: Column[] = [...riskFigures, ...extras.flatMap((extra) => added[extra])];
  const width = columns.length;
  const rows = stays.reduce((sum, { hours }) => sum + hours, 0);
  const table: Hours = {
    names: columns.map(({ name }) => name),
    directions: columns.map(({ direction }) => direction),
    rows,
    figures: new Float32Array(rows * width),
    label: new Uint8Array(rows),
    weight: new Float64Array(rows).fill(1),
    stays,
    stay: new Int32Array(rows),
    hour: new Int32Array(rows),
  };
  const windows = Object.fromEntries(channels.map((name) => [name, new Float64Array(windowHours)])) as Windows;
  let row = 0;
  stays.forEach((stay, place) => {
    for (const name of channels) windows[name].fill(Number.NaN);
    for (let hour = 0; hour < stay.hours; hour++) {
      for (const name of channels) {
        windows[name].copyWithin(0, 1);
        windows[name][windowHours - 1] = without.includes(name) ? Number.NaN : stay.means[name][hour]!;
      }
      const figures = figuresOf(windows, stay.ageYears);
      for (const extra of extras) figures.push(...extraOf(extra, windows, hour));
      table.figures.set(figures, row * width);
      table.label[row] = stay.label[hour]!;
      table.stay[row] = place;
      table.hour[row] = hour;
      row++;
    }
  });
  return table;
}

/** Five parts by the name of the stay, so that a stay is wholly in one and stays there whatever else is in the folder. */
export function foldOf(stay: Stay): number {
  let hash = 2_166_136_261;
  for (const sign of stay.id) hash = Math.imul(hash ^ sign.charCodeAt(0), 16_777_619);
  return ((hash >>> 8) & 0xffff) % 5;
}
export const folds = [0, 1, 2, 3, 4];

/** Rows for fitting: of stays without an event every `each`th hour stands for all of them. */
export function learningRows(hours: Hours, keep: (stay: Stay) => boolean, each = 4): Hours {
  const width = hours.names.length;
  const chosen: number[] = [];
  for (let row = 0; row < hours.rows; row++) {
    const stay = hours.stays[hours.stay[row]!]!;
    const sampled = stay.set === 'cinc2012a' ? deathHours.includes(hours.hour[row]!) : stay.event || row % each === 0;
    if (sampled && keep(stay)) chosen.push(row);
  }
  const figures = new Float32Array(chosen.length * width);
  chosen.forEach((row, at) => {
    figures.set(hours.figures.subarray(row * width, (row + 1) * width), at * width);
  });
  const isRepeated = (row: number) => {
    const stay = hours.stays[hours.stay[row]!]!;
    return stay.set === 'cinc2019b' && !stay.event;
  };
  return {
    ...hours,
    rows: chosen.length,
    figures,
    label: Uint8Array.from(chosen, (row) => hours.label[row]!),
    weight: Float64Array.from(chosen, (row) => (isRepeated(row) ? each : 1)),
    stay: Int32Array.from(chosen, (row) => hours.stay[row]!),
    hour: Int32Array.from(chosen, (row) => hours.hour[row]!),
  };
}
/** Of a stay of 48 hours in which somebody died or did not: its hours are alike, and seven are enough. */
const deathHours = [11, 17, 23, 29, 35, 41, 47];

/** Two sets one under the other, each with an intercept of its own; rows of the second count `weight` times. */
export function together(first: Hours, second: Hours, weight: number): Table {
  const rows = first.rows + second.rows;
  const figures = new Float32Array(rows * first.names.length);
  figures.set(first.figures);
  figures.set(second.figures, first.figures.length);
  const label = new Uint8Array(rows);
  label.set(first.label);
  label.set(second.label, first.rows);
  return {
    names: first.names,
    rows,
    figures,
    label,
    weight: Float64Array.from({ length: rows }, (_, i) =>
      i < first.rows ? first.weight[i]! : second.weight[i - first.rows]! * weight,
    ),
    set: Uint8Array.from({ length: rows }, (_, i) => (i < first.rows ? 0 : 1)),
  };
}
