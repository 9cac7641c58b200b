import type { Clock, Log } from '@munan/runtime';

export interface HeartbeatNeeds {
  /** Asked with GET after a good round of the auditor; `<url>/fail` after a bad one. */
  url: string;
  clock: Pick<Clock, 'monotonic'>;
  log: Log;
}

const everyMs = 60_000;
const timeoutMs = 5_000;

/**
 * Tells somebody outside that Munan lives, so that its silence is noticed there. At most once a minute, at once when well
 * turns to unwell or back, one request at a time; what is answered is not read, and redirects are not followed.
 */
export class Heartbeat {
  #needs: HeartbeatNeeds;
  #last: { at: number; isWell: boolean } | undefined;
  #isHeard = true;
  #beating: Promise<void> | undefined;

  constructor(needs: HeartbeatNeeds) {
    this.#needs = needs;
  }

  /** Returns at once. */
  beat(isWell: boolean): void {
    const now = this.#needs.clock.monotonic();
    const isSoon = this.#last && now - this.#last.at < everyMs && this.#last.isWell === isWell;
    if (isSoon || this.#beating) return;
    this.#last = { at: now, isWell };
    this.#beating = this.#send(isWell).finally(() => {
      this.#beating = undefined;
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#beating;
  }

  async #send(isWell: boolean): Promise<void> {
    const { url, log } = this.#needs;
    const where = new URL(url);
    if (!isWell) where.pathname = `${where.pathname.replace(/\/$/, '')}/fail`;
    let trouble: string | undefined;
    try {
      const answer = await fetch(where, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      await answer.body?.cancel();
      if (!answer.ok) trouble = `answered ${answer.status}`;
    } catch (error) {
      const { message, cause } = error as Error;
      trouble = cause instanceof Error ? cause.message : message;
    }
    // The path is what others must not know; once when it begins and once when it ends.
    if (trouble !== undefined && this.#isHeard) log.warn({ host: where.host, trouble }, 'the heartbeat is not heard');
    if (trouble === undefined && !this.#isHeard) log.info({ host: where.host }, 'the heartbeat is heard again');
    this.#isHeard = trouble === undefined;
  }
}
