/** The median and the 99th centile (nearest rank) of what was measured. @throws Error when nothing was */
export function percentiles(measured: readonly number[]): { p50: number; p99: number; most: number } {
  if (measured.length === 0) throw new Error('nothing was measured');
  const sorted = measured.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1)! };
}
