import { type Distances, type Filter, logOdds, startFilter, stepFilter } from './filter.ts';
import {
  type Baseline,
  beginAnew,
  distanceOf,
  findBaseline,
  findNight,
  keepNight,
  type Ring,
  startRing,
} from './ring.ts';
import { type InfectionRule, infectionRule, type Sign, signs } from './rule.ts';

/** One figure a night; `day` is the local day of its morning. Nights come in order, some never. */
export interface Night {
  day: number;
  pulse?: number;
  temperature?: number;
}
export interface InfectionState {
  rings: Record<Sign, Ring>;
  filter: Filter;
  open: Open | null;
}
interface Open {
  /** The first night out and the night on which it was said, local days. */
  since: number;
  saidOn: number;
  back: number;
}
export function startInfection(rule: InfectionRule = infectionRule): InfectionState {
  return { rings: { pulse: startRing(), temperature: startRing() }, filter: startFilter(rule), open: null };
}
export interface Judged {
  phase?: 'began' | 'ended';
  since: number;
  /** That she is ill rather than well, natural logarithm; undefined while nothing is usual yet. */
  odds?: number;
  baselines: Partial<Record<Sign, Baseline>>;
  distances: Distances;
}
/** Further from the usual another sensor measures, or another place. */
const otherSensorCelsius = 2.5;
/** A night this far up belongs to what follows it. */
const outDeviations = 1;

/** Fever is said beside the pulse from here: °C above her usual, and both signs in her standard deviations. */
const fever = { celsius: 0.5, temperature: 2, pulse: 1 } as const;
export function isFeverish({ baselines, distances }: Judged): boolean {
  const { temperature = 0, pulse = 0 } = distances;
  const sd = baselines.temperature?.sd ?? 0;
  return temperature >= fever.temperature && pulse >= fever.pulse && temperature * sd >= fever.celsius;
}

/** Takes in a night; `silent` signs are learned and not judged. One that came before, or before a later one, says nothing. */
export function stepInfection(
  state: InfectionState,
  night: Night,
  rule: InfectionRule = infectionRule,
  silent: readonly Sign[] = [],
): Judged {
  const { rings, filter } = state;
  if (signs.some((sign) => night.day <= rings[sign].last)) return { since: night.day, baselines: {}, distances: {} };
  const baselines: Judged['baselines'] = {};
  const distances: Distances = {};
  for (const sign of signs) {
    const value = figureOf(night, sign);
    const baseline = findBaseline(rings[sign], sign, night.day, rule);
    if (baseline) baselines[sign] = baseline;
    if (value === undefined || !baseline || silent.includes(sign)) continue;
    if (sign === 'temperature' && Math.abs(value - baseline.middle) > otherSensorCelsius) continue;
    distances[sign] = distanceOf(baseline, sign, value);
  }
  const judged: Judged = { since: night.day, baselines, distances };
  const isForgotten = filter.day >= 0 && night.day - filter.day > rule.forgottenAfterDays;
  if (Object.keys(distances).length > 0) {
    stepFilter(filter, night.day, distances, rule);
    judged.odds = logOdds(filter);
  }
  const { open } = state;
  if (open) {
    if (judged.odds !== undefined) open.back = judged.odds < rule.backTo ? open.back + 1 : 0;
    const isLong = night.day - open.saidOn >= rule.mostDays;
    if (isForgotten || isLong || open.back >= rule.backNights) {
      judged.phase = 'ended';
      judged.since = open.since;
      state.open = null;
    }
    // Long, and seen all along: after weeks without a device what she was like before is the better guess.
    if (isLong && !isForgotten) {
      for (const sign of signs) beginAnew(rings[sign], open.since);
      state.filter = startFilter(rule);
    }
  } else if (judged.odds !== undefined && judged.odds >= rule.said) {
    judged.phase = 'began';
    judged.since = firstOut(state, night, judged, rule);
    state.open = { since: judged.since, saidOn: night.day, back: 0 };
  }
  for (const sign of signs) {
    const value = figureOf(night, sign);
    if (value !== undefined) keepNight(rings[sign], sign, night.day, value, state.open !== null, rule);
  }
  return judged;
}

/** A figure that can be one. */
function figureOf(night: Night, sign: Sign): number | undefined {
  const value = night[sign];
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The first of the nights up to now, one after the other, on which either sign was up. */
function firstOut(
  { rings }: InfectionState,
  { day }: Night,
  { baselines, distances }: Judged,
  rule: InfectionRule,
): number {
  const isUp = (one: Distances) => signs.some((sign) => (one[sign] ?? 0) >= outDeviations);
  let first = day;
  for (let at = day, one = distances; isUp(one) && at > day - rule.forgottenAfterDays; ) {
    first = at--;
    one = {};
    for (const sign of signs) {
      const value = findNight(rings[sign], sign, at);
      const baseline = baselines[sign];
      if (value !== undefined && baseline) one[sign] = distanceOf(baseline, sign, value);
    }
  }
  return first;
}
