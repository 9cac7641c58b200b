import type { Finding, Priority } from '@munan/flow';
import { hourMs, minuteMs, type Source } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import { movedAt, movementPerMin } from '../movement.ts';
import { type RepeatState, startRepeat, stepRepeat, unwornRule } from '../unworn.ts';
import type { MinuteDetector } from '../watch/minute-detectors.ts';
import {
  expectedPerDay,
  learnStretch,
  minutesExceeded,
  passDay,
  quarterOf,
  startTail,
  type TailState,
} from './still-tail.ts';

/** docs/clinical/no-movement.md says where each number comes from. */
export const stillLongerRule = {
  /** Local minutes of the day between which it is said: at night she may sleep. */
  saidFromMinute: 8 * 60,
  saidToMinute: 22 * 60,
  /** Never before so many minutes. */
  leastMinutes: 90,
  /** Said when such stretches are expected so seldom, a day, and again, medium, when both of the second are reached. */
  lowPerDay: 1 / 100,
  rarerPerDay: 1 / 1000,
  rarerMinutes: 180,
  /** Uncovered for longer, what was counted is forgotten: she may have moved. */
  gapMinutes: 30,
  /** The usual length that is told is exceeded once in so many days. */
  usualEveryDays: 10,
} as const;
/** Findings among recorded people are this much more often than the tail says (devices taken off): -log10. docs/evaluation/rhythm.md. */
const rarityOffset = 0.3;

export interface StillLongerState {
  tail: TailState;
  repeat: RepeatState;
  /** Unix ms of the beginning of the stretch and its covered minutes; minute of the day and day it began. */
  since: number;
  still: number;
  quarter: number;
  /** Of the stretch: a pulse, saturation or temperature was measured in it. */
  body: boolean;
  lastAt: number;
  /** How far it has come: 0 nothing said, 1 longer than usual, 2 far longer. */
  level: 0 | 1 | 2;
  priority: Priority;
  day: number;
  /** Covered minutes of that day. */
  covered: number;
}

/**
 * Still by day for longer than is hers at this time of day. Beside the fixed hours of `noMovement`, earlier for most people; it
 * learns from stretches that ended, and not from those in which nobody may have worn the device.
 */
export const stillLonger: MinuteDetector<StillLongerState> = {
  name: 'still-longer',
  version: 1,
  start: () => ({
    tail: startTail(),
    repeat: startRepeat(),
    since: -1,
    still: 0,
    quarter: 0,
    body: false,
    lastAt: -1,
    level: 0,
    priority: 'low',
    day: -1,
    covered: 0,
  }),
  step(state, { minute, local }, source): Finding[] {
    if (local.day !== state.day) {
      if (state.day >= 0) {
        const passed = Math.min(local.day - state.day, 30);
        for (let i = 0; i < passed; i++) passDay(state.tail, i === 0 ? state.covered / 1440 : 0);
      }
      state.day = local.day;
      state.covered = 0;
    }
    if (movedAt(minute)) return endStretch(state, minute.from, source);
    if (!minute.covered) return [];
    state.covered++;
    const unworn = stepRepeat(state.repeat, minute, local.day * 1440 + local.minuteOfDay);
    const gap = state.lastAt >= 0 && minute.from - state.lastAt > stillLongerRule.gapMinutes * minuteMs;
    if (state.since < 0 || (gap && state.level === 0)) {
      state.since = minute.from;
      state.still = 0;
      state.quarter = quarterOf(local.minuteOfDay);
      state.body = false;
    }
    state.lastAt = minute.from;
    state.still++;
    if (minute.pulse !== undefined || minute.spo2 !== undefined || minute.temperature !== undefined) state.body = true;
    const { saidFromMinute, saidToMinute, leastMinutes, lowPerDay, rarerPerDay, rarerMinutes } = stillLongerRule;
    if (state.still < leastMinutes || state.level === 2) return [];
    if (local.minuteOfDay < saidFromMinute || local.minuteOfDay >= saidToMinute) return [];
    const perDay = expectedPerDay(state.tail, state.quarter, state.still);
    const level = perDay <= rarerPerDay && state.still >= rarerMinutes ? 2 : perDay <= lowPerDay ? 1 : 0;
    if (level <= state.level) return [];
    const phase = state.level > 0 ? 'changed' : 'began';
    state.level = level;
    // That a table lies still is no reason to hurry.
    state.priority = level === 2 && !unworn ? 'medium' : 'low';
    return [findingFor(state, phase, minute.from + minuteMs, source, perDay)];
  },
};

function endStretch(state: StillLongerState, at: number, source: Source): Finding[] {
  const findings: Finding[] = [];
  if (state.since >= 0) {
    if (state.level > 0) {
      const perDay = expectedPerDay(state.tail, state.quarter, state.still);
      findings.push(findingFor(state, 'ended', at, source, perDay));
    }
    // A table's stillness is not hers; the body's is, however long.
    if (state.body || state.still < unwornRule.minutes) learnStretch(state.tail, state.quarter, state.still);
  }
  state.since = -1;
  state.still = 0;
  state.level = 0;
  state.priority = 'low';
  state.repeat = startRepeat();
  return findings;
}

function findingFor(
  state: StillLongerState,
  phase: Finding['phase'],
  at: number,
  source: Source,
  perDay: number,
): Finding {
  const { usualEveryDays, lowPerDay, leastMinutes } = stillLongerRule;
  const usualMinutes = minutesExceeded(state.tail, state.quarter, 1 / usualEveryDays);
  const fromMinutes = Math.max(leastMinutes, minutesExceeded(state.tail, state.quarter, lowPerDay));
  return findingOf({
    detector: stillLonger,
    source,
    phase,
    step: phase === 'changed' ? 'rarer' : undefined,
    family: 'safety',
    priority: state.priority,
    reason: { code: 'still-longer-than-usual', params: { minutes: state.still, usualMinutes } },
    confidence: state.body ? 0.5 : 0.3,
    rarity: rounded(Math.max(1, Math.min(4, -Math.log10(perDay)) - rarityOffset), 1),
    since: state.since,
    at,
    evidence: [
      {
        channel: 'activity',
        from: state.since - hourMs,
        to: at + 10 * minuteMs,
        values: { stillMinutes: state.still, usualMinutes, bodySeen: state.body, fromMinutes },
        limits: [movementPerMin.anyCounts],
      },
    ],
  });
}
