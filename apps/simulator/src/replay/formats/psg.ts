import type { Format } from '../recording.ts';
import { evenRun } from '../scalars.ts';
import { readTable } from '../table.ts';

/** Below this the sensor of these nights was off; mostly 0 is written. */
const sensorOffPercent = 50;

export const psg: Format = {
  name: 'psg',
  description: 'a night in a sleep laboratory, SpO2 at 4 Hz (AP01_spo2_4hz.csv.gz), brought to 1 Hz by the median',
  sniff: ({ firstLine }) => firstLine === 't_s,spo2_pct',
  read(source) {
    const table = readTable(source, ['t_s', 'spo2_pct']);
    let off = 0;
    const rows = { count: table.rows, at: (row: number) => table.number(row, 't_s') * 1000, path: source.path };
    const spo2 = evenRun('spo2', 1000, rows, (row) => {
      const value = table.number(row, 'spo2_pct');
      if (value >= sensorOffPercent) return value;
      off++;
      return Number.NaN;
    });
    return {
      format: 'psg',
      title: source.name,
      durationMs: spo2.values.length * 1000,
      runs: [spo2],
      events: [],
      notes: [
        `4 Hz to 1 Hz by the median; ${off} of ${table.rows} samples below ${sensorOffPercent} % are missing: sensor off`,
      ],
    };
  },
};
