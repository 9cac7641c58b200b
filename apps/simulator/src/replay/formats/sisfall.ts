import { groupTrials, recordMotion } from '../motion.ts';
import type { Format } from '../recording.ts';
import { readTable } from '../table.ts';

const header = ['trial', 'ax_g_x256', 'ay_g_x256', 'az_g_x256'];
const rateHz = 200;
const countsPerG = 256;

export const sisfall: Format = {
  name: 'sisfall',
  description: 'SisFall, waist, one file a person (SE01_acc_200hz.csv.gz): trial, acceleration in g x 256 at 200 Hz',
  sniff: ({ firstLine }) => firstLine === header.join(','),
  read(source, choice) {
    const table = readTable(source, header);
    const milliG = (row: number, column: string) => (table.number(row, column) * 1000) / countsPerG;
    const trials = groupTrials(
      table.rows,
      (row) => table.text(row, 'trial'),
      (row, at) => [(at * 1000) / rateHz, milliG(row, 'ax_g_x256'), milliG(row, 'ay_g_x256'), milliG(row, 'az_g_x256')],
      choice,
    );
    return recordMotion('sisfall', source.name, trials, choice);
  },
};
