import { percentiles } from './percentiles.ts';

/** What was sent and has not arrived yet, and how long the others took. */
export class Waiting {
  #sentAt = new Map<string, number>();
  #took: number[] = [];

  expect(name: string): void {
    this.#sentAt.set(name, performance.now());
  }

  arrived(name: string): void {
    const sentAt = this.#sentAt.get(name);
    if (sentAt === undefined) return;
    this.#sentAt.delete(name);
    this.#took.push(performance.now() - sentAt);
  }

  /** @throws Error when something has not arrived: a figure without it would be a lie */
  take(): { p50: number; p99: number; most: number } {
    const missing = [...this.#sentAt.keys()];
    if (missing.length > 0) throw new Error(`${missing.length} never arrived, the first is ${missing[0]}`);
    const took = this.#took;
    this.#took = [];
    return percentiles(took);
  }
}
