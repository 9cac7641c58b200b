import type { Finding } from '@munan/flow';
import { type Clock, ClockSetting, type Database, type Log } from '@munan/runtime';
import { atMost, auditQueries } from './auditor-queries.ts';
import { Rounds } from './rounds.ts';
import type { ResponseTables } from './tables.ts';

/** What is looked at in a round, each by itself: one that cannot be looked at holds up no other. */
export type AuditCheck = 'deadlines' | 'steps' | 'findings' | 'detectors' | 'messages';

export interface AuditReport {
  at: number;
  /** Open alerts looked at, 10,000 at most: the count itself must stay cheap. */
  checked: number;
  /** Open alerts without a live deadline, and how many of them have one again. */
  found: number;
  repaired: number;
  /** How long ago the most overdue of them was due, ms; 0 where none was. */
  lateMs: number;
  /** Steps that had begun and were left without an end: they have one now. */
  steps: number;
  /** Findings of which nobody had made an alert: they have one now. */
  findings: number;
  /** How far the detectors are behind what has arrived, ms. */
  behindMs: number;
  /** How long the message that waits longest has been ready to go out, ms. */
  waitingMs: number;
  /** What could not be looked at, or not be mended; tried again in the next round. */
  failed: AuditCheck[];
}

export interface AuditorNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  /** Gives the alert a live deadline and raises it; an error leaves it for the next round. */
  repair(id: string): Promise<void>;
  /** Ends an action that was left; false where it has an end already. */
  endLeft(id: string): Promise<boolean>;
  /** Findings that must have an alert and have none, oldest first; absent where findings are not kept here. */
  unraised?: ((limit: number) => Promise<readonly Finding[]>) | undefined;
  raise(finding: Finding): Promise<void>;
  /** How far the detectors are behind what has arrived, ms; absent where they cannot be seen from here. */
  behindMs?: (() => Promise<number>) | undefined;
  /** Messages are ready to go out and do not: perhaps another process has written them. */
  wakeSender?: (() => void) | undefined;
  /** After each round, which it is a part of; an error is logged. */
  onAudit?: ((report: AuditReport) => void | Promise<void>) | undefined;
}

const everyMs = 15_000;
/** A full round is followed by another at once, nearly. */
const moreInMs = 1_000;
/** So long a round mends; the rest is for the next one. */
const mendsForMs = 800;
/** A message goes out within this, where its channel is free. */
const sentWithinMs = 5_000;
/** When somebody has set the clock, the deadlines are shifted by their own loop; where it is dead, the round after this looks at them as they are. */
const afterJumpMs = 5_000;

/**
 * The second pair of eyes: a loop of its own, with its own timer and its own indexed queries, that knows nothing of the
 * loop of the deadlines and works when that one is dead. Invariant 4: any open alert without a live deadline is found
 * and raised within 45 s, or within 1 s for each 200 of them; a round reads 200 rows of a kind at most, however many
 * alerts are open.
 */
export class Auditor {
  #needs: AuditorNeeds;
  #rounds: Rounds;
  /** The last round left something for the next. */
  #isMore = false;
  #setting: ClockSetting;

  constructor(needs: AuditorNeeds) {
    this.#needs = needs;
    this.#setting = new ClockSetting(needs.clock);
    this.#rounds = new Rounds(needs.clock, () => this.#round());
  }

  start(): void {
    this.#setting = new ClockSetting(this.#needs.clock);
    this.#rounds.start(everyMs);
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  settled(): Promise<void> {
    return this.#rounds.settled();
  }

  /** One round, now. Never rejects: what could not be done stands in the report. */
  async audit(): Promise<AuditReport> {
    const { database, clock, log, onAudit } = this.#needs;
    const at = clock.now();
    const report: AuditReport = {
      ...{ at, checked: 0, found: 0, repaired: 0, lateMs: 0, steps: 0, findings: 0, behindMs: 0, waitingMs: 0 },
      failed: [],
    };
    const questions = auditQueries(database.query.withTables<ResponseTables>(), at);
    const check = async (name: AuditCheck, look: () => Promise<void>): Promise<void> => {
      try {
        await look();
      } catch (error) {
        log.error({ error, check: name }, 'the auditor could not look, trying again');
        report.failed.push(name);
      }
    };
    const mendsUntil = clock.monotonic() + mendsForMs;
    this.#isMore = false;
    const mend = async (check: AuditCheck, what: object, how: () => Promise<boolean>): Promise<number> => {
      this.#isMore ||= clock.monotonic() > mendsUntil;
      if (this.#isMore) return 0;
      try {
        return (await how()) ? 1 : 0;
      } catch (error) {
        log.error({ error, check, ...what }, 'what the auditor found could not be mended, trying again');
        if (!report.failed.includes(check)) report.failed.push(check);
        return 0;
      }
    };
    await check('deadlines', async () => {
      const missing = await questions.missing.execute();
      const missed = await questions.missed.limit(atMost - missing.length).execute();
      report.checked = Number((await questions.count.executeTakeFirstOrThrow()).checked);
      report.found = missing.length + missed.length;
      report.lateMs = at - (missed[0]?.deadline ?? at);
      for (const { id } of [...missing, ...missed])
        report.repaired += await mend('deadlines', { alert: id }, () => this.#needs.repair(id).then(() => true));
    });
    await check('steps', async () => {
      for (const { id } of await questions.left.execute())
        report.steps += await mend('steps', { action: id }, () => this.#needs.endLeft(id));
    });
    await check('findings', async () => {
      for (const finding of (await this.#needs.unraised?.(atMost)) ?? [])
        report.findings += await mend('findings', { finding: finding.id }, () =>
          this.#needs.raise(finding).then(() => true),
        );
    });
    await check('detectors', async () => {
      report.behindMs = (await this.#needs.behindMs?.()) ?? 0;
    });
    await check('messages', async () => {
      const [waiting] = await questions.waiting.execute();
      const [handed] = await questions.handed.execute();
      report.waitingMs = Math.max(0, at - Math.min(waiting?.next_at ?? at, handed?.next_at ?? at));
      if (report.waitingMs > sentWithinMs) this.#needs.wakeSender?.();
    });
    const { found, steps, findings } = report;
    if (found + steps + findings > 0)
      log.error(report, 'the auditor found alerts without a live deadline, steps without an end, or unraised findings');
    try {
      await onAudit?.(report);
    } catch (error) {
      log.error({ error }, 'what the auditor found was not told');
    }
    return report;
  }

  async #round(): Promise<number> {
    if (this.#wasSet()) return afterJumpMs;
    const { found, steps, findings } = await this.audit();
    return this.#isMore || Math.max(found, steps, findings) === atMost ? moreInMs : everyMs;
  }

  /** All that is open would seem missed by hours. */
  #wasSet(): boolean {
    const byMs = this.#setting.lookMs();
    if (byMs === 0) return false;
    this.#needs.log.warn({ byMs }, 'the clock was set; the auditor looks in a moment');
    return true;
  }
}
