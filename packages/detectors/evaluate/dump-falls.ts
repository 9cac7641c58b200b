/**
 * Writes every impact of the fall sets as the net sees it, for tools/train/falls/train.py:
 * `node packages/detectors/evaluate/dump-falls.ts --data DIR --to FOLDER`. The folder holds recordings then: keep it out of the project.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from './data-folder.ts';
import { fallCandidates, impactsOf } from './fall-events.ts';
import { foldOf, personOf } from './fall-scores.ts';
import { fallSets, readTrials } from './fall-sets.ts';

const { values: given } = parseArgs({ options: { data: { type: 'string' }, to: { type: 'string' } } });
if (!given.to) throw new Error('--to FOLDER says where the impacts are written');
mkdirSync(given.to, { recursive: true });
const windows: Buffer[] = [];
const trials = [];
let row = 0;
for (const set of Object.keys(fallSets)) {
  for (const trial of readTrials(dataFolder(), set)) {
    const read = impactsOf(trial);
    const candidates = new Set(fallCandidates(read));
    for (const { window } of read.impacts) windows.push(Buffer.from(window.buffer));
    trials.push({
      set,
      person: personOf(read),
      fold: foldOf(read),
      isFall: read.isFall,
      elderly: read.elderly,
      first: row,
      impacts: read.impacts.map((impact) => ({ isCandidate: candidates.has(impact), peakG: impact.figures[0] })),
    });
    row += read.impacts.length;
  }
}
writeFileSync(join(given.to, 'windows.f32'), Buffer.concat(windows));
writeFileSync(join(given.to, 'trials.json'), JSON.stringify(trials));
console.log(`${trials.length} trials, ${row} impacts`);
