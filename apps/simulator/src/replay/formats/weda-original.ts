import { basename } from 'node:path';
import { fromMetresPerSecond2, recordMotion, type Trial, wanted } from '../motion.ts';
import type { Format } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';
import { openSource, type Source } from '../source.ts';
import { readTable } from '../table.ts';

const header = ['accel_time_list', 'accel_x_list', 'accel_y_list', 'accel_z_list'];
const fileName = /^(U\d\d_R\d\d)_accel\.csv$/;

function readTrial(path: string, name: string): Trial {
  const table = readTable(openSource(path), header);
  const stampsMs = new Float64Array(table.rows);
  const milliG = new Float64Array(table.rows * 3);
  for (let row = 0; row < table.rows; row++) {
    stampsMs[row] = table.number(row, header[0]!) * 1000;
    for (let axis = 0; axis < 3; axis++) {
      milliG[row * 3 + axis] = table.number(row, header[axis + 1]!) * fromMetresPerSecond2;
    }
  }
  return { name, stampsMs, milliG };
}

function trialFiles(source: Source): string[] {
  if (source.kind === 'folder') return source.files.filter((path) => fileName.test(basename(path)));
  return source.firstLine === header.join(',') ? [source.path] : [];
}

export const wedaOriginal: Format = {
  name: 'weda-original',
  description: 'WEDA-FALL as published: a file dataset/50Hz/F01/U01_R03_accel.csv or the folder F01 (trials U01_R03)',
  sniff: (source) => trialFiles(source).length > 0,
  read(source, choice) {
    const files = source.kind === 'folder' ? trialFiles(source) : [source.path];
    if (files.length === 0) {
      throw new ReplayError('wrong-format', `${source.path} holds no file named like U01_R01_accel.csv`);
    }
    const trials = files.map((path) => {
      const name = fileName.exec(basename(path))?.[1] ?? basename(path);
      if (wanted(name, choice.trial)) return readTrial(path, name);
      return { name, stampsMs: new Float64Array(0), milliG: new Float64Array(0) };
    });
    return recordMotion('weda-original', `${source.folder}/${source.name}`, trials, choice);
  },
};
