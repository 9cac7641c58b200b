import type { Action, Alert, Circumstances } from '@munan/flow';
import { DatabaseError } from '@munan/runtime';
import type { Transaction } from 'kysely';
import { keepCallLock } from './call-lock.ts';
import type { ResponseNeeds } from './needs.ts';
import { expireMessages, putMessages } from './outbox.ts';
import type { OutboxTable } from './outbox-tables.ts';
import { messagesOf } from './outgoing.ts';
import { isRefusal, type Moved, type Notice, type Refusal } from './rules.ts';
import { getStep } from './steps/index.ts';
import { actionOf, findAlert, findAlerts, OutOfDate, saveActions, saveAlert } from './store.ts';
import type { ResponseTables } from './tables.ts';

/** What one alert went through in one transaction. */
interface Course {
  /** As it is on disk; undefined for a new one. */
  before: Alert | undefined;
  alert: Alert;
  actions: Map<string, Action>;
  begun: Action[];
  notices: Set<Notice>;
  /** What those of `begun` that are still on tell people, by action. */
  messages: Map<string, OutboxTable[]>;
}

/** The moves of one transaction, stored together. */
export class Turn {
  readonly query: Transaction<ResponseTables>;
  readonly now: number;
  readonly courses = new Map<string, Course>();

  constructor(query: Transaction<ResponseTables>, now: number) {
    this.query = query;
    this.now = now;
  }

  /** Takes in a move; a refusal and a move that changed nothing leave everything as it was. */
  move(before: Alert | undefined, result: Moved | Refusal): Alert | undefined {
    if (isRefusal(result) || result.alert === before) return before;
    const course: Course = this.courses.get(result.alert.id) ?? {
      before,
      alert: result.alert,
      actions: new Map(),
      begun: [],
      notices: new Set(),
      messages: new Map(),
    };
    course.alert = result.alert;
    for (const effect of result.effects) {
      if (effect.effect === 'record-action') course.actions.set(effect.action.id, effect.action);
      else if (effect.effect === 'begin-step') course.begun.push(effect.action);
      else course.notices.add(effect.notice);
    }
    this.courses.set(result.alert.id, course);
    return result.alert;
  }
}

export type Begin = (alert: Alert, action: Action, messages: readonly OutboxTable[]) => void;

/** Somebody else got in between: three times is bad luck, more is a fault. */
const mostTries = 5;

/**
 * Where alerts are moved: read, decided and written in one transaction, so that findings, commands and deadlines never
 * interleave; two processes at one database are kept apart by the version and by `alert_one_open`.
 */
export class AlertBook {
  #needs: ResponseNeeds;
  #begin: Begin;
  #settleClock: () => Promise<void>;
  #onDeadline: (deadline: number) => void = () => {};

  /**
   * `begin` starts a step in the world, after the commit, with what it tells people; `settleClock` is waited for before
   * anything is read or written.
   */
  constructor(needs: ResponseNeeds, begin: Begin, settleClock: () => Promise<void>) {
    this.#needs = needs;
    this.#begin = begin;
    this.#settleClock = settleClock;
  }

  /** Called after each commit with the deadline of each open alert that moved. */
  onDeadline(listen: (deadline: number) => void): void {
    this.#onDeadline = listen;
  }

  async turn<R>(work: (turn: Turn) => Promise<R>): Promise<R> {
    const { database, clock } = this.#needs;
    for (let tries = 1; ; tries++) {
      let turn: Turn | undefined;
      await this.#settleClock();
      try {
        const result = await database.transaction(async (query) => {
          turn = new Turn(query.withTables<ResponseTables>(), clock.now());
          const answer = await work(turn);
          for (const course of turn.courses.values()) await this.#store(turn, course);
          await saveActions(
            turn.query,
            [...turn.courses.values()].flatMap(({ actions }) => [...actions.values()]),
          );
          await this.#storeMessages(turn);
          await this.#tellNeighbours(query, turn);
          return answer;
        });
        for (const course of turn?.courses.values() ?? []) this.#committed(course);
        return result;
      } catch (error) {
        const isRace = error instanceof OutOfDate || (error instanceof DatabaseError && error.constraint === 'unique');
        if (!isRace || tries === mostTries) throw error;
      }
    }
  }

  /** Moves one alert that exists; undefined when it does not. */
  async move(
    id: string,
    how: (alert: Alert, now: number, around: Circumstances) => Moved | Refusal,
  ): Promise<Alert | Refusal | undefined> {
    return this.turn(async (turn) => {
      const alert = await findAlert(turn.query, id);
      if (!alert) return undefined;
      const result = how(alert, turn.now, this.#needs.around(alert.subject, turn.now));
      return isRefusal(result) ? result : turn.move(alert, result);
    });
  }

  /**
   * Moves many, in this order, in one transaction: a commit is what costs. Where one of them cannot be stored each is
   * tried by itself, so that it holds up no other.
   * @returns those that could not be moved, with why
   */
  async moveAll(
    ids: readonly string[],
    how: (alert: Alert, now: number, around: Circumstances) => Moved | Refusal,
  ): Promise<{ id: string; error: unknown }[]> {
    if (ids.length > 1) {
      try {
        await this.turn(async (turn) => {
          const alerts = new Map((await findAlerts(turn.query, ids)).map((alert) => [alert.id, alert]));
          for (const id of ids) {
            const alert = alerts.get(id);
            if (alert) turn.move(alert, how(alert, turn.now, this.#needs.around(alert.subject, turn.now)));
          }
        });
        return [];
      } catch {
        // One by one says which it is.
      }
    }
    const failed: { id: string; error: unknown }[] = [];
    for (const id of ids) {
      try {
        await this.move(id, how);
      } catch (error) {
        failed.push({ id, error });
      }
    }
    return failed;
  }

  /**
   * Ends an action that was begun and left without an end. The alert does not move, and nothing happens where its end was
   * written meanwhile.
   */
  async endLeft(id: string): Promise<boolean> {
    const { database, clock, onChange } = this.#needs;
    return database.transaction(async (open) => {
      const query = open.withTables<ResponseTables>();
      const [row] = await query
        .updateTable('action')
        .set({ state: 'failed', note: 'audited', by: 'auditor', at: clock.now() })
        .where('id', '=', id)
        .where('state', '=', 'requested')
        .returningAll()
        .execute();
      if (!row) return false;
      const alert = await findAlert(query, row.alert);
      if (alert) await onChange?.(open, [{ before: alert, alert, changes: [], actions: [actionOf(row)] }]);
      return true;
    });
  }

  async #store(turn: Turn, course: Course): Promise<void> {
    const { before, alert, actions, begun } = course;
    await saveAlert(turn.query, before, alert, begun.at(-1)?.id);
    await keepCallLock(turn.query, before, alert, turn.now);
    if (alert.status !== 'open') return;
    // A step that was begun and left within the same transaction is not begun in the world.
    for (const action of begun.filter(({ id }) => actions.get(id)?.state === 'requested')) {
      const around = this.#needs.around(alert.subject, turn.now);
      const step = getStep(action.stepKind);
      course.messages.set(action.id, messagesOf(this.#needs, alert, action, step, turn.now, around));
    }
  }

  async #tellNeighbours(query: Transaction<unknown>, { courses }: Turn): Promise<void> {
    if (courses.size === 0) return;
    const moved = [...courses.values()].map(({ before, alert, actions }) => ({
      ...(before && { before }),
      alert,
      changes: alert.history.slice(before?.history.length ?? 0),
      actions: [...actions.values()],
    }));
    await this.#needs.onChange?.(query, moved);
  }

  /** For all alerts of the turn at once: of most there is nothing to tell anybody. */
  async #storeMessages({ query, now, courses }: Turn): Promise<void> {
    const all = [...courses.values()];
    const rows = all.flatMap(({ messages }) => [...messages.values()].flat());
    await putMessages(query, this.#needs.database.engine, rows);
    const left = all.flatMap(({ actions }) => [...actions.values()].filter(({ state }) => state !== 'requested'));
    await expireMessages(
      query,
      left.map(({ id }) => id),
      now,
    );
  }

  #committed({ alert, actions, notices, begun, messages }: Course): void {
    try {
      this.#needs.onCommitted?.(alert, [...notices], [...actions.values()]);
    } catch (error) {
      this.#needs.log.error({ error, alert: alert.id }, 'telling the screens of an alert failed');
    }
    if (alert.status !== 'open') return;
    this.#onDeadline(alert.deadline);
    for (const action of begun) {
      const told = messages.get(action.id);
      if (told) this.#begin(alert, action, told);
    }
  }
}
