/** The shipped scorecard's fit: sepsis within six hours and death in hospital, learned together, each set with an intercept of its own. */
import type { Stay } from './deterioration-sets.ts';
import { type Hours, learningRows, together } from './deterioration-table.ts';
import { type Fitted, fitScorecard, type Table } from './fit-scorecard.ts';

export const fitSettings = { steps: 24, smooth: 500 };
/** What an hour of the second set counts, beside one of the first: chosen among 0, 0.5, 1 and 2 on held-out stays. */
export const deathWeight = 1;

export function fitRisk(sepsis: Hours, deaths: Hours, keep: (stay: Stay) => boolean): Fitted {
  const rows = together(learningRows(sepsis, keep), learningRows(deaths, keep), deathWeight);
  return fitDirected(rows, sepsis.directions);
}
export function fitDirected(rows: Table, directions: readonly number[]): Fitted {
  return fitScorecard(rows, { ...fitSettings, directions });
}
