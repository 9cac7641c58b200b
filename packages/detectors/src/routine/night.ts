import type { Finding } from '@munan/flow';
import { minuteMs, type Source, type WatchSettings } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import { findMedian } from '../half-minutes.ts';
import { momentOf } from '../local-time.ts';
import { rulesOf } from '../rules.ts';
import { activeOf } from './abed.ts';
import { nightBegins, nightTimes } from './nights.ts';
import type { RoutineState } from './routine.ts';
import { chanceOfAtLeast } from './tail.ts';
import { findUsualTime } from './usual-time.ts';

/** Said of the nights that `routine` keeps; a name of its own, so that it can be switched off alone. docs/clinical/night-wandering.md. */
export const nightWandering = { name: 'night-wandering', version: 1 } as const;
export const nightRule = {
  /** Nights that must be known before one is called unusual. */
  leastNights: 5,
  /** Times up at least, and how unlikely so many must be. */
  leastTimes: 4,
  chance: 1 / 100,
  /** Up so long at night is said while it lasts, minutes, or so many times her longest of other nights. */
  upMinutes: 60,
  upTimes: 1.5,
  /** Active minutes of the last 30: restless in bed is not up. */
  activeMinutes: 8,
  /** Not in somebody who is up that long in so many of the nights kept. */
  usualNights: 3,
  /** Up from her bed and not from an armchair: settled for so long before, and later than midnight and than she goes to bed. */
  settledMinutes: 90,
  from: 540,
} as const;
/** Times up in a night of others, and the nights that is worth. docs/evaluation/rhythm.md. */
export const timesPrior = { mean: 1.6, nights: 3 } as const;
/** -log10 of findings per night that could be judged, of recorded people, docs/evaluation/rhythm.md. */
const rarities = { times: 1.7, upAtNight: 2 } as const;

export interface UpAtNight {
  since: number;
  minutes: number;
}
export interface NightMoment {
  number: number;
  ofNight: number;
  moment: number;
  source: Source;
  settings: WatchSettings;
}

const isOff = (settings: WatchSettings) => rulesOf(settings).off.includes(nightWandering.name);

/** In the morning: was she up more often than is hers? */
export function judgeNight(state: RoutineState, at: NightMoment, findings: Finding[]): void {
  const { now, times, minutes, day } = state.nights;
  const before = times.filter((count) => count >= 0);
  if (before.length < nightRule.leastNights || now.times < nightRule.leastTimes || isOff(at.settings)) return;
  if (chanceOfAtLeast(now.times, before, timesPrior) > nightRule.chance) return;
  const noonBefore = (i: number) => momentOf({ day: day - times.length + i, minuteOfDay: 0 }, at.settings);
  const sorted = [...before].sort((a, b) => a - b);
  const share = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  const evening = momentOf({ day: day - 1, minuteOfDay: nightBegins }, at.settings);
  findings.push(
    findingOf({
      detector: nightWandering,
      source: at.source,
      sign: 'times',
      phase: 'began',
      family: 'vital',
      priority: 'low',
      reason: {
        code: 'night-up',
        params: { times: now.times, minutes: Math.round(now.minutes), usualTimes: findMedian([...before])! },
      },
      confidence: 0.4,
      rarity: rarities.times,
      since: evening + Math.max(0, now.bed) * minuteMs,
      at: at.moment + minuteMs,
      evidence: [
        {
          channel: 'activity',
          from: evening + Math.max(0, now.bed) * minuteMs,
          to: at.moment + minuteMs,
          values: { times: now.times, minutes: Math.round(now.minutes), usualMinutes: usualMinutes(minutes) },
          usual: [{ t: noonBefore(0), low: share(0.1), high: share(0.9) }],
          figure: {
            name: 'nightUpTimes',
            points: [
              ...times.flatMap((value, i) => (value < 0 ? [] : [{ t: noonBefore(i), value }])),
              { t: noonBefore(times.length), value: now.times },
            ],
          },
        },
      ],
    }),
  );
}
function usualMinutes(minutes: readonly number[]): number {
  return rounded(findMedian(minutes.filter((value) => value >= 0)) ?? 0);
}

/** While it lasts: up for long in the middle of the night. */
export function judgeUpAtNight(state: RoutineState, at: NightMoment, findings: Finding[]): void {
  const { nights, abed, outFrom } = state;
  const out = abed.mode === 'up' && outFrom >= 0 && at.ofNight < nightTimes.dawn && at.ofNight >= nightRule.from;
  if (state.upAtNight) {
    if (out) return;
    findings.push(upFinding(state.upAtNight, 'ended', at, state));
    state.upAtNight = null;
    return;
  }
  if (!out || nights.now.bed < 0 || isOff(at.settings)) return;
  const minutes = at.number + 1 - outFrom;
  if (minutes < nightRule.upMinutes || activeOf(abed, 30) < nightRule.activeMinutes) return;
  const before = nights.minutes.filter((value) => value >= 0);
  if (before.length < nightRule.leastNights || state.settledMinutes < nightRule.settledMinutes) return;
  const bed = findUsualTime(nights.beds);
  if (at.ofNight + 1 - minutes < Math.max(nightRule.from, bed?.late ?? 0)) return;
  if (before.filter((value) => value >= nightRule.upMinutes).length >= nightRule.usualNights) return;
  if (minutes < nightRule.upTimes * Math.max(...before)) return;
  state.upAtNight = { since: at.moment - (at.number - outFrom) * minuteMs, minutes };
  findings.push(upFinding(state.upAtNight, 'began', at, state));
}
function upFinding(up: UpAtNight, phase: Finding['phase'], at: NightMoment, { nights }: RoutineState): Finding {
  const end = at.moment + minuteMs;
  return findingOf({
    detector: nightWandering,
    source: at.source,
    sign: 'up',
    phase,
    family: 'safety',
    priority: 'low',
    reason: { code: 'up-at-night', params: { minutes: Math.round((end - up.since) / minuteMs) } },
    confidence: 0.5,
    rarity: rarities.upAtNight,
    since: up.since,
    at: end,
    evidence: [
      {
        channel: 'activity',
        from: up.since - 60 * minuteMs,
        to: end,
        values: { usualMinutes: usualMinutes(nights.minutes) },
        limits: [],
      },
    ],
  });
}
