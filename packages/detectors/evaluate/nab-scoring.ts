/**
 * The scoring of the Numenta Anomaly Benchmark, from its paper [Lavin and Ahmad 2015] and, where that is silent, from what its
 * published scorer does: which row of a window is how early, and when a false alarm costs less.
 */

/** Rows of one series, numbered from 0; windows as first and last row, in order and apart. */
export interface Scored {
  rows: number;
  windows: readonly (readonly [first: number, last: number])[];
}
/** What a hit is worth is 1. */
export interface Profile {
  name: string;
  falseAlarm: number;
  missed: number;
}
export const profiles = [
  { name: 'standard', falseAlarm: 0.11, missed: 1 },
  { name: 'few false alarms', falseAlarm: 0.22, missed: 1 },
  { name: 'few misses', falseAlarm: 0.11, missed: 2 },
] as const satisfies readonly Profile[];

/** Rows at the beginning in which nothing is scored: 15 %, of 5,000 rows at most. */
export const probationOf = (rows: number) => Math.min(Math.floor(0.15 * rows), 0.15 * 5000);

/** 1 far before the right edge of a window (place -1 is its left one), 0 at it, -1 far behind it. */
function sigmoid(place: number): number {
  return place >= 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}
const mostForAHit = sigmoid(-1);

export interface Worth {
  /** Of an alarm at each row before the profile's weight: 0..1 within a window, -1..0 outside. */
  worth: Float64Array;
  /** Which window each row lies in; -1 outside, -2 in the probation. */
  window: Int32Array;
}
export function worthOf({ rows, windows }: Scored): Worth {
  const worth = new Float64Array(rows);
  const window = new Int32Array(rows);
  const probation = probationOf(rows);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    while (next < windows.length && row > windows[next]![1]) next++;
    const [first, last] = windows[next] ?? [rows, rows];
    const isWithin = row >= first;
    if (isWithin) worth[row] = sigmoid(-(last - row + 1) / (last - first + 1)) / mostForAHit;
    else if (next === 0) worth[row] = -1;
    else {
      const [from, to] = windows[next - 1]!;
      worth[row] = sigmoid((row - to) / (to - from));
    }
    window[row] = row < probation ? -2 : isWithin ? next : -1;
  }
  return { worth, window };
}

export interface Tally {
  /** As the benchmark adds it up, before it is put between the null and the perfect detector. */
  score: number;
  /** Windows hit, and alarms outside any window. */
  hit: number;
  falseAlarms: number;
}
/** Of alarms at these rows of one series. Of a window the best alarm counts, all others there nothing. */
export function tallyOf({ worth, window }: Worth, windows: number, alarms: Iterable<number>, profile: Profile): Tally {
  const best = new Array<number>(windows).fill(-profile.missed);
  const tally: Tally = { score: 0, hit: 0, falseAlarms: 0 };
  for (const row of alarms) {
    const at = window[row]!;
    if (at === -1) {
      tally.score += profile.falseAlarm * worth[row]!;
      tally.falseAlarms++;
    } else if (at >= 0) best[at] = Math.max(best[at]!, worth[row]!);
  }
  for (const one of best) {
    tally.score += one;
    if (one > -profile.missed) tally.hit++;
  }
  return tally;
}

/** 0 is a detector that never speaks, 100 one that hits each window at its first row and nothing else. */
export function normalised(score: number, windows: number, { missed }: Profile): number {
  const none = -missed * windows;
  return (100 * (score - none)) / (windows - none);
}

/** The limit (an alarm at each row that comes to it) with the best score over all series together, as the benchmark chooses it. */
export function bestLimit(
  worths: readonly Worth[],
  scores: readonly Float64Array[],
  profile: Profile,
): { limit: number; score: number } {
  const places: { score: number; series: number; row: number }[] = [];
  for (let series = 0; series < worths.length; series++)
    for (let row = 0; row < scores[series]!.length; row++)
      if (worths[series]!.window[row] !== -2 && scores[series]![row]! > 0)
        places.push({ score: scores[series]![row]!, series, row });
  places.sort((a, b) => b.score - a.score);
  const held = worths.map(() => new Map<number, number>());
  let total = 0;
  for (const { window } of worths) total -= profile.missed * windowsScored(window);
  let best = { limit: Number.POSITIVE_INFINITY, score: total };
  for (let i = 0; i < places.length; i++) {
    const { score, series, row } = places[i]!;
    const { window, worth } = worths[series]!;
    const at = window[row]!;
    if (at === -1) total += profile.falseAlarm * worth[row]!;
    else {
      const before = held[series]!.get(at) ?? -profile.missed;
      const now = Math.max(before, worth[row]!);
      held[series]!.set(at, now);
      total += now - before;
    }
    // Rows of one score are alarms together.
    if (total > best.score && places[i + 1]?.score !== score) best = { limit: score, score: total };
  }
  return best;
}
/** A window that lies in the probation as a whole can be neither hit nor missed. */
function windowsScored(window: Int32Array): number {
  let last = -2;
  let count = 0;
  for (const at of window) {
    if (at >= 0 && at !== last) count++;
    if (at >= 0) last = at;
  }
  return count;
}
