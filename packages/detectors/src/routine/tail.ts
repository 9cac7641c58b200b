/**
 * How likely at least `times` are in a night, where such nights have had `before`: the rate is gamma, worth `prior.nights`
 * nights of other people's, so a night is negative binomial [Gelman, Bayesian Data Analysis, 2.6]. 1 for 0 times.
 */
export function chanceOfAtLeast(
  times: number,
  before: readonly number[],
  prior: { mean: number; nights: number },
): number {
  const shape = prior.mean * prior.nights + before.reduce((sum, count) => sum + count, 0);
  const nights = prior.nights + before.length;
  // P(0) = (nights / (nights + 1)) ^ shape; P(k + 1) = P(k) (shape + k) / (k + 1) / (nights + 1).
  let chance = (nights / (nights + 1)) ** shape;
  let below = 0;
  for (let k = 0; k < times; k++) {
    below += chance;
    chance *= (shape + k) / (k + 1) / (nights + 1);
  }
  return Math.max(0, 1 - below);
}
