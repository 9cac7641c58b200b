/** Measures of a risk that is said every hour: all take rows of many stays, and draw or count by stay. */
import { drawsFrom } from './intervals.ts';

/** Rows of one kind, in order of stay and hour. */
export interface Judged {
  scores: Float64Array;
  label: Uint8Array;
  /** Of each row: the place of its stay, and the hour in it. */
  stay: Int32Array;
  hour: Int32Array;
}
const binCount = 2000;

/** Steps of equal size over the ranks, so that sums over steps stand for sums over rows. */
function binsOf(scores: Float64Array): Uint16Array {
  const sorted = Float64Array.from(scores).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < binCount; bin++) {
    const edge = sorted[Math.floor((sorted.length * bin) / binCount)]!;
    if (edge > (edges.at(-1) ?? sorted[0]!)) edges.push(edge);
  }
  return Uint16Array.from(scores, (score) => {
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (score >= edges[middle]!) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
function areas(yes: Float64Array, no: Float64Array): { roc: number; precision: number } {
  let [yesAbove, noAbove, roc, precision] = [0, 0, 0, 0];
  for (let bin = yes.length - 1; bin >= 0; bin--) {
    roc += no[bin]! * (yesAbove + yes[bin]! / 2);
    yesAbove += yes[bin]!;
    noAbove += no[bin]!;
    if (yesAbove > 0) precision += (yes[bin]! * yesAbove) / (yesAbove + noAbove);
  }
  return { roc: roc / (yesAbove * noAbove), precision: precision / yesAbove };
}

export interface Areas {
  roc: number;
  rocInterval: [number, number];
  /** Average precision. */
  precision: number;
  /** Hours held only against hours of the same number in other stays: what time in the stay gives away falls out. */
  sameHour: number;
}
/** Areas with 95 % intervals when stays are drawn anew; `keep` a stay. */
export function areasOf(judged: Judged, rounds = 100, keep: (stay: number) => boolean = () => true): Areas {
  const { label, stay, hour } = judged;
  const bins = binsOf(judged.scores);
  const rows: number[] = [];
  const stays = new Set<number>();
  for (let row = 0; row < label.length; row++) {
    if (!keep(stay[row]!)) continue;
    rows.push(row);
    stays.add(stay[row]!);
  }
  const places = [...stays];
  const times = new Float64Array(Math.max(0, ...places) + 1);
  const figure = () => {
    const yes = new Float64Array(binCount);
    const no = new Float64Array(binCount);
    for (const row of rows) (label[row] ? yes : no)[bins[row]!]! += times[stay[row]!]!;
    return areas(yes, no);
  };
  times.fill(1);
  const whole = figure();
  const draw = drawsFrom(5);
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.fill(0);
    for (let i = 0; i < places.length; i++) times[places[Math.floor(draw() * places.length)]!]!++;
    drawn.push(figure().roc);
  }
  drawn.sort((a, b) => a - b);
  const at = (share: number) => drawn[Math.round(share * (drawn.length - 1))] ?? Number.NaN;
  const byHour = new Map<number, number[]>();
  for (const row of rows) {
    const list = byHour.get(hour[row]!);
    if (list) list.push(row);
    else byHour.set(hour[row]!, [row]);
  }
  let [sum, weight] = [0, 0];
  for (const list of byHour.values()) {
    const yes = new Float64Array(binCount);
    const no = new Float64Array(binCount);
    let count = 0;
    for (const row of list) {
      (label[row] ? yes : no)[bins[row]!]!++;
      count += label[row]!;
    }
    if (count < 10 || list.length - count < 10) continue;
    sum += areas(yes, no).roc * count;
    weight += count;
  }
  return { roc: whole.roc, rocInterval: [at(0.025), at(0.975)], precision: whole.precision, sameHour: sum / weight };
}

/** Points of the ROC and of the precision-recall curve, from high scores to low. */
export function curvesOf({ scores, label }: Judged): { roc: [number, number][]; precision: [number, number][] } {
  const bins = binsOf(scores);
  const yes = new Float64Array(binCount);
  const no = new Float64Array(binCount);
  for (let row = 0; row < label.length; row++) (label[row] ? yes : no)[bins[row]!]!++;
  const [allYes, allNo] = [yes, no].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];
  const roc: [number, number][] = [[0, 0]];
  const precision: [number, number][] = [];
  let [yesAbove, noAbove] = [0, 0];
  for (let bin = binCount - 1; bin >= 0; bin--) {
    yesAbove += yes[bin]!;
    noAbove += no[bin]!;
    if (bin % 20 !== 0 || yesAbove + noAbove === 0) continue;
    roc.push([noAbove / allNo, yesAbove / allYes]);
    precision.push([yesAbove / allYes, yesAbove / (yesAbove + noAbove)]);
  }
  return { roc, precision };
}

/** First hour of the label, of each stay that has one; the label begins six hours before the event. */
export function onsetsOf({ label, stay, hour }: Judged): Map<number, number> {
  const onsets = new Map<number, number>();
  for (let row = 0; row < label.length; row++)
    if (label[row] && !onsets.has(stay[row]!)) onsets.set(stay[row]!, hour[row]! + 6);
  return onsets;
}

/** What an alarm in each row is worth beside none. [Reyna 2019, PhysioNet/CinC Challenge: utility of one prediction] */
export function gainsOf(judged: Judged): Float64Array {
  const onsets = onsetsOf(judged);
  const [early, optimal, late] = [-12, -6, 3];
  return Float64Array.from(judged.hour, (hour, row) => {
    const onset = onsets.get(judged.stay[row]!);
    if (onset === undefined) return -0.05;
    const from = hour - onset;
    if (from > late) return 0;
    const alarm =
      from <= optimal ? Math.max((from - early) / (optimal - early), -0.05) : 1 - (from - optimal) / (late - optimal);
    const silence = from <= optimal ? 0 : (-2 * (from - optimal)) / (late - optimal);
    return alarm - silence;
  });
}
/** Normalised utility of alarms from `limit` on: 1 for the best possible, 0 for none at all. */
export function utilityAt(judged: Judged, gains: Float64Array, limit: (row: number) => number): number {
  let [sum, best] = [0, 0];
  for (let row = 0; row < gains.length; row++) {
    if (judged.scores[row]! >= limit(row)) sum += gains[row]!;
    if (gains[row]! > 0) best += gains[row]!;
  }
  return sum / best;
}
/** The limit with the highest utility among the rows that are kept. */
export function bestLimit(judged: Judged, gains: Float64Array, keep: (row: number) => boolean): number {
  const bins = binsOf(judged.scores);
  const sums = new Float64Array(binCount);
  const lowest = new Float64Array(binCount).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < gains.length; row++) {
    if (!keep(row)) continue;
    const bin = bins[row]!;
    sums[bin]! += gains[row]!;
    if (judged.scores[row]! < lowest[bin]!) lowest[bin] = judged.scores[row]!;
  }
  let [sum, best, limit] = [0, 0, Number.POSITIVE_INFINITY];
  for (let bin = binCount - 1; bin >= 0; bin--) {
    sum += sums[bin]!;
    if (sum > best && Number.isFinite(lowest[bin]!)) [best, limit] = [sum, lowest[bin]!];
  }
  return limit;
}

export interface Burden {
  limit: number;
  found: number;
  events: number;
  falseAlarms: number;
  days: number;
  /** Hours from the first alarm of the last twelve to the event, median. */
  leadHours: number;
}
/** An alarm is not given again within these hours. */
export const quietHours = 8;
/** An event is found by an alarm in the hours before it, this many at most. */
export const beforeHours = 12;

/** Alarms from a limit on, by stay: what is found in the last hours before an event, and what is false. */
export function burdenAt(judged: Judged, limit: number, onsets: Map<number, number>): Burden {
  const { scores, stay, hour } = judged;
  let [falseAlarms, hours, found] = [0, 0, 0];
  const leads: number[] = [];
  let [current, lastAlarm, isFound] = [-1, -99, false];
  for (let row = 0; row < scores.length; row++) {
    if (stay[row] !== current) [current, lastAlarm, isFound] = [stay[row]!, -99, false];
    const onset = onsets.get(current);
    const before = onset === undefined ? Number.POSITIVE_INFINITY : onset - hour[row]!;
    if (before < 0) continue;
    if (before > beforeHours) hours++;
    if (scores[row]! < limit || hour[row]! - lastAlarm < quietHours) continue;
    lastAlarm = hour[row]!;
    if (before > beforeHours) falseAlarms++;
    else if (!isFound) {
      isFound = true;
      found++;
      leads.push(before);
    }
  }
  leads.sort((a, b) => a - b);
  return {
    limit,
    found,
    events: onsets.size,
    falseAlarms,
    days: hours / 24,
    leadHours: leads[leads.length >> 1] ?? Number.NaN,
  };
}
/** The highest limit at which at least this share of the events is found. */
export function burdenForRecall(judged: Judged, recall: number, onsets: Map<number, number>): Burden {
  const sorted = Float64Array.from(judged.scores).sort();
  let [low, high] = [0, 4000];
  // More is found the lower the limit, nearly: an early alarm can silence one in the window, and a step aside does no harm.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const limit = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * middle) / 4000))]!;
    const { found, events } = burdenAt(judged, limit, onsets);
    if (found >= recall * events) low = middle;
    else high = middle - 1;
  }
  return burdenAt(judged, sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * low) / 4000))]!, onsets);
}
