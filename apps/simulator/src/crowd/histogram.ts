/** Counts durations in buckets 3 % wide, so that a million of them cost nothing to keep. */
export class Histogram {
  static readonly #perDoubling = 24;
  /** Up to 2^32 microseconds. */
  readonly #counts = new Uint32Array(32 * Histogram.#perDoubling);
  #total = 0;
  #largestMs = 0;

  record(ms: number): void {
    const microseconds = Math.max(1, ms * 1000);
    const bucket = Math.floor(Math.log2(microseconds) * Histogram.#perDoubling);
    this.#counts[Math.min(bucket, this.#counts.length - 1)]! += 1;
    this.#total++;
    if (ms > this.#largestMs) this.#largestMs = ms;
  }

  get total(): number {
    return this.#total;
  }

  get largestMs(): number {
    return this.#largestMs;
  }

  /** The duration, ms, that `share` (0..1) of the recorded ones do not exceed by more than a bucket; NaN of nothing. */
  quantileMs(share: number): number {
    if (this.#total === 0) return Number.NaN;
    const wanted = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= wanted) return Math.min(this.#largestMs, 2 ** ((bucket + 1) / Histogram.#perDoubling) / 1000);
    }
    return this.#largestMs;
  }
}
