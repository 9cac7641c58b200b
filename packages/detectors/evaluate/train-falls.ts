/**
 * Trains the trees of the fall detector and writes them to src/fall/generated/trees.ts:
 * `node packages/detectors/evaluate/train-falls.ts --data DIR` (or MUNAN_DATA). The same data give the same file.
 */
import { writeFileSync } from 'node:fs';
import { boost } from './boost.ts';
import { dataFolder } from './data-folder.ts';
import { examplesOf, impactsOf, trainingSets } from './fall-events.ts';
import { readTrials } from './fall-sets.ts';

const folder = dataFolder();
const trials = trainingSets.flatMap((set) => [...readTrials(folder, set)].map(impactsOf));
const trees = boost(examplesOf(trials));
const short = (value: number) => Number(value.toPrecision(4));
function lines(values: number[], each: number): string {
  const rows: string[] = [];
  for (let i = 0; i < values.length; i += each)
    rows.push(
      `    ${values
        .slice(i, i + each)
        .map(short)
        .join(', ')},`,
    );
  return `[\n${rows.join('\n')}\n  ]`;
}
const unused = 1e9;
writeFileSync(
  new URL('../src/fall/generated/trees.ts', import.meta.url),
  `/** Written by packages/detectors/evaluate/train-falls.ts; not by hand. Complete trees of depth 3. */
export const trees = {
  base: ${short(trees.base)},
  figure: ${lines(trees.figure, 7)},
  below: ${lines(
    trees.below.map((value) => Math.min(value, unused)),
    7,
  )},
  leaf: ${lines(trees.leaf, 8)},
};
`,
);
