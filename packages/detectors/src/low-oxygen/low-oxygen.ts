import type { Finding, Priority } from '@munan/flow';
import { type Detector, minuteMs, type WatchSettings } from '../detector.ts';
import { findingOf, minutesBetween, rounded, windowAround } from '../finding.ts';
import type { HalfMinute } from '../half-minutes.ts';
import { rulesOf } from '../rules.ts';
import { type SustainedRule, type SustainedState, startSustained, stepSustained } from '../sustained.ts';

/** Back at this much above the limit for `clearMinutes`, it has ended. Reason, evidence and limits: docs/clinical/low-oxygen.md. */
const clearAbovePercent = 2;
const clearMinutes = 3;
const gapMs = 3 * minuteMs;
/** A half minute whose first sample comes later than this begins with it. */
const lateMs = 10_000;
/** -log10 of such findings a day among well people: reckoned, not measured (docs/clinical/low-oxygen.md). */
const rarityOf: Record<Priority, number> = { low: 2, medium: 2, high: 3 };

/** By the house's rules, or those of the 88-92 % scale where a clinician prescribed it. */
export function lowOxygenRule(settings: Pick<WatchSettings, 'spo2Scale2' | 'rules'>): SustainedRule {
  const { oxygen, oxygenScale2 } = rulesOf(settings);
  const { mediumBelowPercent, mediumMinutes, highBelowPercent, highMinutes } = settings.spo2Scale2
    ? oxygenScale2
    : oxygen;
  return {
    side: 'below',
    inclusive: false,
    levels: [
      { limit: mediumBelowPercent, holdMs: mediumMinutes * minuteMs, priority: 'medium' },
      { limit: highBelowPercent, holdMs: highMinutes * minuteMs, priority: 'high' },
    ],
    clear: { limit: Math.min(100, mediumBelowPercent + clearAbovePercent), holdMs: clearMinutes * minuteMs },
    gapMs,
    least: 2,
  };
}

/** Sustained low oxygen saturation of one device: short dips, as in sleep apnoea, are not this sign. */
export const lowOxygen: Detector<SustainedState, HalfMinute> = {
  name: 'low-oxygen',
  version: 2,
  start: startSustained,
  step(state, half, source, settings): Finding[] {
    const rule = lowOxygenRule(settings);
    // A sensor that finds its finger again in the last seconds of a half minute has not been low for all of it.
    const from = half.first - half.from > lateMs ? half.first : half.from;
    const said = stepSustained(state, rule, from, half.to, half.median);
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
        rarity: rarityOf[said.priority],
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
