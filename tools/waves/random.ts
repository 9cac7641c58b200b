/** mulberry32: the same seed gives the same choices, though not the same moments. */
export class Dice {
  #drawn: number;

  constructor(seed: number) {
    this.#drawn = seed;
  }

  /** From 0, below 1. */
  next(): number {
    this.#drawn = (this.#drawn + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#drawn ^ (this.#drawn >>> 15), 1 | this.#drawn);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  one<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }
}
