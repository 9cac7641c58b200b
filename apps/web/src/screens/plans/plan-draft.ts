import type { Family, PlanStep, Plans, Priority, StepCondition, StepKind } from '@munan/flow';

export const families: readonly Family[] = ['safety', 'vital', 'silence', 'house'];
export const priorities: readonly Priority[] = ['high', 'medium', 'low'];
export type TimeUnit = 'second' | 'minute' | 'hour';
export const unitMs: Record<TimeUnit, number> = { second: 1000, minute: 60_000, hour: 3_600_000 };
const limitsMs = { least: 1000, most: 172_800_000 } as const;
export const mostSteps = 20;

/** A step as it is being entered: its time as typed, and a way on by the step itself, which moves. */
export interface DraftStep {
  /** Stays the same while it is moved. */
  key: string;
  kind: StepKind;
  amount: string;
  unit: TimeUnit;
  attempts: number;
  when: StepCondition;
  /** Key of another step; undefined: the next one. */
  orElse: string | undefined;
}
export type DraftPlan = readonly DraftStep[];
export type PlansDraft = Record<Family, Record<Priority, DraftPlan>>;

/** What a plan's step may be: Munan itself is not phoned, and a person is not repaired. */
export function kindsOf(family: Family, kinds: readonly StepKind[]): StepKind[] {
  const ofHouse: readonly StepKind[] = ['check-house', 'second-operator', 'manager'];
  return kinds.filter((kind) => (family === 'house' ? ofHouse.includes(kind) : kind !== 'check-house'));
}

export function draftPlanOf(plan: readonly PlanStep[]): DraftPlan {
  return plan.map(({ kind, withinMs, attempts = 1, when = {}, orElse }, index) => ({
    key: keyAt(index),
    kind,
    ...timeOf(withinMs),
    attempts,
    when,
    orElse: orElse === undefined ? undefined : keyAt(orElse),
  }));
}
const keyAt = (index: number) => `s${index}`;

export function draftOf(plans: Plans): PlansDraft {
  return eachPlan((family, priority) => draftPlanOf(plans[family][priority]));
}

/** One of each family and priority. */
export function eachPlan<T>(make: (family: Family, priority: Priority) => T): Record<Family, Record<Priority, T>> {
  const ofFamily = (family: Family) =>
    Object.fromEntries(priorities.map((priority) => [priority, make(family, priority)])) as Record<Priority, T>;
  return Object.fromEntries(families.map((family) => [family, ofFamily(family)])) as Record<
    Family,
    Record<Priority, T>
  >;
}

/** In the largest unit in which it is a whole number. */
export function timeOf(withinMs: number): { amount: string; unit: TimeUnit } {
  const unit = (['hour', 'minute'] as const).find((one) => withinMs % unitMs[one] === 0) ?? 'second';
  return { amount: String(withinMs / unitMs[unit]), unit };
}

/** NaN where it is no number, or none that a step may have. */
export function withinMsOf({ amount, unit }: Pick<DraftStep, 'amount' | 'unit'>): number {
  const text = amount.trim().replace(',', '.');
  const ms = text === '' ? Number.NaN : Math.round(Number(text) * unitMs[unit]);
  return ms >= limitsMs.least && ms <= limitsMs.most ? ms : Number.NaN;
}

/** What is wrong with a draft before anybody else is asked: the server could not even read it. */
export type DraftProblem = { step: number; code: 'no-deadline' | 'backwards' };
export function draftProblems(draft: DraftPlan): DraftProblem[] {
  return draft.flatMap((step, index): DraftProblem[] => [
    ...(Number.isNaN(withinMsOf(step)) ? [{ step: index, code: 'no-deadline' } as const] : []),
    ...(step.orElse !== undefined && placeOf(draft, step.orElse) <= index
      ? [{ step: index, code: 'backwards' } as const]
      : []),
  ]);
}

/** The steps that a draft means; to be sent only where `draftProblems` finds nothing. */
export function planOf(draft: DraftPlan): PlanStep[] {
  return draft.map((step) => {
    const { kind, attempts, when, orElse } = step;
    return {
      kind,
      withinMs: withinMsOf(step),
      ...(attempts === 1 ? {} : { attempts }),
      ...(Object.keys(when).length === 0 ? {} : { when }),
      ...(orElse === undefined ? {} : { orElse: placeOf(draft, orElse) }),
    };
  });
}
const placeOf = (draft: DraftPlan, key: string) => draft.findIndex((step) => step.key === key);

export function addedStep(draft: DraftPlan, kind: StepKind): DraftPlan {
  const taken = new Set(draft.map(({ key }) => key));
  let count = draft.length;
  while (taken.has(`n${count}`)) count++;
  return [...draft, { key: `n${count}`, kind, amount: '5', unit: 'minute', attempts: 1, when: {}, orElse: undefined }];
}

/** Without a step; who went on to it goes on to the next. */
export function removedStep(draft: DraftPlan, key: string): DraftPlan {
  return draft
    .filter((step) => step.key !== key)
    .map((step) => (step.orElse === key ? { ...step, orElse: undefined } : step));
}

export function movedStep(draft: DraftPlan, key: string, to: number): DraftPlan {
  const from = placeOf(draft, key);
  const step = draft[from];
  if (!step || to < 0 || to >= draft.length) return draft;
  const rest = draft.toSpliced(from, 1);
  return rest.toSpliced(to, 0, step);
}

export function changedStep(draft: DraftPlan, key: string, change: Partial<Omit<DraftStep, 'key'>>): DraftPlan {
  return draft.map((step) => (step.key === key ? { ...step, ...change } : step));
}

/** The draft after somebody else saved: what was not touched becomes theirs, what was entered stays. */
export function rebasedDraft(draft: PlansDraft, before: Plans, now: Plans): PlansDraft {
  return eachPlan((family, priority) => {
    const own = draft[family][priority];
    const isTouched = !isSamePlan(planOf(own), before[family][priority]);
    return isTouched ? own : draftPlanOf(now[family][priority]);
  });
}

export function isSamePlan(a: readonly PlanStep[], b: readonly PlanStep[]): boolean {
  const { marks, removed } = comparedPlans(a, b);
  return removed.length === 0 && marks.every((mark) => mark === undefined);
}

export type StepMark = 'new' | 'changed' | 'moved';

/**
 * What is other than before, step by step. Steps are the same by their kind, and where one occurs more than once by which
 * of them it is; of those that changed places the fewest are said to have moved.
 */
export function comparedPlans(
  now: readonly PlanStep[],
  before: readonly PlanStep[],
): { marks: (StepMark | undefined)[]; removed: PlanStep[] } {
  const [names, known] = [namesOf(now), namesOf(before)];
  const places = names.map((name) => known.indexOf(name));
  const stayed = new Set(longestRise(places.filter((place) => place >= 0)));
  const marks = now.map((step, index): StepMark | undefined => {
    const place = places[index]!;
    if (place < 0) return 'new';
    if (contentOf(step, names) !== contentOf(before[place]!, known)) return 'changed';
    return stayed.has(place) ? undefined : 'moved';
  });
  return { marks, removed: before.filter((_, place) => !places.includes(place)) };
}

function namesOf(plan: readonly PlanStep[]): string[] {
  const count = new Map<StepKind, number>();
  return plan.map(({ kind }) => {
    const nth = (count.get(kind) ?? 0) + 1;
    count.set(kind, nth);
    return `${kind} ${nth}`;
  });
}

function contentOf({ withinMs, attempts = 1, when = {}, orElse }: PlanStep, names: string[]): string {
  const conditions = Object.entries(when)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([withinMs, attempts, conditions, orElse === undefined ? null : (names[orElse] ?? orElse)]);
}

/** The longest part of a list that only grows. */
function longestRise(list: readonly number[]): number[] {
  let best: number[] = [];
  const ending: number[][] = [];
  for (const [index, value] of list.entries()) {
    const before = ending
      .slice(0, index)
      .filter((rise) => rise.at(-1)! < value)
      .reduce<number[]>((longest, rise) => (rise.length > longest.length ? rise : longest), []);
    const rise = [...before, value];
    ending.push(rise);
    if (rise.length > best.length) best = rise;
  }
  return best;
}
