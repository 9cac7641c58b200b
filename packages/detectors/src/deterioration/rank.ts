/** A distribution of points in steps, and the place of one value in it. */
const from = -1.6;
const width = 0.15;
export const pointBins = {
  count: 30,
  of: (points: number) => Math.max(0, Math.min(29, Math.floor((points - from) / width))),
} as const;

/** Share of a distribution below a value, 0..1; within a step it is taken as even. 0 of an empty one. */
export function shareBelow(weights: readonly number[], points: number): number {
  const bin = pointBins.of(points);
  const within = Math.max(0, Math.min(1, (points - from) / width - bin));
  let below = 0;
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    total += weights[i]!;
    below += i < bin ? weights[i]! : i === bin ? weights[i]! * within : 0;
  }
  return total > 0 ? below / total : 0;
}
/** The value below which a share of a distribution lies: the edge between two steps that is nearest. */
export function valueAt(weights: readonly number[], share: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight > 0 && below + weight >= share * total) return from + width * (i + (share * total - below) / weight);
    below += weight;
  }
  return from + width * weights.length;
}
