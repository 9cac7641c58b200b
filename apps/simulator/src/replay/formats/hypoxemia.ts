import type { Format } from '../recording.ts';
import { evenRun, median } from '../scalars.ts';
import { readTable } from '../table.ts';

const spo2Column = 'spo2_ref_median_pct';

export const hypoxemia: Format = {
  name: 'hypoxemia',
  description: 'induced hypoxaemia, 1 Hz (100001.csv.gz): the reference median SpO2, and the median of the pulses',
  sniff: ({ firstLine }) => firstLine.split(',').includes(spo2Column),
  read(source) {
    const table = readTable(source, ['t_s', spo2Column]);
    const pulses = table.columns.filter((column) => column.startsWith('pulse_'));
    const at = (row: number) => table.number(row, 't_s') * 1000;
    const rows = { count: table.rows, at, path: source.path };
    const spo2 = evenRun('spo2', 1000, rows, (row) => table.number(row, spo2Column));
    const pulse = evenRun('pulse', 1000, rows, (row) => median(pulses.map((column) => table.number(row, column))));
    return {
      format: 'hypoxemia',
      title: source.name,
      durationMs: spo2.values.length * 1000,
      runs: pulses.length > 0 ? [spo2, pulse] : [spo2],
      events: [],
      notes: [`SpO2 is ${spo2Column}; pulse is the median of ${pulses.length} oximeters`],
    };
  },
};
