/**
 * Trains the trees of the fall detector and writes them to src/fall/generated/trees.ts:
 * `node packages/detectors/evaluate/train-falls.ts --data DIR` (or MUNAN_DATA). The same data give the same file.
 */
import { writeFileSync } from 'node:fs';
import { dataFolder } from './data-folder.ts';
import { impactsOf } from './fall-events.ts';
import { fallSets, readTrials } from './fall-sets.ts';
import { fitFalls } from './fit-falls.ts';

const folder = dataFolder();
const trees = fitFalls(
  Object.keys(fallSets).flatMap((set) => [...readTrials(folder, set)].map((trial) => impactsOf(trial))),
);
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
writeFileSync(
  new URL('../src/fall/generated/trees.ts', import.meta.url),
  `/** Written by packages/detectors/evaluate/train-falls.ts; not by hand. Complete trees of depth 3. */
export const trees = {
  base: ${short(trees.base)},
  figure: ${lines(trees.figure, 7)},
  below: ${lines(trees.below, 7)},
  leaf: ${lines(trees.leaf, 8)},
};
`,
);
