import type { Finding } from '@munan/flow';
import { type Detector, minuteMs, type WatchSettings } from '../detector.ts';
import { findingOf, minutesBetween, rounded, windowAround } from '../finding.ts';
import type { HalfMinute } from '../half-minutes.ts';
import { type SustainedRule, type SustainedState, startSustained, stepSustained } from '../sustained.ts';

/** Reason, evidence and limits: docs/clinical/low-oxygen.md. */
function ruleFor(mediumBelow: number, highBelow: number): SustainedRule {
  return {
    side: 'below',
    inclusive: false,
    levels: [
      { limit: mediumBelow, holdMs: 3 * minuteMs, priority: 'medium' },
      { limit: highBelow, holdMs: minuteMs, priority: 'high' },
    ],
    clear: { limit: mediumBelow + 2, holdMs: 3 * minuteMs },
    gapMs: 3 * minuteMs,
    least: 2,
  };
}
export const lowOxygenLimits = { scale1: { medium: 90, high: 85 }, scale2: { medium: 86, high: 83 } } as const;
const scale1 = ruleFor(lowOxygenLimits.scale1.medium, lowOxygenLimits.scale1.high);
const scale2 = ruleFor(lowOxygenLimits.scale2.medium, lowOxygenLimits.scale2.high);
export function lowOxygenRule(settings: Pick<WatchSettings, 'spo2Scale2'>): SustainedRule {
  return settings.spo2Scale2 ? scale2 : scale1;
}

/** Sustained low oxygen saturation of one device: short dips, as in sleep apnoea, are not this sign. */
export const lowOxygen: Detector<SustainedState, HalfMinute> = {
  name: 'low-oxygen',
  version: 1,
  start: startSustained,
  step(state, half, source, settings): Finding[] {
    const rule = lowOxygenRule(settings);
    const said = stepSustained(state, rule, half.from, half.to, half.median);
    if (!said) return [];
    const minutes = minutesBetween(said.since, said.at);
    const percent = rounded(said.phase === 'ended' ? said.extreme : half.median);
    return [
      findingOf({
        detector: lowOxygen,
        source,
        phase: said.phase,
        step: said.phase === 'changed' ? said.priority : undefined,
        family: 'vital',
        priority: said.priority,
        reason: { code: 'low-oxygen', params: { percent, minutes, limit: said.limit } },
        confidence: 0.8,
        since: said.since,
        at: said.at,
        evidence: [
          {
            channel: 'spo2',
            ...windowAround(said.since, said.at),
            values: { lowestPercent: rounded(said.extreme, 1), meanPercent: rounded(said.mean, 1), minutes },
            limits: rule.levels.map(({ limit }) => limit),
          },
        ],
      }),
    ];
  },
};
