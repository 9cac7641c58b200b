import type { Format } from '../recording.ts';
import { evenRun, instantMs } from '../scalars.ts';
import { readTable } from '../table.ts';

const periodMs = 4000;

export const ring: Format = {
  name: 'ring',
  description: 'a night with an oximeter ring, every 4 s (night1_ring_4s.csv.gz): SpO2 and pulse',
  sniff: ({ firstLine }) => firstLine.startsWith('time_utc,spo2_pct,pulse_bpm'),
  read(source) {
    const table = readTable(source, ['time_utc', 'spo2_pct', 'pulse_bpm']);
    const start = instantMs(source.path, 2, table.text(0, 'time_utc'));
    const at = (row: number) => instantMs(source.path, row + 2, table.text(row, 'time_utc')) - start;
    const rows = { count: table.rows, at, path: source.path };
    const spo2 = evenRun('spo2', periodMs, rows, (row) => table.number(row, 'spo2_pct'));
    const pulse = evenRun('pulse', periodMs, rows, (row) => table.number(row, 'pulse_bpm'));
    return {
      format: 'ring',
      title: source.name,
      durationMs: spo2.values.length * periodMs,
      runs: [spo2, pulse],
      events: [],
      notes: [],
    };
  },
};
