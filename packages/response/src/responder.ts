import { randomUUID } from 'node:crypto';
import type { Action, Alert, AlertCommand, Finding } from '@munan/flow';
import { Auditor, type AuditReport } from './auditor.ts';
import { AlertBook } from './book.ts';
import { Deadlines } from './deadlines.ts';
import { countMessages, type MessageCounts } from './message-counts.ts';
import type { ResponseNeeds } from './needs.ts';
import { isRefusal, type Refusal, type User } from './rules.ts';
import { getStep } from './steps/index.ts';
import { actionOf, alertOf, alertsOfSubjects, changedSince, findAlert } from './store.ts';
import { type ResponseTables, responseMigrations } from './tables.ts';
import { takeFindings } from './take.ts';
import { type PersonReply, takeReply } from './take-reply.ts';

const listAtMost = 1_000;

/** Makes the tables where they are missing. Nothing moves by itself before `start`. */
export async function openResponse(needs: ResponseNeeds): Promise<Responder> {
  await needs.database.migrate(responseMigrations);
  return new Responder(needs);
}

/** The room that keeps the alerts: takes findings in, obeys commands, acts on deadlines, and audits itself. */
export class Responder {
  #needs: ResponseNeeds;
  #book: AlertBook;
  #deadlines: Deadlines;
  #auditor: Auditor;
  #begun = new Set<Promise<void>>();
  #isStopped = false;

  constructor(needs: ResponseNeeds) {
    this.#needs = needs;
    const { database, clock, log, rules } = needs;
    this.#book = new AlertBook(needs, (alert, action) => this.#begin(alert, action));
    this.#deadlines = new Deadlines({
      database,
      clock,
      log,
      due: async (id) => void (await this.#book.move(id, (alert, now, around) => rules.due(alert, now, around))),
    });
    this.#book.onDeadline((deadline) => this.#deadlines.moved(deadline));
    this.#auditor = new Auditor({
      database,
      clock,
      log,
      repair: async (id) => void (await this.#book.move(id, (alert, now, around) => rules.audit(alert, now, around))),
      endLeft: (id) => this.#book.endLeft(id),
      unraised: needs.unraised && ((limit) => needs.unraised!(limit)),
      raise: (finding) => this.take([finding]),
      behindMs: needs.behindMs && (() => needs.behindMs!()),
      onAudit: (report) => needs.onAudit?.(report),
    });
  }

  /** Acts on what became overdue while the server was down, then watches deadlines and audits. */
  async start(): Promise<void> {
    this.#isStopped = false;
    this.startAuditor();
    await this.#deadlines.start();
  }

  /** The auditor alone; `start` does it too. */
  startAuditor(): void {
    this.#auditor.start();
  }

  /** Resolves when nothing of this room uses the database any more; a question still under way is not waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#deadlines.stop(), this.#auditor.stop()]);
  }

  /** Resolves when all steps begun so far have been tried and no round is running. For tests and a clean end. */
  async settled(): Promise<void> {
    do {
      await Promise.all([...this.#begun, this.#deadlines.settled(), this.#auditor.settled()]);
    } while (this.#begun.size > 0);
  }

  /** One round of the auditor, now. */
  async audit(): Promise<AuditReport> {
    return this.#auditor.audit();
  }

  /**
   * Findings into alerts, in one transaction. When it resolves they are on disk; when it rejects none of them is, and
   * the same findings may be given again, as after a crash.
   */
  async take(findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    await this.#book.turn((turn) => takeFindings(turn, findings, this.#needs, this.#newId));
  }

  /** What a person said through the ear; the alerts that it moved. */
  async reply(reply: PersonReply): Promise<Alert[]> {
    return this.#book.turn((turn) => takeReply(turn, reply, this.#needs, this.#newId));
  }

  /** What an operator does: the alert after it, or why nothing was done (`not-found`, `out-of-date`, `closed`, …). */
  async command(id: string, command: AlertCommand, user: User): Promise<Alert | Refusal> {
    const moved = await this.#book.move(id, (alert, now, around) =>
      this.#needs.rules.apply(alert, command, user, now, around),
    );
    return moved ?? { code: 'not-found', message: `there is no alert ${id}` };
  }

  /** Frees an alert whose holder fell asleep, so that it sounds for the others. */
  async releaseIdle(id: string): Promise<void> {
    await this.#book.move(id, (alert, now, around) => this.#needs.rules.releaseIdle(alert, now, around));
  }

  /** How many messages these alerts made. */
  async messageCounts(alerts: readonly string[]): Promise<MessageCounts> {
    return countMessages(this.#query, alerts);
  }

  /** Ends what is open of these alerts of a drill, by the stated rule; no other alert. */
  async endDrill(ids: readonly string[]): Promise<void> {
    for (const id of ids)
      await this.#book.move(id, (alert, now, around) => this.#needs.rules.endDrill(alert, now, around));
  }

  /** Every alert of these subjects, open and closed, in the order in which they were opened. */
  async ofSubjects(subjects: readonly string[]): Promise<Alert[]> {
    return alertsOfSubjects(this.#query, subjects);
  }

  async find(id: string): Promise<Alert | undefined> {
    return findAlert(this.#query, id);
  }

  /** @throws Error when there is none */
  async get(id: string): Promise<Alert> {
    const alert = await this.find(id);
    if (!alert) throw new Error(`there is no alert ${id}`);
    return alert;
  }

  /** Open: by priority, then what is due first. Closed: newest first. */
  async list(which: { status: Alert['status']; limit?: number; subject?: string }): Promise<Alert[]> {
    let rows = this.#query.selectFrom('alert').select(['state', 'deadline']).where('status', '=', which.status);
    if (which.subject !== undefined) rows = rows.where('subject', '=', which.subject);
    rows =
      which.status === 'open'
        ? rows.orderBy('urgency').orderBy('deadline').orderBy('id')
        : rows.orderBy('closed_at', 'desc').orderBy('id');
    return (await rows.limit(within(which.limit)).execute()).map(alertOf);
  }

  /** Alerts of which anything was written down after `at`, the last to change first, and how many were opened and closed since. */
  async changedSince(at: number, limit?: number): Promise<{ alerts: Alert[]; opened: number; closed: number }> {
    return changedSince(this.#query, at, within(limit));
  }

  /** Every open alert, in pages, in no order; for whoever keeps the open ones in memory. */
  async *open(): AsyncIterable<Alert> {
    let after = '';
    for (;;) {
      const rows = await this.#query
        .selectFrom('alert')
        .select(['id', 'state', 'deadline'])
        .where('status', '=', 'open')
        .where('id', '>', after)
        .orderBy('id')
        .limit(listAtMost)
        .execute();
      for (const row of rows) yield alertOf(row);
      if (rows.length < listAtMost) return;
      after = rows[rows.length - 1]!.id;
    }
  }

  /** Newest first. */
  async actions(which: { subject?: string; alert?: string; limit?: number } = {}): Promise<Action[]> {
    let rows = this.#query.selectFrom('action').selectAll();
    if (which.subject !== undefined) rows = rows.where('subject', '=', which.subject);
    if (which.alert !== undefined) rows = rows.where('alert', '=', which.alert);
    const found = await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(within(which.limit)).execute();
    return found.map(actionOf);
  }

  get #query() {
    return this.#needs.database.query.withTables<ResponseTables>();
  }

  #newId = (): string => this.#needs.newId?.() ?? randomUUID();

  #begin(alert: Alert, action: Action): void {
    const begun: Promise<void> = this.#tryStep(alert, action).finally(() => this.#begun.delete(begun));
    this.#begun.add(begun);
  }

  async #tryStep(alert: Alert, action: Action): Promise<void> {
    const { log, rules } = this.#needs;
    let failed: string | undefined;
    try {
      const begun = await getStep(action.stepKind).begin(this.#needs, alert, action);
      if (begun !== 'begun') failed = begun;
    } catch (error) {
      log.error({ error, alert: alert.id, action: action.id }, 'a step could not begin, going on to the next');
      failed = 'step-error';
    }
    if (failed === undefined || this.#isStopped) return;
    const why = failed;
    try {
      await this.#book.move(alert.id, (present, now, around) => rules.stepFailed(present, action.id, why, now, around));
    } catch (error) {
      // Its deadline still stands, and moves the plan on.
      log.error({ error, alert: alert.id, action: action.id }, 'that a step failed could not be stored');
    }
  }
}

export function isRefused(answer: Alert | Refusal): answer is Refusal {
  return !('history' in answer) && isRefusal(answer);
}

function within(limit = 100): number {
  return Math.max(1, Math.min(listAtMost, Math.trunc(limit)));
}
