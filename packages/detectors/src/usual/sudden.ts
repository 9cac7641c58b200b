import type { Finding, Priority } from '@munan/flow';
import { minuteMs, type Source } from '../detector.ts';
import { findingOf, minutesBetween, rounded, windowAround } from '../finding.ts';
import type { Belief } from './belief.ts';
import { rangeOf } from './ranges.ts';
import { scales, shownOf } from './scale.ts';
import type { Stretch } from './stretches.ts';
import { upperTail } from './student.ts';

/** Channels that are judged; activity is judged by rhythm and routine. */
export const judged = ['spo2', 'pulse', 'temperature'] as const;
export type Judged = (typeof judged)[number];

/**
 * What must last how long, minutes, and be how far from her middle, in the channel's unit, beside being improbable. A saturation
 * above the usual is no sign of anything; a sensor that sits badly in the ear reads low for as long as it does.
 */
const least: Record<Judged, { high?: number; low?: number; apart: number }> = {
  spo2: { low: 20, apart: 3 },
  pulse: { high: 20, low: 30, apart: 12 },
  temperature: { high: 30, low: 90, apart: 0.6 },
};
export const suddenRule = {
  /** A stretch this far out (Student's t) goes on with a run. */
  outFrom: 2,
  /** Below this it counts as back, and three of them end the sign. */
  backBelow: 2,
  backStretches: 3,
  /** Independent stretches a day that one channel is looked at: what the probability of one is multiplied by. */
  looksPerDay: 12,
  /** Said from this rarity on: once in 100 person-days a channel, by the model; docs/evaluation/usual.md has what was seen. */
  said: 2,
  /** Strong and lasting: medium. */
  strong: 4.5,
  strongMinutes: 60,
  /** Few days teach little of the far tail, and recordings of it are few: never more degrees of freedom than this. */
  mostDof: 15,
} as const;

/** Of one channel. Times are Unix ms. */
export interface SuddenState {
  /** Run of stretches beyond on one side: side (0 none), when it began, minutes, sum of t times minutes. */
  side: number;
  since: number;
  minutes: number;
  sum: number;
  last: number;
  open: { side: number; since: number; priority: Priority; back: number } | null;
}
export function startSudden(): SuddenState {
  return { side: 0, since: 0, minutes: 0, sum: 0, last: 0, open: null };
}
/** A run is not carried across a longer gap than this, ms: she may have been anywhere meanwhile. */
const gapMs = 30 * minuteMs;

const codes = { spo2: 'unusual-oxygen', pulse: 'unusual-pulse', temperature: 'unusual-temperature' } as const;
/** The value's name in reasons and evidence. */
const units = { spo2: 'Percent', pulse: 'PerMin', temperature: 'Celsius' } as const;

/** -log10 of how many stretches as far out are expected a day. */
export function rarityOf(t: number, dof: number): number {
  return -Math.log10(2 * suddenRule.looksPerDay * upperTail(Math.abs(t), Math.min(dof, suddenRule.mostDof)));
}

/** How far a stretch lies from what is usual in its cell, in Student's t. */
export function distanceOf(stretch: Stretch, belief: Belief, cell: number): number {
  const { state } = stretch;
  const variance =
    belief.unsure[cell]! + belief.day[state]! + belief.stretch[state]! + belief.minute[state]! / stretch.minutes;
  return (stretch.mean - belief.middle[cell]!) / Math.sqrt(variance);
}

/** One stretch of ten minutes in which she slept, rested, or nobody knows; `belief` of this channel now. */
export function judgeSudden(
  state: SuddenState,
  channel: Judged,
  stretch: Stretch,
  belief: Belief,
  cell: number,
  source: Source,
): Finding[] {
  const t = distanceOf(stretch, belief, cell);
  const apart = Math.abs(scales[channel].back(stretch.mean) - scales[channel].back(belief.middle[cell]!));
  const side = Math.abs(t) < suddenRule.outFrom || apart < least[channel].apart ? 0 : Math.sign(t);
  if (side === 0 || side !== state.side || stretch.from - state.last > gapMs) {
    state.side = side;
    state.since = stretch.from;
    state.minutes = 0;
    state.sum = 0;
  }
  state.last = stretch.to;
  if (side !== 0) {
    state.minutes += stretch.minutes;
    state.sum = rounded(state.sum + t * stretch.minutes, 2);
  }
  const findings: Finding[] = [];
  const say = (phase: Finding['phase'], priority: Priority, since: number, rarity: number, isHigh: boolean) =>
    findings.push(said(channel, phase, priority, since, rarity, isHigh, stretch, belief, cell, source));
  const hold = side > 0 ? least[channel].high : least[channel].low;
  const rarity = state.minutes > 0 ? rarityOf(state.sum / state.minutes, belief.dof[stretch.state]!) : 0;
  const isOut = side !== 0 && hold !== undefined && state.minutes >= hold && rarity >= suddenRule.said;
  const { open } = state;
  if (open) {
    const isBack = t * open.side < suddenRule.backBelow;
    open.back = isBack ? open.back + 1 : 0;
    if (open.back >= suddenRule.backStretches) {
      state.open = null;
      say('ended', open.priority, open.since, 0, open.side > 0);
    } else if (isOut && side === open.side && open.priority === 'low' && isStrong(state, rarity)) {
      open.priority = 'medium';
      say('changed', 'medium', open.since, rarity, side > 0);
    }
  } else if (isOut) {
    const priority = isStrong(state, rarity) ? 'medium' : 'low';
    state.open = { side, since: state.since, priority, back: 0 };
    say('began', priority, state.since, rarity, side > 0);
  }
  return findings;
}
function isStrong({ minutes }: SuddenState, rarity: number): boolean {
  return rarity >= suddenRule.strong && minutes >= suddenRule.strongMinutes;
}

function said(
  channel: Judged,
  phase: Finding['phase'],
  priority: Priority,
  since: number,
  rarity: number,
  isHigh: boolean,
  stretch: Stretch,
  belief: Belief,
  cell: number,
  source: Source,
): Finding {
  const { low, middle, high } = rangeOf(channel, belief, cell);
  const value = shownOf(channel, stretch.mean);
  const minutes = minutesBetween(since, stretch.to);
  const unit = units[channel];
  return findingOf({
    detector: { name: 'usual', version: 1 },
    source,
    sign: `sudden-${channel}`,
    phase,
    step: phase === 'changed' ? priority : undefined,
    family: 'vital',
    priority,
    reason: {
      code: codes[channel],
      params: {
        [unit === 'PerMin' ? 'perMin' : unit.toLowerCase()]: value,
        usualLow: low,
        usualHigh: high,
        minutes,
        direction: isHigh ? 'high' : 'low',
      },
    },
    // A range that is hers says more than one of people like her.
    confidence: rounded(0.3 + 0.4 * belief.own[cell]!, 2),
    ...(phase === 'ended' ? {} : { rarity: rounded(Math.max(0, rarity), 2) }),
    since,
    at: stretch.to,
    evidence: [
      {
        channel,
        ...windowAround(since, stretch.to, 60 * minuteMs),
        values: { [`mean${unit}`]: value, [`usual${unit}`]: middle, minutes, own: rounded(belief.own[cell]!, 2) },
      },
    ],
  });
}
