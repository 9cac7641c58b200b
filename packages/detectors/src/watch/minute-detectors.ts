import type { Doing, Finding } from '@munan/flow';
import type { Source, WatchSettings } from '../detector.ts';
import { deterioration } from '../deterioration/deterioration.ts';
import { type DoingState, startDoing, stepDoing } from '../doing.ts';
import { infection } from '../infection/infection.ts';
import { type LocalTime, localTimeOf } from '../local-time.ts';
import type { Minute } from '../minutes.ts';
import { stillLonger } from '../no-movement/still-longer.ts';
import { oxygenNight } from '../oxygen/night.ts';
import { rhythm } from '../rhythm/rhythm.ts';
import { routine } from '../routine/routine.ts';
import { rulesOf } from '../rules.ts';
import { usual } from '../usual/usual.ts';

/** A closed minute of one person, with what is known of it beside the readings. Minutes come in order; some never come. */
export interface MinuteInput {
  minute: Minute;
  /** Of the minute's beginning. */
  local: LocalTime;
  doing: Doing;
}
/** A detector of closed minutes, that learns over days. State: plain data, of constant size, 1-2 KiB as JSON. */
export interface MinuteDetector<State> {
  name: string;
  /** Version of the rules; part of every finding. */
  version: number;
  start(): State;
  step(state: State, input: MinuteInput, source: Source, settings: WatchSettings): Finding[];
}

/**
 * Asked in this order about each closed minute. To add one: a folder of its own, and a line here; its state begins when it is
 * first asked, so that a watch stored before it existed needs no migration. One that is switched off goes on learning.
 */
const minuteDetectors = {
  oxygenNight,
  usual,
  infection,
  rhythm,
  routine,
  stillLonger,
  deterioration,
} as const satisfies Record<string, MinuteDetector<unknown>>;

/** Detectors, by the name in their findings, that a house may switch off: none of them guards an absolute limit. */
export const switchable = [
  'usual',
  'infection',
  'oxygen-night',
  'rhythm',
  'routine',
  'night-wandering',
  'still-longer',
  'deterioration',
] as const;

type Known = typeof minuteDetectors;
/** What each of them holds of one person. */
export type LongState = { doing: DoingState } & {
  [Name in keyof Known]?: Known[Name] extends MinuteDetector<infer State> ? State : never;
};
export function startLong(): LongState {
  return { doing: startDoing() };
}

const asked = Object.entries(minuteDetectors) as [string, MinuteDetector<unknown>][];

export function stepLong(long: LongState, minute: Minute, source: Source, settings: WatchSettings): Finding[] {
  const doing = stepDoing(long.doing, minute);
  const input: MinuteInput = { minute, local: localTimeOf(minute.from, settings), doing };
  const { off } = rulesOf(settings);
  const states = long as Record<string, unknown>;
  const findings: Finding[] = [];
  for (const [name, detector] of asked) {
    states[name] ??= detector.start();
    const said = detector.step(states[name], input, source, settings);
    // The end of what was said before it was switched off is still told.
    for (const finding of said)
      if (finding.phase === 'ended' || !off.includes(finding.detector)) findings.push(finding);
  }
  return findings;
}
