import { setTimeout as wait } from 'node:timers/promises';
import type { AlertChange, AlertCommand, AlertList, AlertPage, AlertRow } from '@munan/flow';
import type { Dice } from './random.ts';
import type { WavedServer } from './server.ts';
import type { World } from './world.ts';

/** A command that the server has acknowledged: the history that it showed then must begin what the history is at the end. */
export interface Acknowledged {
  alert: string;
  by: string;
  command: AlertCommand['command'];
  length: number;
  last: string;
}

type Operator = World['operators'][number];

/** How the last line of a history is compared: as it was stored, without the name that the page adds. */
export function lineOf(change: AlertChange & { byName?: string }): string {
  const { byName: _, ...stored } = change;
  return JSON.stringify(Object.entries(stored).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Operators who do what operators do, at random, and some nothing at all for a while. */
export class Operators {
  readonly acknowledged: Acknowledged[] = [];
  readonly answers = new Map<string, number>();
  #server: WavedServer;
  #dice: Dice;
  #stopped = false;

  constructor(server: WavedServer, dice: Dice) {
    this.#server = server;
    this.#dice = dice;
  }

  async run(operator: Operator, others: readonly Operator[]): Promise<void> {
    const dice = this.#dice;
    while (!this.#stopped) {
      await wait(dice.between(300, 2_500));
      if (dice.chance(0.01)) await this.#doze(dice.between(20_000, 90_000));
      await this.#ask(operator, 'POST', '/api/desk/active', {});
      const list = await this.#ask<AlertList>(operator, 'GET', '/api/alerts?limit=200');
      if (!list || list.alerts.length === 0) continue;
      const row = dice.one(list.alerts);
      await this.#work(operator, row, others);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #doze(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.#stopped && performance.now() < until) await wait(500);
  }

  async #work(operator: Operator, row: AlertRow, others: readonly Operator[]): Promise<void> {
    const dice = this.#dice;
    const commands: AlertCommand[] = [];
    const note = `n-${dice.next()}`;
    const kind = row.step.kind;
    const drawn = dice.next();
    if (drawn < 0.1) commands.push({ command: 'acknowledge' }, { command: 'note', note });
    else if (drawn < 0.2) commands.push({ command: 'take' }, { command: 'acknowledge' });
    else if (drawn < 0.25)
      commands.push({ command: 'pause', untilMs: this.#server.now() + Math.round(dice.between(2_000, 60_000)), note });
    else if (drawn < 0.3) commands.push({ command: 'escalate', note });
    else if (drawn < 0.35) commands.push({ command: 'assign', to: dice.one(others).id, note });
    else if (drawn < 0.4) commands.push({ command: 'release' });
    else if (drawn < 0.45) commands.push({ command: 'skip-to', stepKind: 'dispatch', note });
    else if (drawn < 0.75) {
      const result = dice.one(['reached-ok', 'reached-help', 'not-reached', 'not-reached'] as const);
      commands.push({ command: 'begin-call', to: 'self' }, { command: 'step-result', stepKind: kind, result, note });
      if (result === 'reached-ok')
        commands.push({ command: 'close', outcome: { verdict: 'false', code: 'dropped' }, note });
    } else if (drawn < 0.85) commands.push({ command: 'close', outcome: { verdict: 'true', code: 'helped' }, note });
    if (kind === 'dispatch' && dice.chance(0.5))
      commands.push(
        { command: 'authorise-dispatch', note },
        { command: 'dispatch-progress', progress: 'called' },
        { command: 'dispatch-progress', progress: 'handed-over' },
        { command: 'close', outcome: { verdict: 'true', code: 'dispatched' }, note },
      );
    for (const command of commands) {
      const page = await this.#ask<AlertPage>(operator, 'POST', `/api/alerts/${row.id}/commands`, command);
      if (!page) return;
      const last = page.history.at(-1)!;
      this.acknowledged.push({
        ...{ alert: row.id, by: operator.id, command: command.command },
        ...{ length: page.history.length, last: lineOf(last) },
      });
      if (dice.chance(0.3)) await wait(dice.between(100, 1_500));
    }
  }

  /** Undefined when it was refused, or nobody answered. */
  async #ask<T>({ token }: Operator, method: string, path: string, body?: unknown): Promise<T | undefined> {
    let said = 'no answer';
    try {
      const answer = await fetch(`${this.#server.http}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      });
      said = String(answer.status);
      const text = await answer.text();
      if (!answer.ok) {
        const code = (JSON.parse(text) as { error?: { code?: string } }).error?.code;
        said = `${answer.status} ${code}`;
        return undefined;
      }
      return (text === '' ? {} : JSON.parse(text)) as T;
    } catch {
      return undefined;
    } finally {
      if (method === 'POST' && !path.endsWith('active')) this.answers.set(said, (this.answers.get(said) ?? 0) + 1);
    }
  }
}
