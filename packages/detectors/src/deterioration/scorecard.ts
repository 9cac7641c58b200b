/**
 * A scorecard: each figure falls into a step and brings its points (natural log-odds). The steps of one figure are centred, so that a
 * figure that is missing brings 0, neither worry nor comfort: that something was measured says nothing.
 */
export interface Card {
  figure: string;
  /** Borders of the steps, rising; a value at a border is in the step above. */
  edges: readonly number[];
  /** One more than edges. */
  points: readonly number[];
}
export type Scorecard = readonly Card[];

export function stepOf(edges: readonly number[], value: number): number {
  let step = 0;
  while (step < edges.length && value >= edges[step]!) step++;
  return step;
}
/** Points of each figure, in the order of the card; 0 for what is not a number. */
export function pointsOf(figures: readonly number[], card: Scorecard): number[] {
  return card.map(({ edges, points }, i) => {
    const value = figures[i]!;
    return Number.isNaN(value) ? 0 : points[stepOf(edges, value)]!;
  });
}
export const sumOf = (points: readonly number[]) => points.reduce((sum, point) => sum + point, 0);
