import type { Finding, Packet } from '@munan/flow';
import type { Clock, Log } from '@munan/runtime';
import type { Findings } from './findings.ts';

export interface HistoryNeeds {
  /** What the log holds of a person between two moments, in any order. */
  packetsOf(subject: string, from: number, to: number): AsyncIterable<{ packet: Packet }>;
  judge(subject: string, packets: Packet[]): Finding[];
  findings: Findings;
  clock: Clock;
  log: Log;
}

/** A backlog comes in pieces; it is judged once, when no more of it has come for this long. */
const quietMs = 5_000;
/** What went before is needed to judge what came late: a fever is ten minutes old before it is one. */
const leadInMs = 3_600_000;
const longestStretchMs = 24 * 3_600_000;

/**
 * Judges what came too late for a live alarm: the same detectors, over the stored series, from a fresh state. Its findings
 * are history (`live: false`), whatever order the packets came in.
 */
export class HistoryJudge {
  #needs: HistoryNeeds;
  #waiting = new Map<string, { from: number; to: number; last: number }>();
  #working: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(needs: HistoryNeeds) {
    this.#needs = needs;
  }

  queue(subject: string, span: { from: number; to: number }): void {
    const last = this.#needs.clock.now();
    const known = this.#waiting.get(subject);
    if (!known) this.#waiting.set(subject, { ...span, last });
    else {
      known.from = Math.min(known.from, span.from);
      known.to = Math.max(known.to, span.to);
      known.last = last;
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.#begin(this.#needs.clock.now() - quietMs), quietMs);
  }

  /**
   * Resolves when everything queued so far, of all or of these subjects, is judged and stored.
   * @throws Error when some could not be: it stays queued, and no checkpoint may pass it by
   */
  async settled(of?: ReadonlySet<string>): Promise<void> {
    const before = this.#failures;
    this.#begin(Number.POSITIVE_INFINITY, of);
    await this.#working;
    if (this.#failures > before) throw new Error('late data could not be judged yet');
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.settled();
  }

  #begin(quietSince: number, of?: ReadonlySet<string>): void {
    for (const [subject, { from, to, last }] of this.#waiting) {
      if (last > quietSince || (of && !of.has(subject))) continue;
      this.#waiting.delete(subject);
      this.#working = this.#working.then(() => this.#judge(subject, from, to));
    }
  }

  async #judge(subject: string, from: number, to: number): Promise<void> {
    const { packetsOf, judge, findings, log } = this.#needs;
    try {
      // In stretches, so that a year in a drawer does not have to fit into memory at once.
      for (let start = from; start <= to; start += longestStretchMs) {
        const packets: Packet[] = [];
        for await (const { packet } of packetsOf(subject, start - leadInMs, Math.min(to, start + longestStretchMs)))
          packets.push(packet);
        await findings.keep(judge(subject, packets));
      }
    } catch (error) {
      log.error({ err: error, subject, from, to }, 'late data not judged; it is stored, and judged again');
      this.#failures++;
      this.queue(subject, { from, to });
    }
  }
}
