/**
 * The figures by which an impact is judged, from even motion (32 Hz). Only magnitudes, and angles between vectors of one
 * record, are used: however the device is turned, they are the same (figures.test.ts). NaN where the record does not reach.
 */
import { evenHz } from './even.ts';
import type { Motion } from './features.ts';
import { degreesBetween, quietest, type Spread, Stretch, spreadOf } from './stretch.ts';

/**
 * Names in the order of the trees. 1: where a tree splits on it, more of it counts towards a fall; -1: away from one; 0: learned
 * either way. The directions keep a model that was trained on one device from learning another's accidents.
 */
export const figureDirections = {
  /** Highest magnitude, g; the same of means over 94 and 219 ms. */
  peak: 1,
  peakOf3: 1,
  peakOf7: 1,
  /** Lightest mean over 94 ms in the 1.2 s and 0.6 s before, g; how long before, s; lightest in the second after. */
  dip: -1,
  dipNear: -1,
  dipLeadSeconds: 0,
  dipAfter: 0,
  /** Lightness before, g s: below 1 g in the last second, below 0.8 g in the last two. */
  light: 1,
  lightLong: 1,
  /** Mean of | |a| - 1 g |: around the peak, and in stretches before and after it. */
  energy: 1,
  energyBefore: 0,
  energyEarly: 0,
  energyAfter: 0,
  energyLater: 0,
  energyLate: 0,
  /** Seconds within 1.2 s of the peak above 1.6 g, above 1.25 g, below 0.7 g. */
  loadedSeconds: 1,
  heavySeconds: 0,
  unloadedSeconds: 0,
  /** Greatest change of the vector over 31 and 94 ms, g. */
  jerk: 0,
  jerkOf3: 0,
  /** Mean change a sample, g: around the peak, before, and in three stretches after. */
  path: 0,
  pathBefore: 0,
  pathAfter: 0,
  pathLater: 0,
  pathLate: 0,
  /** 1 when the blow keeps one direction. */
  coherence: 0,
  /** Deviation of the vector, g, in stretches before and after. */
  spreadBefore: 0,
  spreadNear: 0,
  spreadAfter: 0,
  spreadAfterLong: 0,
  spreadAfter5: 0,
  spreadEarly: 0,
  spreadLate: 0,
  /** Quietest second after, g, and when; quietest second before. */
  quietest: -1,
  quietestAtSeconds: 0,
  quietestBefore: 0,
  /** Degrees between the mean vectors of two stretches. */
  turn: 1,
  turnNear: 1,
  turnClose: 0,
  turnLate: 1,
  turnOfQuiet: 1,
  turnAfter: 0,
  turnBefore: 0,
  /** Fastest turn in a quarter of a second and all turning, degrees, within 1.5 s. */
  turnFastest: 1,
  turnPath: 0,
  /** Other peaks 0.8 s to 6 s away: at least 0.6 times as high, and above 1.4 g. */
  othersBefore: -1,
  othersAfter: -1,
  peaksBefore: -1,
  peaksAfter: -1,
  /** Highest mean of 94 ms before and after over the highest at the peak. */
  ratioBefore: -1,
  ratioAfter: -1,
  /** Strongest self-likeness at 0.3 to 1.2 s in the 5 s before: steps, claps. */
  rhythm: -1,
  /** Seconds from the peak to the last, and from the first, sample further than 0.3 g from 1 g. */
  settleSeconds: 0,
  onsetSeconds: 0,
  /** Mean of |a| - 1 g around the peak. */
  impulse: 0,
} as const;
export type FigureName = keyof typeof figureDirections;
export const figureNames = Object.keys(figureDirections) as FigureName[];

const samples = (seconds: number) => Math.round(seconds * evenHz);

/** Of the peak at index `peak`, looking at nothing outside [from, to): training cuts records short. */
export function figuresAt(even: Motion, peak: number, from = 0, to = even.magnitude.length): number[] {
  const all: Record<FigureName, number> = { ...blowOf(even, peak, from, to), ...restOf(even, peak, from, to) };
  return figureNames.map((name) => all[name]);
}

function blowOf(even: Motion, peak: number, from: number, to: number) {
  const { magnitude } = even;
  const s = new Stretch(even, peak, from, to);
  const first = (seconds: number) => Math.max(from, peak + samples(seconds));
  const end = (seconds: number) => Math.min(to, peak + samples(seconds));
  let [peakOf3, peakOf7] = [0, 0];
  for (let i = first(-0.2); i < end(0.25); i++) {
    peakOf3 = Math.max(peakOf3, s.smooth(i, 1));
    peakOf7 = Math.max(peakOf7, s.smooth(i, 3));
  }
  let [dip, dipNear, dipAt] = [9, 9, peak];
  for (let i = first(-1.2); i < peak; i++) {
    const value = s.smooth(i, 1);
    if (value < dip) [dip, dipAt] = [value, i];
    if (i > peak - samples(0.6)) dipNear = Math.min(dipNear, value);
  }
  let dipAfter = 9;
  for (let i = peak; i < end(1); i++) dipAfter = Math.min(dipAfter, s.smooth(i, 1));
  let [light, lightLong] = [0, 0];
  for (let i = first(-1); i < peak; i++) light += Math.max(0, 1 - magnitude[i]!);
  for (let i = first(-2); i < peak; i++) lightLong += Math.max(0, 0.8 - s.smooth(i, 1));
  let [loaded, heavy, unloaded] = [0, 0, 0];
  for (let i = first(-1.2); i < end(1.2); i++) {
    if (magnitude[i]! > 1.6) loaded++;
    if (magnitude[i]! > 1.25) heavy++;
    if (magnitude[i]! < 0.7) unloaded++;
  }
  let [jerk, jerkOf3] = [0, 0];
  for (let i = Math.max(from + 1, peak - samples(0.6)); i < end(0.6); i++) {
    jerk = Math.max(jerk, s.change(i, 1));
    if (i - 3 >= from) jerkOf3 = Math.max(jerkOf3, s.change(i, 3));
  }
  const off = (i: number) => Math.abs(magnitude[i]! - 1);
  const step = (i: number) => (i > from ? s.change(i, 1) : 0);
  let [settled, begun] = [peak, peak];
  for (let i = peak; i < end(4); i++) if (off(i) > 0.3) settled = i;
  for (let i = peak; i > first(-3); i--) if (off(i) > 0.3) begun = i;
  return {
    peak: magnitude[peak]!,
    peakOf3,
    peakOf7,
    dip,
    dipNear,
    dipLeadSeconds: (peak - dipAt) / evenHz,
    dipAfter,
    light: light / evenHz,
    lightLong: lightLong / evenHz,
    energy: s.mean(-0.6, 0.6, off),
    energyBefore: s.mean(-2, -0.6, off),
    energyEarly: s.mean(-5, -2, off),
    energyAfter: s.mean(0.6, 2, off),
    energyLater: s.mean(2, 4, off),
    energyLate: s.mean(4, 8, off),
    loadedSeconds: loaded / evenHz,
    heavySeconds: heavy / evenHz,
    unloadedSeconds: unloaded / evenHz,
    jerk,
    jerkOf3,
    path: s.mean(-0.6, 0.6, step),
    pathBefore: s.mean(-3, -0.6, step),
    pathAfter: s.mean(0.6, 1.6, step),
    pathLater: s.mean(1.6, 3.6, step),
    pathLate: s.mean(3.6, 7, step),
    coherence: s.coherence(first(-0.1), end(0.13)),
    settleSeconds: (settled - peak) / evenHz,
    onsetSeconds: (peak - begun) / evenHz,
    impulse: s.mean(-0.3, 0.5, (i) => magnitude[i]! - 1),
    ...othersOf(s, even, peak, from, to),
    ...ratiosOf(s, peakOf3, { before: [first(-5), first(-0.8)], after: [end(0.8), end(5)] }),
  };
}

function othersOf(s: Stretch, even: Motion, peak: number, from: number, to: number) {
  const { magnitude } = even;
  const counts = { othersBefore: 0, othersAfter: 0, peaksBefore: 0, peaksAfter: 0 };
  let last = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(from + 1, peak - samples(6)); i < Math.min(to - 1, peak + samples(6)); i++) {
    if (Math.abs(i - peak) <= samples(0.8) || i - last <= samples(0.2) || !s.isTop(i)) continue;
    const other = magnitude[i]! >= 0.6 * magnitude[peak]!;
    const strong = magnitude[i]! > 1.4;
    if (other) counts[i < peak ? 'othersBefore' : 'othersAfter']++;
    if (strong) counts[i < peak ? 'peaksBefore' : 'peaksAfter']++;
    if (other || strong) last = i;
  }
  counts.othersBefore = Math.min(8, counts.othersBefore);
  counts.othersAfter = Math.min(8, counts.othersAfter);
  counts.peaksBefore = Math.min(12, counts.peaksBefore);
  counts.peaksAfter = Math.min(12, counts.peaksAfter);
  return counts;
}
function ratiosOf(s: Stretch, peakOf3: number, { before, after }: { before: number[]; after: number[] }) {
  const highest = ([first = 0, end = 0]: number[]) => {
    let top = 0;
    for (let i = first; i < end; i++) top = Math.max(top, s.smooth(i, 1));
    return top / peakOf3;
  };
  return { ratioBefore: highest(before), ratioAfter: highest(after) };
}

function restOf(even: Motion, peak: number, from: number, to: number) {
  const s = new Stretch(even, peak, from, to);
  const before = s.spread(-4, -1);
  const near = s.spread(-1.2, -0.4);
  const close = s.spread(-2, -1);
  const after = s.spread(0.6, 1.6);
  const afterLong = s.spread(1, 2.5);
  const upright = s.spread(-4, -1.2);
  const early = s.spread(-6, -3, 1);
  const late = s.spread(2.5, 5, 0.8);
  const second = samples(1);
  const quiet = quietest(even, second, peak + samples(0.6), Math.min(to, peak + samples(7)));
  const quietBefore = quietest(even, second, Math.max(from, peak - samples(7)), peak - second);
  let [turnFastest, turnPath] = [0, 0];
  const quarter = samples(0.25);
  const end = Math.min(to, peak + samples(1.5));
  let previous: Spread | undefined;
  for (let i = Math.max(from, peak - samples(1.5)); i + quarter <= end; i += 4) {
    const here = spreadOf(even, i, i + quarter);
    if (i + 2 * quarter <= end) {
      turnFastest = Math.max(turnFastest, degreesBetween(here, spreadOf(even, i + quarter, i + 2 * quarter)));
    }
    if (previous) turnPath += degreesBetween(previous, here);
    previous = here;
  }
  const deviation = (spread: Spread | undefined) => spread?.deviationG ?? Number.NaN;
  const turn = (a: Spread | undefined, b: Spread | undefined) => (a && b ? degreesBetween(a, b) : Number.NaN);
  return {
    spreadBefore: deviation(before),
    spreadNear: deviation(near),
    spreadAfter: deviation(after),
    spreadAfterLong: deviation(afterLong),
    spreadAfter5: deviation(s.spread(1, 5, 1)),
    spreadEarly: deviation(early),
    spreadLate: deviation(late),
    quietest: deviation(quiet?.spread),
    quietestAtSeconds: quiet ? (quiet.from - peak) / evenHz : Number.NaN,
    quietestBefore: deviation(quietBefore?.spread),
    turn: turn(upright, quiet?.spread),
    turnNear: turn(near, afterLong),
    turnClose: turn(close, after),
    turnLate: turn(upright, late),
    turnOfQuiet: turn(quietBefore?.spread, quiet?.spread),
    turnAfter: turn(after, late),
    turnBefore: turn(early, close),
    turnFastest,
    turnPath,
    rhythm: s.rhythm(-5, -0.4),
  };
}
