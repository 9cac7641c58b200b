import { randomUUID } from 'node:crypto';
import { type Alert, type Drill, drillOf, type NewDrill } from '@munan/flow';
import type { Responder } from '@munan/response';
import type { Clock, Database, Log, Migration } from '@munan/runtime';
import { answerOf, type DrillLine, scriptOf, subjectsOf } from './script.ts';

type DrillRow = {
  id: string;
  name: string;
  /** User id. */
  by: string;
  started_at: number;
  ended_at: number | null;
  alerts: number;
  minutes: number;
};
type DrillTables = { drill: DrillRow };

export const drillMigrations: readonly Migration[] = [
  {
    name: 'drills-1',
    async up(query, types) {
      await query.schema
        .createTable('drill')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('started_at', types.bigint, (column) => column.notNull())
        .addColumn('ended_at', types.bigint)
        .addColumn('alerts', 'integer', (column) => column.notNull())
        .addColumn('minutes', 'integer', (column) => column.notNull())
        .execute();
      await query.schema.createIndex('drill_newest').on('drill').columns(['started_at']).execute();
    },
  },
];

/** Two drills at once would be one that nobody can judge. */
export class DrillRunning extends Error {}

export interface DrillsNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  response(): Pick<Responder, 'take' | 'reply' | 'find' | 'ofSubjects' | 'endDrill'>;
}

/** A drill that somebody forgot ends by itself: this long after its last alert came. */
const longestAfterMs = 4 * 3_600_000;
const againMs = 5_000;
const listed = 50;

interface Running {
  row: DrillRow;
  script: DrillLine[];
  /** How many of the script this process has seen on disk as alerts. */
  raised: number;
}

/**
 * Rehearsals of the desk. What is simulated is the person and what her devices say; the plan, the deadlines, the screens and the
 * alerts are those of every night. Nothing of it leaves the building: the record, the outcomes and the ways out know a drill by
 * its alert's `drill`.
 */
export class Drills {
  #needs: DrillsNeeds;
  #running: Running | undefined;
  #timers = new Map<string, () => void>();
  /** Starting, raising and ending never interleave. */
  #working: Promise<unknown> = Promise.resolve();
  #isStopped = true;

  constructor(needs: DrillsNeeds) {
    this.#needs = needs;
  }

  /** Goes on with the drill that was running when the server stopped; ends what a stop left half ended. */
  async resume(): Promise<void> {
    this.#isStopped = false;
    await this.#next(async () => {
      const row = await this.#rows().orderBy('started_at', 'desc').executeTakeFirst();
      if (!row) return;
      if (row.ended_at !== null) return this.#closeAlerts(row);
      this.#running = { row, script: scriptOf(planOf(row)), raised: 0 };
      for (const alert of await this.#alertsOf(row)) this.asked(alert);
      await this.#raise();
      await this.#endIfDone();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await this.#working;
  }

  /** Resolves when all that has begun is done. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** @throws DrillRunning */
  start(wanted: NewDrill, by: string): Promise<Drill> {
    return this.#next(async () => {
      if (this.#running) throw new DrillRunning(`the drill ${this.#running.row.id} is running`);
      const row: DrillRow = {
        id: randomUUID().replaceAll('-', '').slice(0, 12),
        name: wanted.name.trim() || '훈련',
        by,
        started_at: this.#needs.clock.now(),
        ended_at: null,
        alerts: wanted.alerts,
        minutes: wanted.minutes,
      };
      await this.#query.insertInto('drill').values(row).execute();
      this.#running = { row, script: scriptOf(planOf(row)), raised: 0 };
      await this.#raise();
      return this.#drill(row);
    });
  }

  /** Ends a drill; one that has ended stays as it is. Undefined when there is none. */
  end(id: string): Promise<Drill | undefined> {
    return this.#next(async () => {
      if (this.#running?.row.id === id) await this.#end(this.#running.row);
      const row = await this.#rows().where('id', '=', id).executeTakeFirst();
      return row && this.#drill(row);
    });
  }

  /** Newest first. */
  async list(): Promise<Drill[]> {
    const rows = await this.#rows().orderBy('started_at', 'desc').limit(listed).execute();
    return Promise.all(rows.map((row) => this.#drill(row)));
  }

  /** A drill and its alerts, in the order in which they came. */
  async find(id: string): Promise<{ drill: Drill; alerts: Alert[] } | undefined> {
    const row = await this.#rows().where('id', '=', id).executeTakeFirst();
    if (!row) return undefined;
    const alerts = await this.#alertsOf(row);
    return { drill: drillWith(row, alerts), alerts };
  }

  /** The person was asked through a device that does not exist: she answers as the script says, or never. */
  asked(alert: Alert): void {
    const answer = drillOf(alert.subject) === undefined ? undefined : answerOf(alert.subject);
    if (!answer || alert.status !== 'open' || alert.plan[alert.step]?.kind !== 'ask-device') return;
    this.#at(`answer ${alert.id}`, alert.stepStartedAt + answer.afterMs, async () => {
      const present = await this.#needs.response().find(alert.id);
      // Whoever took it off the question is not answered any more.
      if (present?.status !== 'open' || present.plan[present.step]?.kind !== 'ask-device') return;
      const at = this.#needs.clock.now();
      await this.#needs.response().reply({ subject: alert.subject, device: 'drill', answer: answer.answer, at });
    });
  }

  /** An alert of a drill has moved: the drill is over when all has come and nothing is open. */
  committed({ drill, status }: Alert): void {
    if (status === 'closed' && drill === this.#running?.row.id) this.#later(() => this.#endIfDone());
  }

  async #endIfDone(): Promise<void> {
    const running = this.#running;
    if (!running || running.raised < running.script.length) return;
    const alerts = await this.#alertsOf(running.row);
    if (alerts.every(({ status }) => status === 'closed')) await this.#end(running.row);
  }

  /** Raises all that is due and sets the clock for what comes next. */
  async #raise(): Promise<void> {
    const running = this.#running;
    if (!running || this.#isStopped) return;
    const { clock, log, response } = this.#needs;
    const { row, script } = running;
    const now = clock.now();
    const due = script.filter(({ at }, index) => index >= running.raised && at <= now);
    try {
      // Taken in once, however often they are given: after a restart all that was due is given again.
      await response().take(due.map(({ finding }) => finding));
      running.raised += due.length;
    } catch (error) {
      log.error({ err: error, drill: row.id }, 'an alert of the drill could not be raised, trying again');
      this.#at('raise', now + againMs, () => this.#raise());
      return;
    }
    const next = script[running.raised];
    if (next) this.#at('raise', next.at, () => this.#raise());
    else this.#at('end', script.at(-1)!.at + longestAfterMs, () => this.#end(row));
  }

  async #end(row: DrillRow): Promise<void> {
    if (this.#running?.row.id !== row.id) return;
    const ended_at = this.#needs.clock.now();
    await this.#query.updateTable('drill').set({ ended_at }).where('id', '=', row.id).execute();
    this.#running = undefined;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await this.#closeAlerts(row);
  }

  async #closeAlerts(row: DrillRow): Promise<void> {
    const open = (await this.#alertsOf(row)).filter(({ status }) => status === 'open');
    await this.#needs.response().endDrill(open.map(({ id }) => id));
  }

  async #drill(row: DrillRow): Promise<Drill> {
    return drillWith(row, await this.#alertsOf(row));
  }

  /** In the order in which they come, also those of one moment. */
  async #alertsOf(row: DrillRow): Promise<Alert[]> {
    const order = new Map(subjectsOf(row).map((subject, index) => [subject, index]));
    const alerts = await this.#needs.response().ofSubjects([...order.keys()]);
    return alerts.sort((a, b) => (order.get(a.subject) ?? 0) - (order.get(b.subject) ?? 0));
  }

  #rows() {
    return this.#query.selectFrom('drill').selectAll();
  }

  get #query() {
    return this.#needs.database.query.withTables<DrillTables>();
  }

  #next<R>(work: () => Promise<R>): Promise<R> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => {});
    return done;
  }

  #later(work: () => Promise<void>): void {
    this.#next(work).catch((error: unknown) => this.#needs.log.error({ err: error }, 'a drill did not go on'));
  }

  #at(name: string, at: number, work: () => Promise<void>): void {
    if (this.#isStopped) return;
    this.#timers.get(name)?.();
    const cancel = this.#needs.clock.wakeAt(at, () => {
      this.#timers.delete(name);
      this.#later(work);
    });
    this.#timers.set(name, cancel);
  }
}

function planOf({ id, started_at, alerts, minutes }: DrillRow) {
  return { id, startedAt: started_at, alerts, minutes };
}

function drillWith(row: DrillRow, alerts: readonly Alert[]): Drill {
  return {
    id: row.id,
    name: row.name,
    by: row.by,
    startedAt: row.started_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    alerts: row.alerts,
    raised: alerts.length,
    open: alerts.filter(({ status }) => status === 'open').length,
  };
}
