import type { Clock } from '@munan/runtime';

export interface FedNeeds {
  clock: Pick<Clock, 'monotonic'>;
  /** Last position of the packet log. */
  logEnd(): Promise<number>;
  /** Of how many commits the detectors were told. */
  told(): number;
  /** How long what they found has been on its way to the disk, ms. */
  handingMs(): number;
}

/**
 * Whether the detectors are fed: the log grows and they are told of nothing, or what they found does not reach the disk.
 * Positions alone do not say it: of packets that were judged the detectors know no position until the next commit.
 */
export class Fed {
  #needs: FedNeeds;
  #told = -1;
  #end = 0;
  #since: number | undefined;

  constructor(needs: FedNeeds) {
    this.#needs = needs;
  }

  /** How far behind, ms; by the second look at the earliest. */
  async behindMs(): Promise<number> {
    const { clock, logEnd, told, handingMs } = this.#needs;
    const end = await logEnd();
    if (told() !== this.#told) {
      this.#told = told();
      this.#end = end;
      this.#since = undefined;
    } else if (end > this.#end) this.#since ??= clock.monotonic();
    return Math.max(handingMs(), this.#since === undefined ? 0 : clock.monotonic() - this.#since);
  }
}
