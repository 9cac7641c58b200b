import type { Finding } from '@munan/flow';
import { type Detector, minuteMs, type Source } from '../detector.ts';
import { findingOf, minutesBetween, rounded, windowAround } from '../finding.ts';
import type { HalfMinute } from '../half-minutes.ts';
import type { Minute } from '../minutes.ts';
import { restingAt } from '../movement.ts';
import { madeFrom } from '../rules.ts';
import {
  type Sustained,
  type SustainedRule,
  type SustainedState,
  startSustained,
  stepSustained,
} from '../sustained.ts';

/** Bands of the pulse in NEWS2 that score 3 [RCP NEWS2 chart 1], for five minutes. Reason and limits: docs/clinical/pulse.md. */
export const fastPulseRule = madeFrom(
  ({ pulse: { fastFromPerMin, fastMinutes } }): SustainedRule => ({
    side: 'above',
    inclusive: true,
    levels: [{ limit: fastFromPerMin, holdMs: fastMinutes * minuteMs, priority: 'medium' }],
    clear: { limit: fastFromPerMin - 11, holdMs: 5 * minuteMs },
    gapMs: 3 * minuteMs,
    least: 3,
  }),
);
export const slowPulseRule = madeFrom(
  ({ pulse: { slowToPerMin, slowMinutes } }): SustainedRule => ({
    side: 'below',
    inclusive: true,
    levels: [{ limit: slowToPerMin, holdMs: slowMinutes * minuteMs, priority: 'medium' }],
    clear: { limit: slowToPerMin + 5, holdMs: 5 * minuteMs },
    gapMs: 3 * minuteMs,
    least: 3,
  }),
);
/** The band that scores 2, only at rest: walking to the shop is no illness. */
export const restingPulseRule = madeFrom(
  ({ pulse: { restingFromPerMin, restingMinutes } }): SustainedRule => ({
    side: 'above',
    inclusive: true,
    levels: [{ limit: restingFromPerMin, holdMs: restingMinutes * minuteMs, priority: 'low' }],
    clear: { limit: restingFromPerMin - 6, holdMs: 10 * minuteMs },
    gapMs: 3 * minuteMs,
    // A rule of minutes has as many values.
    least: Math.min(10, restingMinutes),
  }),
);

type PulseSign = 'fast' | 'slow' | 'resting';
function say(sign: PulseSign, said: Sustained, rule: SustainedRule, latest: number, source: Source): Finding {
  const minutes = minutesBetween(said.since, said.at);
  const perMin = rounded(said.phase === 'ended' ? said.extreme : latest);
  const figure = sign === 'slow' ? 'lowestPerMin' : 'highestPerMin';
  return findingOf({
    detector: pulse,
    source,
    sign,
    phase: said.phase,
    step: said.phase === 'changed' ? said.priority : undefined,
    family: 'vital',
    priority: said.priority,
    reason: { code: sign === 'slow' ? 'slow-pulse' : 'fast-pulse', params: { perMin, minutes } },
    confidence: 0.7,
    since: said.since,
    at: said.at,
    evidence: [
      {
        channel: 'pulse',
        ...windowAround(said.since, said.at),
        values: {
          [figure]: rounded(said.extreme),
          meanPerMin: rounded(said.mean, 1),
          minutes,
          ...(sign === 'resting' ? { atRest: true } : {}),
        },
        limits: rule.levels.map(({ limit }) => limit),
      },
    ],
  });
}

export interface PulseState {
  fast: SustainedState;
  slow: SustainedState;
}
/** Very fast or very slow pulse of one device, whatever the person does. */
export const pulse: Detector<PulseState, HalfMinute> = {
  name: 'pulse',
  version: 1,
  start: () => ({ fast: startSustained(), slow: startSustained() }),
  step(state, half, source, settings): Finding[] {
    const findings: Finding[] = [];
    const fastRule = fastPulseRule(settings);
    const fast = stepSustained(state.fast, fastRule, half.from, half.to, half.median);
    if (fast) findings.push(say('fast', fast, fastRule, half.median, source));
    const slowRule = slowPulseRule(settings);
    const slow = stepSustained(state.slow, slowRule, half.from, half.to, half.median);
    if (slow) findings.push(say('slow', slow, slowRule, half.median, source));
    return findings;
  },
};

/** Fast pulse at rest: pulse and movement may come from two devices, so it is judged on the person's closed minutes. */
export const restingPulse: Detector<SustainedState, Minute> = {
  name: 'pulse',
  version: 1,
  start: startSustained,
  step(state, minute, source, settings): Finding[] {
    if (minute.pulse === undefined) return [];
    const rule = restingPulseRule(settings);
    const resting = restingAt(minute);
    // Moving, or unknown: it cannot open or go on, but a pulse that came down may still end an open sign.
    const value = resting ? minute.pulse : Math.min(minute.pulse, rule.levels[0]!.limit - 1);
    const said = stepSustained(state, rule, minute.from, minute.from + minuteMs, value);
    return said ? [say('resting', said, rule, minute.pulse, source)] : [];
  },
};
