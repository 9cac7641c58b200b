/** Induced hypoxaemia: how long after the reference falls each oximeter's alarm comes, and what it misses until then. */
import type { HypoxaemiaRun } from './oxygen-sets.ts';
import { saidOf, watched } from './oxygen-watch.ts';
import { fixed, type Report } from './report.ts';

const start = Date.UTC(2026, 0, 1, 12);
/** One oximeter differs from the median of four by up to this at the 95th centile, % (README of the recordings). */
const tolerancePercent = 3;

/** First second of the first stretch of `holdS` below the limit; gaps of the reference end it. */
function lasting(reference: Float64Array, limit: number, holdS: number): number | undefined {
  for (let i = 0, run = 0; i < reference.length; i++) {
    run = reference[i]! < limit ? run + 1 : 0;
    if (run >= holdS) return i - holdS + 1;
  }
  return undefined;
}
interface Told {
  level: 'medium' | 'high';
  dueS: number | undefined;
  atS: number | undefined;
  missedS: number;
  right: boolean;
}
const levels = [
  { level: 'medium', limit: 90, holdS: 180 },
  { level: 'high', limit: 85, holdS: 60 },
] as const;

function judged(reference: Float64Array, spo2: Float64Array): Told[] {
  const findings = saidOf(watched([{ channel: 'spo2', dtMs: 1000, values: spo2 }], start).findings).filter(
    ({ detector }) => detector === 'low-oxygen',
  );
  return levels.map(({ level, limit, holdS }) => {
    // High says more than medium.
    const said = findings.find(({ priority }) => priority === level || (level === 'medium' && priority === 'high'));
    const atS = said ? (said.at - start) / 1000 : undefined;
    const until = atS ?? reference.length;
    const missedS = reference.slice(0, until).filter((value) => value < limit).length;
    const before = [...reference.slice(Math.max(0, until - holdS - 30), until)].filter(Number.isFinite);
    const right = atS === undefined || Math.min(...before) < limit + tolerancePercent;
    return { level, dueS: lasting(reference, limit, holdS), atS, missedS, right };
  });
}

export interface OximeterTold {
  run: string;
  device: string;
  /** Medium, then high. */
  told: Told[];
}
/** Each oximeter of each run, and first the median of them. */
export function judgeHypoxaemia(runs: readonly HypoxaemiaRun[]): OximeterTold[] {
  return runs.flatMap(({ name, reference, devices }) =>
    [{ name: 'median', spo2: reference }, ...devices].map((device) => ({
      run: name,
      device: device.name,
      told: judged(reference, device.spo2),
    })),
  );
}

export function describeHypoxaemia(report: Report, oximeters: readonly OximeterTold[]): void {
  report.say(
    '## Induced hypoxaemia',
    '',
    'Each oximeter alone through the watch, 1 Hz, against the median of all four. Due: the first second of the first stretch of the rule (below 90 % for 3 min, below 85 % for 1 min) in the reference.',
    'Missed: seconds of the reference below the limit until it was said, event time; the packet that brings it may take another minute. Right: the reference was within',
    `${tolerancePercent} % of the limit when it was said. Limits of the rule itself: the clock (an alarm each 3 min) is never late and never right; always-on likewise.`,
    '',
  );
  const rows: (string | number)[][] = [];
  const delays: Record<string, number[]> = { medium: [], high: [] };
  let wrong = 0;
  let said = 0;
  for (const { run, device, told } of oximeters) {
    for (const one of told) {
      if (one.atS !== undefined) said++;
      if (!one.right) wrong++;
      if (one.atS !== undefined && one.dueS !== undefined) delays[one.level]!.push(one.atS - one.dueS);
    }
    rows.push([run, device, ...told.flatMap(({ dueS, atS, missedS }) => [dueS ?? '-', atS ?? 'not said', missedS])]);
  }
  report.table(
    ['run', 'oximeter', 'medium due, s', 'said, s', 'missed, s', 'high due, s', 'said, s', 'missed, s'],
    rows,
  );
  const middle = (list: number[]) => fixed([...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN, 0);
  const most = (list: number[]) => fixed(Math.max(...list), 0);
  report.say(
    `- From the first second of the due stretch to the word: medium ${middle(delays.medium!)} s in the middle, ${most(delays.medium!)} s at most (180 s are the rule's own); high ${middle(delays.high!)} s, ${most(delays.high!)} s at most (60 s are the rule's own).`,
    `- Said ${said} times, of these ${wrong} where the reference was not within the oximeters' tolerance.`,
    '',
  );
}
