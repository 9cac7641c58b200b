/** 0.975 quantile of the normal distribution: an interval that holds the true share 95 times of 100. */
const z = 1.959964;

/**
 * A share with its 95 % score interval [Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat.
 * Assoc. 22 (1927) 209-212]: with p = k/n,
 *   (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
 * It stays within 0..1 and says something of 0 of 3 as well, unlike the interval of the normal approximation.
 * Undefined for none of none.
 */
export function wilson(count: number, of: number): { value: number; low: number; high: number } | undefined {
  if (of <= 0) return undefined;
  const p = count / of;
  const z2 = z * z;
  const middle = p + z2 / (2 * of);
  const half = z * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of));
  const scale = 1 + z2 / of;
  // At 0 and at all the bound is exact; the sum of floats is not.
  return {
    value: p,
    low: count === 0 ? 0 : Math.max(0, (middle - half) / scale),
    high: count === of ? 1 : Math.min(1, (middle + half) / scale),
  };
}
