import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as rules from '@munan/alerts';
import type { Action, Alert, AlertChange, Finding } from '@munan/flow';
import { type Clock, type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import type { AuditReport, ResponseNeeds } from './index.ts';
import { openResponse, type Responder } from './responder.ts';
import type { ResponseTables } from './tables.ts';

export { plainDay } from '@munan/alerts';
export const start = Date.UTC(2026, 10, 22, 0);
export const operator = { id: 'op-1', name: '김관제' };
export const closeIt = { command: 'close', outcome: { verdict: 'true', code: 'helped' } } as const;

export function findingOf(more: Partial<Finding> = {}): Finding {
  const subject = more.subject ?? 'person-1';
  const episode = more.episode ?? `fall/${subject}/1`;
  return {
    id: `${episode}/${more.phase ?? 'began'}`,
    episode,
    subject,
    detector: 'fall',
    version: 1,
    phase: 'began',
    family: 'safety',
    priority: 'medium',
    reason: { code: 'fall', params: { peakG: 3.1, movedAfter: false, stillSeconds: 40 } },
    confidence: 0.9,
    since: start - 20_000,
    at: start,
    live: true,
    evidence: [],
    ...more,
  };
}

/** A room on a real database, a clock that is moved by hand, and a record of what it asked of its neighbours. */
export class TestHouse {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly room: Responder;
  readonly asked: Action[] = [];
  readonly changes: { alert: Alert; changes: readonly AlertChange[]; actions: readonly Action[] }[] = [];
  readonly committed: { alert: Alert; notices: readonly string[] }[] = [];
  readonly audits: AuditReport[] = [];

  private constructor(database: Database, clock: ManualClock, seen: Omit<Seen, 'room'>, room: Responder) {
    this.database = database;
    this.clock = clock;
    this.room = room;
    this.asked = seen.asked;
    this.changes = seen.changes;
    this.committed = seen.committed;
    this.audits = seen.audits;
  }

  static async open(url: string, needs: Partial<ResponseNeeds> = {}): Promise<TestHouse> {
    const database = await openDatabase(url);
    const clock = (needs.clock as ManualClock | undefined) ?? new ManualClock(start);
    const seen: Omit<Seen, 'room'> = { asked: [], changes: [], committed: [], audits: [] };
    let made = 0;
    const run = ++houses;
    const room = await openResponse({
      database,
      clock: clock as Clock,
      log: silentLog,
      rules,
      planFor: (family, priority) => ({ steps: rules.planFor(family, priority), version: 0 }),
      around: () => rules.plainDay,
      channels: [],
      recipients: () => [],
      ask: async (_subject, _alert, action) => {
        seen.asked.push(action);
        return 'delivered';
      },
      onChange: async (_query, moved) => void seen.changes.push(...moved),
      onCommitted: (alert, notices) => void seen.committed.push({ alert, notices }),
      onAudit: (report) => void seen.audits.push(report),
      newId: () => `alert-${run}-${++made}`,
      ...needs,
    });
    return new TestHouse(database, clock, seen, room);
  }

  get tables() {
    return this.database.query.withTables<ResponseTables>();
  }

  /** Moves the clock and lets everything that it woke come to rest. */
  async wait(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.room.settled();
  }

  async close(): Promise<void> {
    await this.room.stop();
    await this.database.close();
  }
}

interface Seen {
  room: Responder;
  asked: Action[];
  changes: TestHouse['changes'];
  committed: TestHouse['committed'];
  audits: AuditReport[];
}

let houses = 0;

/** Addresses of fresh SQLite databases in a folder of their own, and how to remove it. */
export async function sqliteForTests(): Promise<{ newDatabase(): Promise<string>; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'munan-response-'));
  let made = 0;
  return {
    newDatabase: async () => `sqlite:${join(folder, `${++made}.db`)}`,
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}
