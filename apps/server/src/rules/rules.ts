import { Rules } from '@munan/flow';
import type { Clock, Database, Migration } from '@munan/runtime';
import { Value } from 'typebox/value';
import { OutOfDate, openVersions, type StoredVersion, versionsMigration } from '../versions.ts';
import { nonsenseIn } from './sense.ts';

export const rulesMigrations: readonly Migration[] = [versionsMigration('rules-1', 'watch_rules')];

/** A version of the rules; version 0 is that of a new house, changed by nobody. */
export interface RulesVersion {
  version: number;
  rules: Rules;
  by?: string;
  at?: number;
  note?: string;
}
export interface RulesChange {
  rules: Rules;
  note: string;
  /** The version that was seen when the change was made. */
  version: number;
  by: string;
}
/** They make no sense together. */
export class RulesNonsense extends Error {}

export interface HouseRules {
  readonly current: RulesVersion;
  readonly defaults: Rules;
  readonly switchable: readonly string[];
  /** @throws OutOfDate, RulesNonsense */
  change(change: RulesChange): Promise<RulesVersion>;
  /** All versions, the newest first. */
  history(): Promise<RulesVersion[]>;
}

export async function openRules({
  database,
  clock,
  defaults,
  switchable,
  changed,
}: {
  database: Database;
  clock: Clock;
  defaults: Rules;
  switchable: readonly string[];
  changed(): void;
}): Promise<HouseRules> {
  const versions = openVersions(database, clock, 'watch_rules');
  const read = ({ version, at, by, note, json }: StoredVersion): RulesVersion => {
    // What was stored before a rule existed goes by the new house's; what is unknown now is left out.
    const rules = filled(defaults, JSON.parse(json));
    if (!Value.Check(Rules, rules)) throw new Error(`rules: version ${version} on disk does not fit the schema`);
    return { version, at, by, note, rules };
  };
  const newest = await versions.findNewest();
  let current: RulesVersion = newest ? read(newest) : { version: 0, rules: defaults };

  async function write({ rules, note, version, by }: RulesChange): Promise<RulesVersion> {
    if (version !== current.version)
      throw new OutOfDate(`the rules are at version ${current.version}; this change started from ${version}`);
    const nonsense = nonsenseIn(rules, switchable);
    if (nonsense.length > 0) throw new RulesNonsense(nonsense.join('; '));
    current = read(await versions.append({ version: version + 1, by, note, document: rules }));
    changed();
    return current;
  }
  return {
    defaults,
    switchable,
    get current() {
      return current;
    },
    change: (change) => versions.inTurn(() => write(change)),
    history: async () => (await versions.all()).map(read),
  };
}

/** `given` laid over `model`, of which it has the shape as far as it goes. */
function filled<T>(model: T, given: unknown): T {
  if (typeof model !== 'object' || model === null || Array.isArray(model)) return (given ?? model) as T;
  const known = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(model).map(([name, value]) =>
      // Null is a value here (no budget), missing is not.
      [name, name in known && known[name] === null ? null : filled(value, known[name])],
    ),
  ) as T;
}
