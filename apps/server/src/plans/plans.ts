import { type Family, type PlanProblem, type PlanStep, Plans, type Priority } from '@munan/flow';
import type { Clock, Database, Log, Migration } from '@munan/runtime';
import { Value } from 'typebox/value';

type PlansTables = { response_plans: { version: number; at: number; by: string; note: string; json: string } };

export const plansMigrations: readonly Migration[] = [
  {
    name: 'plans-1',
    async up(query, types) {
      await query.schema
        .createTable('response_plans')
        .addColumn('version', 'integer', (column) => column.primaryKey())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('note', 'text', (column) => column.notNull())
        .addColumn('json', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

/** A version of the plans; version 0 is that of a new house, changed by nobody. */
export interface PlansVersion {
  version: number;
  plans: Plans;
  by?: string;
  at?: number;
  note?: string;
}
/** A version as the list shows it. */
export type PlansEntry = Omit<PlansTables['response_plans'], 'json'>;
export interface PlansUpdate {
  plans: Plans;
  note: string;
  /** The version that was seen when the change was made. */
  version: number;
  by: string;
}

/** Somebody changed them meanwhile. */
export class PlansOutOfDate extends Error {}
/** Some path does not end with a person, or the like. */
export class PlansWrong extends Error {
  readonly problems: readonly PlanProblem[];

  constructor(problems: readonly PlanProblem[]) {
    super(
      problems.map(({ family, priority, step, code }) => `${family}/${priority}/${step ?? '-'}: ${code}`).join('; '),
    );
    this.problems = problems;
  }
}

export interface HousePlans {
  /** What new alerts are opened with. */
  readonly current: PlansVersion;
  readonly defaults: Plans;
  /** Stored after the present one, and not to be used: this version of the software finds something wrong with them. */
  readonly unfit: readonly number[];
  /** For a new alert, which copies it ("frozen"). */
  planFor(family: Family, priority: Priority): { steps: readonly PlanStep[]; version: number };
  /** @throws PlansOutOfDate, PlansWrong */
  change(update: PlansUpdate): Promise<PlansVersion>;
  /** The newest first, `most` of them. */
  history(most: number): Promise<PlansEntry[]>;
  /** As it was stored; undefined where there is none, or none that still fits. */
  find(version: number): Promise<PlansVersion | undefined>;
}

export async function openPlans({
  database,
  clock,
  log,
  defaults,
  check,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  defaults: Plans;
  check(plans: Plans): readonly PlanProblem[];
}): Promise<HousePlans> {
  const query = database.query.withTables<PlansTables>();

  /** What is wrong with a stored version, by this version of the software; or its plans. */
  const read = (json: string): Plans | string => {
    let plans: unknown;
    try {
      plans = JSON.parse(json);
    } catch {
      return 'is not JSON';
    }
    if (!Value.Check(Plans, plans)) return 'does not fit the schema';
    const problems = check(plans);
    return problems.length > 0 ? new PlansWrong(problems).message : plans;
  };
  const find = async (version: number): Promise<PlansVersion | undefined> => {
    if (version === 0) return { version: 0, plans: defaults };
    const row = await query.selectFrom('response_plans').selectAll().where('version', '=', version).executeTakeFirst();
    if (!row) return undefined;
    const { json, ...entry } = row;
    const plans = read(json);
    return typeof plans === 'string' ? undefined : { ...entry, plans };
  };

  // One at a time from the newest: with an alarm on its way a house may not stay shut because of a plan of last year.
  const unfit: number[] = [];
  let newest = 0;
  const findNewest = async (): Promise<PlansVersion> => {
    let rows = query.selectFrom('response_plans').selectAll().orderBy('version', 'desc').limit(1);
    for (;;) {
      const row = await rows.executeTakeFirst();
      if (!row) return { version: 0, plans: defaults };
      const { json, ...entry } = row;
      newest = Math.max(newest, entry.version);
      const plans = read(json);
      if (typeof plans !== 'string') return { ...entry, plans };
      unfit.push(entry.version);
      log.error(
        { version: entry.version, problems: plans },
        'stored response plans cannot be used; the version before is',
      );
      rows = rows.where('version', '<', entry.version);
    }
  };
  let current = await findNewest();
  let working: Promise<unknown> = Promise.resolve();

  async function write({ plans, note, version, by }: PlansUpdate): Promise<PlansVersion> {
    if (version !== current.version)
      throw new PlansOutOfDate(`the plans are at version ${current.version}; this change started from ${version}`);
    const problems = check(plans);
    if (problems.length > 0) throw new PlansWrong(problems);
    const entry = { version: newest + 1, at: clock.now(), by, note };
    await query
      .insertInto('response_plans')
      .values({ ...entry, json: JSON.stringify(plans) })
      .execute();
    newest = entry.version;
    unfit.length = 0;
    current = { ...entry, plans };
    return current;
  }

  return {
    defaults,
    unfit,
    get current() {
      return current;
    },
    planFor: (family, priority) => ({ steps: current.plans[family][priority], version: current.version }),
    change(update) {
      const done = working.then(() => write(update));
      working = done.catch(() => {});
      return done;
    },
    history: (most) =>
      query
        .selectFrom('response_plans')
        .select(['version', 'at', 'by', 'note'])
        .orderBy('version', 'desc')
        .limit(most)
        .execute(),
    find,
  };
}
