/**
 * Trains the scorecard of the deterioration detector and writes it to src/deterioration/generated/card.ts:
 * `node packages/detectors/evaluate/train-deterioration.ts --data DIR` (or MUNAN_DATA). The same data give the same file.
 */
import { writeFileSync } from 'node:fs';
import { pointBins, shareBelow } from '../src/deterioration/rank.ts';
import { dataFolder } from './data-folder.ts';
import { readDeaths, readSepsis } from './deterioration-sets.ts';
import { foldOf, folds, hoursOf } from './deterioration-table.ts';
import { fitRisk } from './fit-deterioration.ts';
import { scoreRows } from './fit-scorecard.ts';

const folder = dataFolder();
const sepsis = hoursOf(readSepsis(folder));
const deaths = hoursOf(readDeaths(folder));
const { card } = fitRisk(sepsis, deaths, () => true);

// The hospital's patients, each judged by a card that has not seen her: hours of stays in which no sepsis began.
const histogram = new Array<number>(pointBins.count).fill(0);
let hours = 0;
for (const fold of folds) {
  const scores = scoreRows(
    fitRisk(sepsis, deaths, (stay) => foldOf(stay) !== fold),
    sepsis.figures,
    sepsis.rows,
  );
  for (let row = 0; row < sepsis.rows; row++) {
    const stay = sepsis.stays[sepsis.stay[row]!]!;
    // As at home, an hour without a pulse is not judged.
    if (stay.event || foldOf(stay) !== fold || Number.isNaN(stay.means.pulse[sepsis.hour[row]!]!)) continue;
    histogram[pointBins.of(scores[row]!)]!++;
    hours++;
  }
}
const reference = histogram.map((count) => Number((count / hours).toFixed(5)));
const lines = card.map(
  ({ figure, edges, points }) =>
    `  { figure: '${figure}', edges: [${edges.join(', ')}], points: [${points.join(', ')}] },`,
);
writeFileSync(
  new URL('../src/deterioration/generated/card.ts', import.meta.url),
  `import type { Scorecard } from '../scorecard.ts';

/** Written by packages/detectors/evaluate/train-deterioration.ts; not by hand. Points are natural log-odds. */
export const card: Scorecard = [
${lines.join('\n')}
];

/** Shares of the hours of hospital patients in whom no sepsis began, over \`pointBins\`. */
export const hospitalShares: readonly number[] = [
  ${reference.join(', ')},
];
`,
);
console.log(
  `${hours} hours; 90 % of them below ${[...Array(61).keys()].map((i) => i / 10 - 3).find((at) => shareBelow(reference, at) >= 0.9)} points`,
);
