import type { Clock, Database, Log } from '@munan/runtime';
import type { Kysely } from 'kysely';
import type { ResponseTables } from './tables.ts';

export interface AuditReport {
  at: number;
  /** Open alerts looked at, 10,000 at most: the count itself must stay cheap. */
  checked: number;
  /** Without a live deadline. */
  found: number;
  repaired: number;
}

export interface AuditorNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  /** Gives the alert a live deadline and raises it; an error leaves it for the next round. */
  repair(id: string): Promise<void>;
  onAudit?: ((report: AuditReport) => void) | undefined;
}

const everyMs = 15_000;
/** As in the rules: a deadline missed by more than this was missed by the loop that should have acted. */
const graceMs = 30_000;
const atMost = 200;
const countAtMost = 10_000;

/** What the auditor asks the database; each is answered from the index `alert_due`, in bounded time. */
export function auditQueries(query: Kysely<ResponseTables>, at: number) {
  const open = query.selectFrom('alert').select('id').where('status', '=', 'open');
  return {
    // Two queries, because neither engine uses the index for "null or less than".
    missing: open.where('deadline', 'is', null).limit(atMost),
    missed: open
      .where('deadline', '<', at - graceMs)
      .orderBy('deadline')
      .limit(atMost),
    count: query.selectFrom(open.limit(countAtMost).as('some')).select(({ fn }) => fn.countAll<number>().as('checked')),
  };
}

/**
 * The second pair of eyes: a loop of its own, with its own timer and its own indexed queries, that knows nothing of the
 * loop of the deadlines and works when that one is dead. Invariant 4: any open alert without a live deadline is found
 * and raised within 45 s, or within 1 s for each 200 of them; a round reads 200 rows at most, however many are open.
 */
export class Auditor {
  #needs: AuditorNeeds;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopped = true;

  constructor(needs: AuditorNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#isStopped = false;
    this.#arm(everyMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#running;
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  /** One round, now. */
  async audit(): Promise<AuditReport> {
    const { database, clock, log, repair, onAudit } = this.#needs;
    const query = database.query.withTables<ResponseTables>();
    const at = clock.now();
    const questions = auditQueries(query, at);
    const missing = await questions.missing.execute();
    const missed = await questions.missed.limit(atMost - missing.length).execute();
    const { checked } = await questions.count.executeTakeFirstOrThrow();
    let repaired = 0;
    for (const { id } of [...missing, ...missed]) {
      try {
        await repair(id);
        repaired++;
      } catch (error) {
        log.error({ error, alert: id }, 'an alert without a live deadline could not be repaired, trying again');
      }
    }
    const report = { at, checked: Number(checked), found: missing.length + missed.length, repaired };
    if (report.found > 0) log.error(report, 'the auditor found open alerts without a live deadline');
    onAudit?.(report);
    return report;
  }

  #arm(inMs: number): void {
    if (this.#isStopped) return;
    this.#cancel = this.#needs.clock.wakeAt(this.#needs.clock.now() + inMs, () => {
      this.#running = this.audit()
        .then((report) => (report.found === atMost ? 1_000 : everyMs))
        .catch((error) => {
          this.#needs.log.error({ error }, 'the auditor could not look, trying again');
          return everyMs;
        })
        .then((next) => {
          this.#running = undefined;
          this.#arm(next);
        });
    });
  }
}
