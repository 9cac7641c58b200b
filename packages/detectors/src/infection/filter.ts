import { type InfectionRule, type Sign, signs } from './rule.ts';

/** How far a night lies above her usual, in her standard deviations; absent where it is not known. */
export type Distances = Partial<Record<Sign, number>>;
/**
 * The chance that she is well, or ill, slightly or markedly, with fever or without, after the nights so far: a hidden Markov chain
 * [Rabiner 1989], in which one night is like the night before it beyond what illness explains.
 */
export interface Filter {
  /** Of each state, well first; they add up to 1. */
  chance: number[];
  /** Local day and distances of the night before; -1 before the first. */
  day: number;
  before: Distances;
}
/** What each state lifts the nights by, well first, and the share of illnesses that are like it. */
interface State {
  lift: Record<Sign, number>;
  share: number;
}
const made = new WeakMap<InfectionRule, State[]>();
function statesOf(rule: InfectionRule): State[] {
  let states = made.get(rule);
  if (!states) {
    const { levels, feverShare } = rule;
    states = [
      { lift: { pulse: 0, temperature: 0 }, share: 0 },
      ...levels.flatMap((level) => [
        { lift: { pulse: level, temperature: level }, share: feverShare / levels.length },
        { lift: { pulse: level, temperature: 0 }, share: (1 - feverShare) / levels.length },
      ]),
    ];
    made.set(rule, states);
  }
  return states;
}
/** Somebody of whom nothing is known yet is ill with this chance: the share of nights that illness takes. */
function atFirst(rule: InfectionRule): number[] {
  const ill = rule.lastsNights / (rule.oneInNights + rule.lastsNights);
  return statesOf(rule).map(({ share }, i) => (i === 0 ? 1 - ill : ill * share));
}
export function startFilter(rule: InfectionRule): Filter {
  return { chance: atFirst(rule), day: -1, before: {} };
}

/** Student's density but for its constant, which is the same in every state. */
function density(z: number, dof: number): number {
  return (1 + (z * z) / dof) ** (-(dof + 1) / 2);
}
const mostDeviations = 6;
const clipped = (z: number) => Math.max(-mostDeviations, Math.min(mostDeviations, z));

/** Of a night that illness lifts by `to`, after one that it lifted by `from`. */
function chanceOf(z: number, to: number, before: number | undefined, from: number, likeness: number, dof: number) {
  if (before === undefined) return density(clipped(z) - to, dof);
  const spread = Math.sqrt(1 - likeness * likeness);
  return density((clipped(z) - to - likeness * (clipped(before) - from)) / spread, dof) / spread;
}

export function stepFilter(filter: Filter, day: number, now: Distances, rule: InfectionRule): void {
  const passed = day - filter.day;
  if (filter.day < 0 || passed > rule.forgottenAfterDays) {
    filter.chance = atFirst(rule);
    filter.before = {};
  }
  const gap = Math.min(passed, rule.forgottenAfterDays);
  const falls = 1 - (1 - 1 / rule.oneInNights) ** gap;
  const recovers = 1 - (1 - 1 / rule.lastsNights) ** gap;
  const states = statesOf(rule);
  const next = states.map((to, j) =>
    states.reduce((sum, from, i) => {
      let chance = filter.chance[i]!;
      if (i === 0) chance *= j === 0 ? 1 - falls : falls * to.share;
      else if (j === 0) chance *= recovers;
      // An illness stays of the kind it began as.
      else chance *= i === j ? 1 - recovers : 0;
      for (const sign of signs) {
        const z = now[sign];
        if (chance === 0 || z === undefined) continue;
        const likeness = rule.likeness[sign] ** gap;
        chance *= chanceOf(z, to.lift[sign], filter.before[sign], from.lift[sign], likeness, rule.dof);
      }
      return sum + chance;
    }, 0),
  );
  const total = next.reduce((sum, chance) => sum + chance, 0);
  filter.chance = next.map((chance) => Number((chance / total).toPrecision(4)));
  filter.day = day;
  filter.before = Object.fromEntries(Object.entries(now).map(([sign, z]) => [sign, Number(clipped(z).toFixed(2))]));
}
/** That she is ill rather than well, natural logarithm. */
export function logOdds({ chance }: Filter): number {
  const well = Math.max(1e-6, chance[0]!);
  return Math.log(Math.max(1e-6, 1 - well) / well);
}
