/**
 * Reads weeks of movement in the form described by the data folder's README: one file a person, counts a minute. Rows after
 * the days that the study states are left out: the device had been handed back.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Packet } from '@munan/flow';
import { createWatch, stepPacket, type WatchSettings } from '../src/index.ts';
import { localTimeOf } from '../src/local-time.ts';
import type { Minute } from '../src/minutes.ts';
import { type NoMovementState, noMovement } from '../src/no-movement/no-movement.ts';
import { type StillLongerState, stillLonger } from '../src/no-movement/still-longer.ts';
import { type RhythmState, rhythm } from '../src/rhythm/rhythm.ts';
import { type RoutineState, routine } from '../src/routine/routine.ts';
import { readRows } from './fall-sets.ts';

export interface MovementPerson {
  name: string;
  isWell: boolean;
  /** Local wall clock of the first value as if it were UTC, Unix ms. */
  from: number;
  /** Counts a minute; NaN where missing. */
  counts: Float64Array;
}
/** Two forms of the same clock: 2003-05-07T12:00:00 and 18/3/2003T15:00. */
export function wallClock(text: string): number {
  const parts = /^(\d+)\/(\d+)\/(\d+)T(\d+):(\d+)/.exec(text);
  if (!parts) return Date.parse(`${text}Z`);
  const [, day, month, year, hour, minute] = parts.map(Number);
  return Date.UTC(year!, month! - 1, day!, hour!, minute!);
}
/** Nobody where the set is not there. */
export function readMovement(folder: string): MovementPerson[] {
  const base = join(folder, 'rhythm/depresjon');
  if (!existsSync(join(base, 'depresjon_subjects.csv.gz'))) return [];
  const stated = new Map(readRows(join(base, 'depresjon_subjects.csv.gz')).map((row) => [row.subject!, row]));
  const people: MovementPerson[] = [];
  for (const file of readdirSync(base).sort()) {
    const name = file.replace('.csv.gz', '');
    const subject = stated.get(name);
    if (!subject) continue;
    const rows = readRows(join(base, file)).slice(0, Number(subject.days_stated) * 1440);
    const number = (cell: string | undefined) => (cell === undefined || cell === '' ? Number.NaN : Number(cell));
    people.push({
      name,
      isWell: subject.group === 'control',
      from: wallClock(rows[0]!.time_local!),
      counts: Float64Array.from(rows, (row) => number(row.activity_counts_per_min)),
    });
  }
  return people;
}

/** Wall clock taken for UTC, so the person lives at UTC. */
export const settings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [{ id: 'd', kind: 'test' }],
  zoneOffsetMinutes: 0,
};
const source = { subject: 'p' };
const minuteMs = 60_000;

export interface Run {
  rhythm: RhythmState;
  routine: RoutineState;
  stillLonger: StillLongerState;
  noMovement: NoMovementState;
}
export function startRun(): Run {
  return {
    rhythm: rhythm.start(),
    routine: routine.start(),
    stillLonger: stillLonger.start(),
    noMovement: noMovement.start(),
  };
}
export function copyOf(run: Run): Run {
  return structuredClone(run);
}
/**
 * One closed minute through the detectors of movement, as shipped; NaN is a minute of which nothing is known. `pulse` only
 * where it is stated that a body is there.
 */
export function stepRun(run: Run, at: number, counts: number, findings: Finding[], pulse?: number): void {
  if (Number.isNaN(counts)) return;
  const minute: Minute = { from: at, covered: true, counts, steps: 0, handled: false, pulse };
  const input = { minute, local: localTimeOf(at, settings), doing: 'unknown' as const };
  for (const said of [
    noMovement.step(run.noMovement, minute, source, settings),
    rhythm.step(run.rhythm, input, source, settings),
    routine.step(run.routine, input, source, settings),
    stillLonger.step(run.stillLonger, input, source, settings),
  ])
    if (said.length > 0) findings.push(...said);
}
export function judgeAll(counts: Float64Array, from: number): { findings: Finding[]; run: Run } {
  const run = startRun();
  const findings: Finding[] = [];
  for (let i = 0; i < counts.length; i++) stepRun(run, from + i * minuteMs, counts[i]!, findings);
  return { findings, run };
}
/** Hours and minutes of a moment on that clock. */
export const minuteOfDay = (at: number) => localTimeOf(at, settings).minuteOfDay;

/** The same as `judgeAll`, as a device would send it: a packet a minute through the whole watch. Findings of movement only. */
export function judgeAsPackets(counts: Float64Array, from: number): Finding[] {
  const state = createWatch('p');
  const findings: Finding[] = [];
  const own = new Set(['no-movement', 'rhythm', 'routine', 'night-wandering', 'still-longer']);
  for (let i = 0; i < counts.length; i++) {
    const t = from + i * minuteMs;
    const reading = { channel: 'activity' as const, t, dt: minuteMs, values: counts.slice(i, i + 1) };
    const packet: Packet = {
      device: 'd',
      subject: 'p',
      seq: i,
      sent: t + minuteMs,
      received: t + minuteMs,
      clockOffset: 0,
      worn: true,
      readings: [reading],
      events: [],
    };
    findings.push(...stepPacket(state, packet, settings).findings.filter(({ detector }) => own.has(detector)));
  }
  return findings;
}
