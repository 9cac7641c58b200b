/**
 * Desaturations, sample by sample. The AASM manual (2.6, 2020; Berry et al., J Clin Sleep Med 2012, 8:597) asks for a fall of 3 % or
 * 4 % "from pre-event baseline" and leaves baseline, beginning and end to the reader. Here:
 *
 * - The baseline is the highest level that was held for four seconds, of the last 100 s and since the last desaturation ended: a
 *   shorter overshoot after a deep breath is none.
 * - A fall begins where saturation is `ripplePercent` or more below the baseline and stays so; it counts once it is 3 % below. From
 *   then on the baseline stands still.
 * - It ends where saturation is back within `ripplePercent` of the baseline; or at its crest, when it had regained two thirds of
 *   what it fell and falls again, or stays there: of apnoeas that follow each other closely none comes all the way back.
 * - From beginning to end it lasts 10 s at least and 120 s at most. What does not come back within that is a new level, not an event.
 * - A gap (nothing usable) of more than `gapMs` ends the fall uncounted, and the baseline with it.
 * - Samples further apart than `slowestMs` show no desaturations: nothing is counted and nothing is `judged`, so that "none" and
 *   "cannot say" differ.
 */
export const desaturationRule = {
  ripplePercent: 1,
  /** Least depths, %: what is counted as `events3` and `events4`. */
  depths: [3, 4],
  regained: 2 / 3,
  leastMs: 10_000,
  mostMs: 120_000,
  /** The level is looked at each `binMs`, over two bins; so many looks back the baseline reaches. */
  binMs: 2000,
  looks: 50,
  gapMs: 15_000,
  slowestMs: 6000,
} as const;
/** Floating point comes a hair below what it should be: 97 - 94.000000001 is a fall of 3. */
const hair = 1e-6;

export interface Desaturation {
  /** Where the fall began and ended, Unix ms. */
  from: number;
  to: number;
  baselinePercent: number;
  nadirPercent: number;
  /** Area between baseline and saturation, % s. */
  areaPercentS: number;
}
export interface DesaturationState {
  /** End of the last usable sample's period, Unix ms; 0 before the first. */
  lastTo: number;
  /**
   * What was held for four seconds since the baseline began anew, looked at each two seconds: pairs of level, %, and the number of
   * the look, of those only that no later one reaches. The first is the highest.
   */
  tops: number[];
  looks: number;
  /** Lowest sample of the last bin and of the open one, %, and where the open one ends; 0 while there is none. */
  before: number;
  binLeast: number;
  binTo: number;
  /** Of the present or next fall, %; 0 while there is none. */
  baseline: number;
  /** Beginning of the present fall, Unix ms; 0 while there is none. Whether it is 3 % deep. */
  from: number;
  counts: boolean;
  nadir: number;
  /** Area, % ms, up to now and up to the crest. */
  area: number;
  /** Highest since the nadir, when it was first reached, and the area up to there. */
  crest: number;
  crestAt: number;
  crestArea: number;
}
export function startDesaturation(): DesaturationState {
  return {
    lastTo: 0,
    tops: [],
    looks: 0,
    before: 0,
    binLeast: 0,
    binTo: 0,
    baseline: 0,
    from: 0,
    counts: false,
    nadir: 0,
    area: 0,
    crest: 0,
    crestAt: 0,
    crestArea: 0,
  };
}

/** Nothing that was before this moment is a baseline for what comes, but for a level that is known to have been held. */
function beginAnew(state: DesaturationState, held = 0): void {
  state.tops.length = 0;
  state.looks = 0;
  if (held > 0) look(state, held);
  state.baseline = held;
  state.before = 0;
  state.binTo = 0;
  state.from = 0;
  state.counts = false;
}
/** The highest level of the last 100 s, the newest included. */
function look(state: DesaturationState, held: number): number {
  const { tops } = state;
  while (tops.length > 0 && tops[tops.length - 2]! <= held) tops.length -= 2;
  tops.push(held, state.looks);
  while (tops[1]! <= state.looks - desaturationRule.looks) tops.splice(0, 2);
  state.looks++;
  return tops[0]!;
}
function ended(state: DesaturationState, to: number, area: number): Desaturation | undefined {
  const { from, baseline, nadir } = state;
  const lasted = to - from;
  if (lasted < desaturationRule.leastMs || lasted > desaturationRule.mostMs) return undefined;
  return { from, to, baselinePercent: baseline, nadirPercent: nadir, areaPercentS: area / 1000 };
}

/** A sample of a fall that counts. */
function stepFall(state: DesaturationState, at: number, value: number, dt: number): Desaturation | undefined {
  const { ripplePercent, regained, mostMs, binMs } = desaturationRule;
  if (value > state.baseline - ripplePercent + hair) {
    const said = ended(state, at, state.area);
    beginAnew(state);
    return said;
  }
  const enough = state.crest - state.nadir >= regained * (state.baseline - state.nadir) - hair;
  const fallsAgain = enough && value <= state.crest - ripplePercent + hair;
  if (fallsAgain || at + dt - state.from > mostMs) {
    const said = enough ? ended(state, state.crestAt, state.crestArea) : undefined;
    beginAnew(state, fallsAgain && at - state.crestAt >= 2 * binMs ? state.crest : 0);
    if (fallsAgain && state.baseline > 0) beginFall(state, at, value);
    return said;
  }
  if (value < state.nadir) {
    state.nadir = value;
    state.crest = value;
  } else if (value > state.crest) {
    state.crest = value;
    state.crestAt = at;
    state.crestArea = state.area;
  }
  state.area += (state.baseline - value) * dt;
  return undefined;
}
function beginFall(state: DesaturationState, at: number, value: number): void {
  state.from = at;
  state.nadir = value;
  state.crest = value;
  state.crestAt = at;
  state.area = 0;
}

/** One usable sample (accepted, in order of time, %) that stands for `dt` ms. Returns a desaturation at the sample that shows its end. */
export function stepDesaturation(
  state: DesaturationState,
  at: number,
  value: number,
  dt: number,
): Desaturation | undefined {
  const { ripplePercent, depths, binMs, gapMs, slowestMs } = desaturationRule;
  if (at - state.lastTo > gapMs || dt > slowestMs) beginAnew(state);
  state.lastTo = at + dt;
  if (dt > slowestMs) return undefined;
  let said: Desaturation | undefined;
  if (state.counts) said = stepFall(state, at, value, dt);
  // While a fall lasts it is no part of the next one's baseline.
  if (state.counts) return said;
  if (state.baseline > 0) {
    if (value > state.baseline - ripplePercent + hair) state.from = 0;
    else {
      if (state.from === 0) beginFall(state, at, value);
      if (value < state.nadir) {
        state.nadir = value;
        state.crest = value;
      }
      state.area += (state.baseline - value) * dt;
      state.counts = value <= state.baseline - depths[0] + hair;
      if (state.counts) return said;
    }
  }
  if (state.binTo === 0) {
    state.binTo = at + binMs;
    state.binLeast = value;
  } else if (value < state.binLeast) state.binLeast = value;
  if (at + dt >= state.binTo) {
    // A sample of four seconds was held for as long by itself.
    const held = dt >= 2 * binMs ? value : Math.min(state.binLeast, state.before);
    state.before = state.binLeast;
    state.binTo = 0;
    if (held > 0) {
      state.baseline = look(state, held);
      if (state.from > 0 && value > state.baseline - ripplePercent + hair) state.from = 0;
    }
  }
  return said;
}
