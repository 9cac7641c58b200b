import { type Finding, houseSubject, type Priority, type Reason } from '@munan/flow';
import type { Clock, Database, Log, Migration } from '@munan/runtime';
import { serverSetupMigrations } from './server-setup.ts';
import { aliveMigrations } from './signs-of-life.ts';

/** What may be wrong with Munan itself; each is a sentence of `reasons` in the words. */
export type TroubleCode =
  | 'channel-dead' // {channel, minutes}
  | 'desk-asleep' // {minutes}
  | 'detectors-behind' // {seconds}
  | 'deadlines-late' // {seconds}
  | 'messages-late' // {seconds}
  | 'steps-unended' // {count}
  | 'findings-unraised' // {count}
  | 'audit-failed'
  | 'server-silent' // {minutes}
  | 'auditor-silent'; // {minutes}

export interface Raised {
  code: TroubleCode;
  params: NonNullable<Reason['params']>;
  priority: Priority;
  /** Which one of several that may be in trouble at once: the name of a channel. */
  about?: string;
}

export interface Trouble {
  /**
   * Something is wrong: opens the alert about Munan itself, or adds to it. While it lasts, the same again changes nothing,
   * graver raises, and what somebody closed comes again after an hour. When it resolves it is on disk; a finding that could
   * not be taken is given again by `again`.
   */
  raise(raised: Raised): Promise<void>;
  /** It is well again; nothing happens where nothing was raised. */
  end(code: TroubleCode, about?: string): Promise<void>;
  /** What is wrong now, oldest first. */
  now(): Promise<Raised[]>;
  /** Gives findings again that were not taken when they were made: after a crash, or when the database was away. */
  again(): Promise<void>;
}

type TroubleTable = {
  /** `<code>` or `<code>/<about>`: what is wrong is wrong once. */
  name: string;
  code: string;
  about: string | null;
  priority: string;
  params: string;
  since: number;
  /** Counts the changes of one episode. */
  change: number;
  /** The finding that is not known to be taken yet, JSON. */
  untaken: string | null;
  ended: number;
};
type TroubleTables = { house_trouble: TroubleTable };

export const troubleMigrations: readonly Migration[] = [
  {
    name: 'trouble-1',
    async up(query, types) {
      await query.schema
        .createTable('house_trouble')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('code', 'text', (column) => column.notNull())
        .addColumn('about', 'text')
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('params', 'text', (column) => column.notNull())
        .addColumn('since', types.bigint, (column) => column.notNull())
        .addColumn('change', 'integer', (column) => column.notNull())
        .addColumn('untaken', 'text')
        .addColumn('ended', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  ...aliveMigrations,
  ...serverSetupMigrations,
];

/** Who closed the alert knows of it; what still lasts so long after it began is news again. */
const againAfterMs = 60 * 60_000;
const gravity: Record<Priority, number> = { low: 0, medium: 1, high: 2 };

/**
 * Alerts about Munan itself: findings of family `house` of no person. Kept on disk, and not in memory, because the separate
 * auditor raises and ends the same ones beside the server.
 */
export function openTrouble({
  database,
  clock,
  log,
  take,
  isAttended,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  /** Opens or merges the alert; the same finding again changes nothing. */
  take(findings: readonly Finding[]): Promise<void>;
  /** Whether an alert about Munan itself is open. */
  isAttended(): Promise<boolean>;
}): Trouble {
  const tables = database.query.withTables<TroubleTables>();
  /** One after another: what begins and ends at once must not end before it began. */
  let working: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = working.then(work);
    working = done.catch(() => {});
    return done;
  };

  async function tell(row: TroubleTable): Promise<void> {
    if (row.untaken === null) return;
    try {
      await take([JSON.parse(row.untaken) as Finding]);
    } catch (error) {
      log.error({ err: error, trouble: row.name }, 'a trouble of the house is not an alert yet; trying again');
      return;
    }
    // Only of what was told: meanwhile it may have grown graver, or ended.
    const mine = { name: row.name, since: row.since, change: row.change };
    await tables
      .updateTable('house_trouble')
      .set({ untaken: null })
      .where(({ and }) => and(mine))
      .execute();
  }

  /** One change of what is on disk, then its finding. */
  async function change(name: string, next: (before: TroubleTable | undefined) => TroubleTable | undefined) {
    const row = await database.transaction(async (transaction) => {
      const query = transaction.withTables<TroubleTables>();
      const before = await query.selectFrom('house_trouble').selectAll().where('name', '=', name).executeTakeFirst();
      const after = next(before);
      if (!after) return undefined;
      // Another process may have changed it since it was read: then it has said what is to be said.
      const written = before
        ? await query
            .updateTable('house_trouble')
            .set(after)
            .where(({ and }) => and({ name, since: before.since, change: before.change, ended: before.ended }))
            .returning('name')
            .execute()
        : await query
            .insertInto('house_trouble')
            .values(after)
            .onConflict((conflict) => conflict.doNothing())
            .returning('name')
            .execute();
      return written.length > 0 ? after : undefined;
    });
    if (row) await tell(row);
  }

  const again = async (): Promise<void> => {
    const rows = await tables
      .selectFrom('house_trouble')
      .selectAll()
      .where('untaken', 'is not', null)
      .orderBy('since')
      .execute();
    for (const row of rows) await tell(row);
  };

  return {
    again: () => inTurn(again),
    raise: ({ code, params, priority, about }) =>
      inTurn(async () => {
        const now = clock.now();
        const name = about === undefined ? code : `${code}/${about}`;
        const isUnattended = !(await isAttended());
        await change(name, (before) => {
          const isGoing =
            before !== undefined && !before.ended && !(isUnattended && now - before.since >= againAfterMs);
          if (isGoing && gravity[before.priority as Priority] >= gravity[priority]) return undefined;
          // Another episode is a moment later at least: an episode begins once.
          const since = isGoing ? before.since : Math.max(now, (before?.since ?? 0) + 1);
          const row: TroubleTable = {
            ...{ name, code, about: about ?? null, priority, params: JSON.stringify(params), since },
            ...{ change: isGoing ? before.change + 1 : 0, untaken: null, ended: 0 },
          };
          return { ...row, untaken: JSON.stringify(findingOf(row, now)) };
        });
      }),
    end: (code, about) =>
      inTurn(async () => {
        const now = clock.now();
        await change(about === undefined ? code : `${code}/${about}`, (before) => {
          if (!before || before.ended) return undefined;
          const row: TroubleTable = { ...before, ended: 1, change: before.change + 1 };
          return { ...row, untaken: JSON.stringify(findingOf(row, now)) };
        });
      }),
    async now() {
      const rows = await tables
        .selectFrom('house_trouble')
        .selectAll()
        .where('ended', '=', 0)
        .orderBy('since')
        .orderBy('name')
        .execute();
      return rows.map(({ code, params, priority, about }) => ({
        code: code as TroubleCode,
        params: JSON.parse(params) as Raised['params'],
        priority: priority as Priority,
        ...(about !== null && { about }),
      }));
    },
  };
}

function findingOf(row: TroubleTable, now: number): Finding {
  const { name, code, priority, params, since, change, ended } = row;
  const phase = ended ? 'ended' : change === 0 ? 'began' : 'changed';
  const episode = `house/${name}/${since}`;
  return {
    id: phase === 'changed' ? `${episode}/changed-${change}` : `${episode}/${phase}`,
    episode,
    subject: houseSubject,
    detector: 'house',
    version: 1,
    phase,
    family: 'house',
    priority: priority as Priority,
    reason: { code, params: JSON.parse(params) as Raised['params'] },
    confidence: 1,
    since,
    at: Math.max(now, since),
    live: true,
    evidence: [],
  };
}
