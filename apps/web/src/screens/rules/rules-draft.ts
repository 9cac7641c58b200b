import type { Rules } from '@munan/flow';

export type Group = 'oxygen' | 'oxygenScale2' | 'pulse' | 'temperature' | 'fall' | 'silence';
export type Unit = 'percent' | 'perMin' | 'cel' | 'minutes' | 'score';

export interface RuleField {
  /** `pulse.fastFromPerMin` */
  path: string;
  group: Group;
  name: string;
  unit: Unit;
  least: number;
  most: number;
  step: number;
}

const units: Record<Unit, { least: number; most: number; step: number }> = {
  percent: { least: 50, most: 100, step: 1 },
  perMin: { least: 20, most: 250, step: 1 },
  cel: { least: 30, most: 43, step: 0.1 },
  minutes: { least: 0.5, most: 1440, step: 1 },
  score: { least: 0.05, most: 0.999, step: 0.01 },
};
const named: Record<Group, [string, Unit][]> = {
  oxygen: [
    ['mediumBelowPercent', 'percent'],
    ['mediumMinutes', 'minutes'],
    ['highBelowPercent', 'percent'],
    ['highMinutes', 'minutes'],
  ],
  oxygenScale2: [
    ['mediumBelowPercent', 'percent'],
    ['mediumMinutes', 'minutes'],
    ['highBelowPercent', 'percent'],
    ['highMinutes', 'minutes'],
  ],
  pulse: [
    ['fastFromPerMin', 'perMin'],
    ['fastMinutes', 'minutes'],
    ['slowToPerMin', 'perMin'],
    ['slowMinutes', 'minutes'],
    ['restingFromPerMin', 'perMin'],
    ['restingMinutes', 'minutes'],
  ],
  temperature: [
    ['feverFromCel', 'cel'],
    ['highFeverFromCel', 'cel'],
    ['feverMinutes', 'minutes'],
    ['hypothermiaToCel', 'cel'],
    ['hypothermiaMinutes', 'minutes'],
  ],
  fall: [['fromScore', 'score']],
  silence: [
    ['noContactMinutes', 'minutes'],
    ['notWornMinutes', 'minutes'],
    ['stuckMinutes', 'minutes'],
  ],
};
export const groups = Object.keys(named) as Group[];

/** Every number of the rules that a person may set, in the order of the screen. */
export const ruleFields: RuleField[] = groups.flatMap((group) =>
  named[group].map(([name, unit]) => ({ path: `${group}.${name}`, group, name, unit, ...units[unit] })),
);

/** @throws Error when the rules have no such field */
export function getRule(rules: Rules, { group, name }: Pick<RuleField, 'group' | 'name'>): number {
  const value = (rules[group] as Record<string, number>)[name];
  if (value === undefined) throw new Error(`the rules have no ${group}.${name}`);
  return value;
}

/** What is being entered: text as typed, so that half a number is no error yet. */
export interface Draft {
  values: Record<string, string>;
  off: string[];
  /** Undefined: no limit. */
  calls: string | undefined;
}
/** Calls a day that are offered when somebody sets a budget for the first time. */
export const firstBudgetPerDay = 10;

export function draftOf(rules: Rules): Draft {
  const { callsPerDay } = rules.budget;
  return {
    values: Object.fromEntries(ruleFields.map((field) => [field.path, String(getRule(rules, field))])),
    off: [...rules.off].sort(),
    calls: callsPerDay === null ? undefined : String(callsPerDay),
  };
}

export interface Wrong {
  /** Path of the field, `budget` for the budget. */
  path: string;
  kind: 'number' | 'range' | 'order';
}
export const budgetLimits = { least: 0.1, most: 100_000 } as const;

/** The first may not lie above the second, as the server demands too; `apart`: nor be the same. */
const ordered: { lower: string; higher: string; apart?: boolean }[] = [
  { lower: 'oxygen.highBelowPercent', higher: 'oxygen.mediumBelowPercent' },
  { lower: 'oxygenScale2.highBelowPercent', higher: 'oxygenScale2.mediumBelowPercent' },
  { lower: 'pulse.slowToPerMin', higher: 'pulse.restingFromPerMin', apart: true },
  { lower: 'pulse.restingFromPerMin', higher: 'pulse.fastFromPerMin' },
  { lower: 'temperature.hypothermiaToCel', higher: 'temperature.feverFromCel', apart: true },
  { lower: 'temperature.feverFromCel', higher: 'temperature.highFeverFromCel' },
];

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')));

/** The rules that the draft means, or what is wrong with it. Whether they make sense beyond that, the server says. */
export function rulesOfDraft(draft: Draft, base: Rules): { rules: Rules } | { wrong: Wrong[] } {
  const wrong: Wrong[] = [];
  const check = (path: string, text: string, least: number, most: number): number => {
    const value = numberOf(text);
    if (!Number.isFinite(value)) wrong.push({ path, kind: 'number' });
    else if (value < least || value > most) wrong.push({ path, kind: 'range' });
    return value;
  };
  const values = new Map(
    ruleFields.map(({ path, least, most }) => [path, check(path, draft.values[path] ?? '', least, most)]),
  );
  const callsPerDay =
    draft.calls === undefined ? null : check('budget', draft.calls, budgetLimits.least, budgetLimits.most);
  if (wrong.length === 0)
    for (const { lower, higher, apart } of ordered) {
      const [a, b] = [values.get(lower)!, values.get(higher)!];
      if (a > b || (apart && a === b)) wrong.push({ path: lower, kind: 'order' });
    }
  if (wrong.length > 0) return { wrong };
  const rules = structuredClone(base);
  for (const { path, group, name } of ruleFields) (rules[group] as Record<string, number>)[name] = values.get(path)!;
  // In the order in which they stand: to the server another order is another rule.
  const isSame = base.off.length === draft.off.length && base.off.every((name) => draft.off.includes(name));
  if (!isSame) rules.off = [...draft.off].sort();
  rules.budget = { ...rules.budget, callsPerDay };
  return { rules };
}

/** The draft after somebody else changed the rules: what was not touched becomes theirs, what was typed stays. */
export function rebasedDraft(draft: Draft, before: Rules, now: Rules): Draft {
  const [old, fresh] = [draftOf(before), draftOf(now)];
  const values = Object.fromEntries(
    ruleFields.map(({ path }) => [
      path,
      draft.values[path] === old.values[path] ? fresh.values[path]! : draft.values[path]!,
    ]),
  );
  const names = new Set([...draft.off, ...old.off, ...fresh.off]);
  const off = [...names].filter((name) => {
    const isTouched = draft.off.includes(name) !== old.off.includes(name);
    return (isTouched ? draft : fresh).off.includes(name);
  });
  return { values, off: off.sort(), calls: draft.calls === old.calls ? fresh.calls : draft.calls };
}

/** Paths of what differs between two sets of rules; `off.NAME` for a detector, `budget` for the budget. */
export function changedPaths(a: Rules, b: Rules): string[] {
  const paths = ruleFields.filter((field) => getRule(a, field) !== getRule(b, field)).map(({ path }) => path);
  const off = new Set([...a.off, ...b.off]);
  for (const name of [...off].sort()) if (a.off.includes(name) !== b.off.includes(name)) paths.push(`off.${name}`);
  if (a.budget.callsPerDay !== b.budget.callsPerDay) paths.push('budget');
  return paths;
}
