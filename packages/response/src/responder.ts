import { randomUUID } from 'node:crypto';
import type { Action, Alert, AlertCommand, ChannelName, Finding, MessageRow, Receipt } from '@munan/flow';
import { Auditor, type AuditReport } from './auditor.ts';
import { AlertBook } from './book.ts';
import { ClockWatch, shiftStored } from './clock-set.ts';
import { runCommand } from './command.ts';
import { Deadlines } from './deadlines.ts';
import { countMessages, type MessageCounts } from './message-counts.ts';
import { type ChannelFigures, channelFigures, listMessages, type MessagesWanted } from './messages.ts';
import type { Addressed, ResponseNeeds } from './needs.ts';
import { type News, takeNews } from './news.ts';
import { OldMessages } from './old-messages.ts';
import { addressedOf, findMessage } from './outbox.ts';
import { loggable } from './provider-words.ts';
import { type QueuePage, type QueuePlace, queuePage } from './queue.ts';
import { isRefusal, type Refusal, type User } from './rules.ts';
import { Sender } from './sender.ts';
import { beginStep } from './step-begins.ts';
import { actionOf, alertOf, alertsOfSubjects, changedSince, findAlert } from './store.ts';
import { type ResponseTables, responseMigrations } from './tables.ts';
import { takeFindings } from './take.ts';
import { type PersonReply, takeReply } from './take-reply.ts';

const listAtMost = 1_000;

/** What was made of the news of a message. */
export type Heard = 'taken' | 'known' | 'unknown' | 'refused';

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
  #sender: Sender;
  #oldMessages: OldMessages;
  #clockWatch: ClockWatch;
  #begun = new Set<Promise<void>>();
  #nearing: Promise<void> | undefined;
  #isStopped = false;

  constructor(needs: ResponseNeeds) {
    this.#needs = needs;
    const { database, clock, log, rules } = needs;
    this.#clockWatch = new ClockWatch({ clock, log, shift: (byMs) => this.#shift(byMs) });
    const settleClock = () => this.#clockWatch.settle();
    this.#book = new AlertBook(
      needs,
      (alert, action, messages) => {
        if (messages.some(({ state }) => state === 'waiting')) this.#sender.wake();
        const begun: Promise<void> = beginStep(this.#book, needs, alert, action, messages, () => this.#isStopped)
          // Not before it is in the set.
          .finally(() => this.#begun.delete(begun));
        this.#begun.add(begun);
      },
      settleClock,
    );
    this.#sender = new Sender({
      ...{ database, clock, log, channels: needs.channels },
      heard: (id, news) => this.#heard(id, undefined, news),
      onChannel: (channel, state, since) => needs.onChannel?.(channel, state, since),
    });
    this.#oldMessages = new OldMessages({ database, clock, log });
    this.#deadlines = new Deadlines({
      ...{ database, clock, log, settleClock },
      due: (ids) => this.#book.moveAll(ids, (alert, now, around) => rules.due(alert, now, around)),
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
      wakeSender: () => this.#sender.wake(),
      onAudit: (report) => needs.onAudit?.(report),
    });
  }

  /**
   * Watches deadlines and audits. Resolves when all that became overdue while the server was down has been acted on, which
   * whoever opens the doors need not wait for; it does not reject.
   */
  async start(): Promise<void> {
    this.#isStopped = false;
    this.#clockWatch.start();
    this.startAuditor();
    await this.#deadlines.start();
    if (this.#isStopped) return;
    this.#sender.start();
    this.#oldMessages.start();
    this.#nearing = this.#inBackground(this.#bringNear(), 'deadlines left too far away were not looked for');
  }

  /** The auditor alone; `start` does it too. */
  startAuditor(): void {
    this.#auditor.start();
  }

  /** Resolves when nothing of this room uses the database any more; a question still under way is not waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#clockWatch.stop();
    await Promise.all([
      ...[this.#deadlines.stop(), this.#auditor.stop(), this.#sender.stop()],
      ...[this.#oldMessages.stop(), this.#nearing],
    ]);
  }

  /** Resolves when all steps begun so far have been tried and no round is running. For tests and a clean end. */
  async settled(): Promise<void> {
    do {
      await Promise.all([...this.#begun, this.#deadlines.settled(), this.#auditor.settled()]);
      await Promise.all([this.#sender.settled(), this.#oldMessages.settled()]);
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
    return runCommand(this.#book, this.#needs, id, command, user);
  }

  /** Frees an alert whose holder fell asleep, so that it sounds for the others. */
  async releaseIdle(id: string): Promise<void> {
    await this.#book.move(id, (alert, now, around) => this.#needs.rules.releaseIdle(alert, now, around));
  }

  /**
   * What a provider says of a message, by the channel that it went by: the same again, and what is older than what is
   * known, changes nothing (`known`). `unknown`: there is no such message of that channel. `refused`: she has the message,
   * and what she answered does not count any more.
   */
  async receipt(receipt: Receipt, channel: ChannelName | readonly ChannelName[]): Promise<Heard> {
    const { message, state, key, at, detail } = receipt;
    if (detail !== undefined && state === 'failed')
      this.#needs.log.warn({ message, detail: loggable(detail) }, 'a provider says that a message failed');
    const code = state === 'failed' ? 'not-delivered' : undefined;
    return this.#heard(message, ([] as ChannelName[]).concat(channel), { state, at, key, code });
  }

  /** What was pressed on a notice, by whom; one that was for somebody else is `unknown` to her. */
  async answerMessage(id: string, key: string, user: User): Promise<Heard> {
    const row = await findMessage(this.#query, id);
    if (row?.to_id !== user.id) return 'unknown';
    return this.#heard(id, undefined, { state: 'answered', at: this.#needs.clock.now(), key });
  }

  /** Whom a message was for; undefined where there is none of this id. */
  async findAddressed(message: string): Promise<Addressed | undefined> {
    const row = await findMessage(this.#query, message);
    return row && addressedOf(row);
  }

  /** Newest first. */
  async messages(which: MessagesWanted & { limit?: number }): Promise<MessageRow[]> {
    return listMessages(this.#query, which, within(which.limit));
  }

  /** How far the messages came that were made since, by channel, and since when a channel has been dead. */
  async channelFigures(since: number): Promise<Record<ChannelName, ChannelFigures>> {
    return channelFigures(this.#query, since, (channel) => this.#sender.failingSince(channel));
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

  /** A page of the open ones, by priority, then by what is due first, and how many are open in all. */
  async queue({ after, limit }: { after?: QueuePlace; limit?: number } = {}): Promise<QueuePage> {
    return queuePage(this.#query, after, within(limit));
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

  async #heard(id: string, channels: readonly string[] | undefined, news: News): Promise<Heard> {
    let of: { alert: string; subject: string } | undefined;
    let isRefused = false;
    const heard = await this.#book.turn(async (turn) => {
      const row = await findMessage(turn.query, id);
      if (!row || (channels && !channels.includes(row.channel))) return 'unknown';
      of = row;
      isRefused = news.state === 'answered' && this.#needs.mayAnswer?.(addressedOf(row)) === false;
      // She has the message; her key means nothing any more.
      const counted = isRefused ? { ...news, key: undefined } : news;
      return (await takeNews(turn, this.#needs, row, counted, this.#newId)) ? 'taken' : 'known';
    });
    if (of && heard === 'taken') this.#needs.onMessage?.(of.alert, of.subject);
    return isRefused ? 'refused' : heard;
  }

  /** The clock was set: what is stored as a moment to come is meant by the old time. The screens are told. */
  async #shift(byMs: number): Promise<void> {
    await this.#needs.database.transaction((query) => shiftStored(query.withTables<ResponseTables>(), byMs));
    this.#inBackground(this.#tellShifted(), 'the screens were not told of the shifted deadlines');
  }

  /** A clock that was put back while the server was down left deadlines that lie too far ahead. */
  async #bringNear(): Promise<void> {
    const { rules, clock } = this.#needs;
    for await (const alert of this.open()) {
      if (this.#isStopped) return;
      if (rules.audit(alert, clock.now()).alert === alert) continue;
      await this.#book.move(alert.id, (present, now, around) => rules.audit(present, now, around));
    }
  }

  #inBackground(work: Promise<void>, whenItFails: string): Promise<void> {
    const done: Promise<void> = work
      .catch((error) => this.#needs.log.error({ error }, whenItFails))
      .finally(() => this.#begun.delete(done));
    this.#begun.add(done);
    return done;
  }

  async #tellShifted(): Promise<void> {
    for await (const alert of this.open()) {
      this.#deadlines.moved(alert.deadline);
      this.#needs.onCommitted?.(alert, [], []);
    }
    this.#sender.wake();
  }
}

export function isRefused(answer: Alert | Refusal): answer is Refusal {
  return !('history' in answer) && isRefusal(answer);
}

function within(limit = 100): number {
  return Math.max(1, Math.min(listAtMost, Math.trunc(limit)));
}
