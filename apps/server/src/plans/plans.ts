import { type Family, type PlanProblem, type PlanStep, Plans, type Priority } from '@munan/flow';
import type { Clock, Database, Log, Migration } from '@munan/runtime';
import { Value } from 'typebox/value';
import { OutOfDate, openVersions, type VersionEntry, versionsMigration } from '../versions.ts';

export const plansMigrations: readonly Migration[] = [versionsMigration('plans-1', 'response_plans')];

/** A version of the plans; version 0 is that of a new house, changed by nobody. */
export interface PlansVersion {
  version: number;
  plans: Plans;
  by?: string;
  at?: number;
  note?: string;
}
export interface PlansUpdate {
  plans: Plans;
  note: string;
  /** The version that was seen when the change was made. */
  version: number;
  by: string;
}

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
  /** @throws OutOfDate, PlansWrong */
  change(update: PlansUpdate): Promise<PlansVersion>;
  /** The newest first, `most` of them. */
  history(most: number): Promise<VersionEntry[]>;
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
  const versions = openVersions(database, clock, 'response_plans');

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
    const row = await versions.find(version);
    if (!row) return undefined;
    const { json, ...entry } = row;
    const plans = read(json);
    return typeof plans === 'string' ? undefined : { ...entry, plans };
  };

  // One at a time from the newest: with an alarm on its way a house may not stay shut because of a plan of last year.
  const unfit: number[] = [];
  let newest = 0;
  const findNewest = async (): Promise<PlansVersion> => {
    for (let before: number | undefined; ; ) {
      const row = await versions.findNewest(before);
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
      before = entry.version;
    }
  };
  let current = await findNewest();

  async function write({ plans, note, version, by }: PlansUpdate): Promise<PlansVersion> {
    if (version !== current.version)
      throw new OutOfDate(`the plans are at version ${current.version}; this change started from ${version}`);
    const problems = check(plans);
    if (problems.length > 0) throw new PlansWrong(problems);
    const { json: _, ...entry } = await versions.append({ version: newest + 1, by, note, document: plans });
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
    change: (update) => versions.inTurn(() => write(update)),
    history: versions.entries,
    find,
  };
}
