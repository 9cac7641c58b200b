import { basename } from 'node:path';
import { recordMotion, type Trial, wanted } from '../motion.ts';
import type { Choice, Format } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';
import { openSource, type Source } from '../source.ts';

const rateHz = 200;
const countsPerG = 256;
const fileName = /^([DF]\d\d)_(S[AE]\d\d)_(R\d\d)\.txt$/;

function readTrial(path: string, name: string): Trial {
  const { text } = openSource(path);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const milliG = new Float64Array(lines.length * 3);
  for (const [at, line] of lines.entries()) {
    const cells = line.replace(/;\s*$/, '').split(',');
    // Nine columns: ADXL345, ITG3200, MMA8451Q; the first three are the accelerometer used here.
    const numbers = cells.slice(0, 3).map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    if (cells.length !== 9 || numbers.some((value) => !Number.isFinite(value))) {
      throw new ReplayError('bad-cell', `${path} line ${at + 1}: nine numbers with commas between are expected`);
    }
    for (let axis = 0; axis < 3; axis++) milliG[at * 3 + axis] = (numbers[axis]! * 1000) / countsPerG;
  }
  return { name, stampsMs: Float64Array.from({ length: lines.length }, (_, at) => (at * 1000) / rateHz), milliG };
}

/** Trials are named as in the other forms: activity and repetition, D01_R01. */
function trialName(path: string): string | undefined {
  const parts = fileName.exec(basename(path));
  return parts ? `${parts[1]}_${parts[3]}` : undefined;
}

function trialFiles(source: Source): string[] {
  const files = source.kind === 'folder' ? source.files : [source.path];
  return files.filter((path) => trialName(path) !== undefined);
}

export const sisfallOriginal: Format = {
  name: 'sisfall-original',
  description: 'SisFall as published: a file SA01/D01_SA01_R01.txt or a person’s folder SA01',
  sniff: (source) => trialFiles(source).length > 0,
  read(source, choice: Choice) {
    const files = trialFiles(source);
    if (files.length === 0) {
      throw new ReplayError('wrong-format', `${source.path} holds no file named like D01_SA01_R01.txt`);
    }
    const trials = files.map((path) => {
      const name = trialName(path)!;
      if (wanted(name, choice.trial)) return readTrial(path, name);
      return { name, stampsMs: new Float64Array(0), milliG: new Float64Array(0) };
    });
    return recordMotion('sisfall-original', source.name, trials, choice);
  },
};
