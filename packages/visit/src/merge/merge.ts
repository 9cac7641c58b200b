import type { VisitEntry, VisitState } from '@munan/flow';
import { fieldsOf, formVersion, withField } from './fields.ts';
import { same } from './same.ts';

/** A field that both sides changed, to different values. `undefined`: the field is not there. */
export interface Clash {
  field: string;
  base: unknown;
  /** What stands now. */
  kept: unknown;
  /** What came later and waits for a decision. */
  other: unknown;
}
export interface Merged<T> {
  value: T;
  /** Fields of what stood that this changes. */
  changed: string[];
  clashes: Clash[];
}

/**
 * Three ways: what the change started from, the change, and what stands now. A field that one side changed is as that
 * side has it; one that both changed clashes, and what stood stays. Nothing disappears: every value of `mine` is in
 * the outcome, is what the change started from, or is the `other` of a clash.
 */
export function mergeVisit(
  base: VisitEntry | undefined,
  mine: VisitEntry,
  current: VisitEntry | undefined,
): Merged<VisitEntry> {
  if (!current) return { value: mine, changed: [...fieldsOf(mine).keys()], clashes: [] };
  const before = base ? fieldsOf(base) : new Map<string, unknown>();
  const theirs = fieldsOf(current);
  const ours = fieldsOf(mine);
  const clashes: Clash[] = [];
  let value = current;
  for (const field of new Set(['state', ...ours.keys(), ...before.keys()])) {
    const three = { base: before.get(field), mine: ours.get(field), current: theirs.get(field) };
    if (same(three.mine, three.current)) continue;
    const rule = withoutClash(field);
    if (rule) {
      value = withField(value, field, rule(three));
    } else if (same(three.current, three.base)) {
      value = withField(value, field, three.mine);
    } else if (!same(three.mine, three.base)) {
      clashes.push({ field, base: three.base, kept: three.current, other: three.mine });
    }
  }
  value = withConfirmed(withVersions(value, base, mine, current), base, mine, current, clashes);
  const after = fieldsOf(value);
  const changed = [...new Set([...theirs.keys(), ...after.keys()])].filter(
    (field) => !same(theirs.get(field), after.get(field)),
  );
  return { value, changed, clashes };
}

interface Three {
  base: unknown;
  mine: unknown;
  current: unknown;
}
type Rule = (three: Three) => unknown;

/** Fields about which nobody is asked: what comes of them when the two sides differ. */
function withoutClash(field: string): Rule | undefined {
  // Goes by the answers that came to stand: `withVersions`.
  if (field.endsWith('/version') && field.startsWith('forms.')) return ({ current }) => current;
  switch (field) {
    case 'state':
      return furthest;
    case 'arrived':
      return (three) => byOneSide(three, (a, b) => Math.min(a as number, b as number));
    case 'finished':
    case 'measured':
      return (three) => byOneSide(three, (a, b) => Math.max(a as number, b as number));
    case 'clockUncertain':
      // Once in doubt, in doubt.
      return ({ mine, current }) => (mine === true || current === true ? true : current);
    case 'confirmed':
      // Goes by the values that came to stand: `withConfirmed`.
      return ({ current }) => current;
    default:
      return undefined;
  }
}

/** As the side has it that changed it; where both did, what `pick` makes of the two (one of them may be gone). */
function byOneSide({ base, mine, current }: Three, pick: (mine: unknown, current: unknown) => unknown): unknown {
  if (same(current, base)) return mine;
  if (same(mine, base) || mine === undefined) return current;
  return current === undefined ? mine : pick(mine, current);
}

/**
 * Each form that has answers has the version it was filled in with, the newer of two. One without answers is there
 * as long as no side has taken it out.
 */
function withVersions(
  value: VisitEntry,
  base: VisitEntry | undefined,
  mine: VisitEntry,
  current: VisitEntry,
): VisitEntry {
  const formIn = (entry: VisitEntry | undefined, form: string) =>
    entry?.forms && Object.hasOwn(entry.forms, form) ? entry.forms[form] : undefined;
  let merged = value;
  for (const form of new Set([...Object.keys(value.forms ?? {}), ...Object.keys(mine.forms ?? {})])) {
    const [before, ours, theirs] = [base, mine, current].map((entry) => formIn(entry, form)?.version);
    const isAnswered = Object.keys(formIn(value, form)?.answers ?? {}).length > 0;
    const isTakenOut = before !== undefined && (ours === undefined || theirs === undefined);
    const version = byOneSide({ base: before, mine: ours ?? theirs, current: theirs ?? ours }, newest);
    merged = withField(merged, formVersion(form), isAnswered || !isTakenOut ? version : undefined);
  }
  return merged;
}

const states: readonly VisitState[] = ['open', 'vitals-final', 'signed'];

/** Only forward; a state that is not there is `signed`. */
function furthest({ mine, current }: Three): unknown {
  const rank = (state: unknown): number => states.indexOf((state ?? 'signed') as VisitState);
  return rank(mine) > rank(current) ? mine : current;
}

/** The newer of two versions: `1.10.0` is newer than `1.9.2`. */
function newest(a: unknown, b: unknown): unknown {
  return versionOrder(String(a), String(b)) >= 0 ? a : b;
}

/** Negative where `a` is older: numbers as numbers, all else as text. */
export function versionOrder(a: string, b: string): number {
  const left = a.split(/[.-]/);
  const right = b.split(/[.-]/);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x = '', y = ''] = [left[index], right[index]];
    if (x === y) continue;
    const byNumber = Number(x || 0) - Number(y || 0);
    if (!Number.isNaN(byNumber) && byNumber !== 0) return byNumber;
    return x < y ? -1 : 1;
  }
  return 0;
}

/**
 * "Yes, it is really that" belongs to a value. A name stays where a side whose value stands said so; where the two
 * values wait for a decision, where either did. What is no longer among the vitals goes.
 */
function withConfirmed(
  value: VisitEntry,
  base: VisitEntry | undefined,
  mine: VisitEntry,
  current: VisitEntry,
  clashes: readonly Clash[],
): VisitEntry {
  const inDispute = new Set(clashes.map((clash) => clash.field));
  const says = (entry: VisitEntry | undefined, name: string): boolean => entry?.confirmed?.includes(name) === true;
  const names = [...new Set([...(current.confirmed ?? []), ...(mine.confirmed ?? [])])].filter((name) => {
    const of = (entry: VisitEntry | undefined): unknown =>
      entry && Object.hasOwn(entry.vitals, name) ? entry.vitals[name as never] : undefined;
    const now = of(value);
    if (now === undefined) return false;
    if (inDispute.has(`vitals.${name}`)) return true;
    const theirs = of(current) === now;
    const ours = of(mine) === now;
    if (theirs && ours && of(base) === now)
      return says(current, name) === says(base, name) ? says(mine, name) : says(current, name);
    return (theirs && says(current, name)) || (ours && says(mine, name));
  });
  if (same(names, current.confirmed ?? [])) return value;
  return withField(value, 'confirmed', names.length > 0 || current.confirmed ? names : undefined);
}
