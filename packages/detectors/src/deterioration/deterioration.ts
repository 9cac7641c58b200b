import type { Finding, RiskFigures } from '@munan/flow';
import { minuteMs, type Source, type WatchSettings } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import type { MinuteDetector } from '../watch/minute-detectors.ts';
import { figuresOf, type RiskCause, riskFigures, windowHours } from './figures.ts';
import { card, hospitalShares } from './generated/card.ts';
import { shareBelow, valueAt } from './rank.ts';
import { pointsOf, sumOf } from './scorecard.ts';
import {
  closeHour,
  type DeteriorationState,
  gatherMinute,
  meansOf,
  momentOfHour,
  pushPoints,
  skipHours,
  startDeterioration,
} from './state.ts';

const hourMs = 60 * minuteMs;
export const deteriorationRule = {
  /** Her hour counts as extreme from this place on among the hours that she is compared with … */
  extremeRank: 0.99,
  /** … and only where it would be so high for a hospital patient: a very even person's usual hours are nobody's worry. */
  hospitalRank: 0.9,
  /** Extreme hours, of the last ones. */
  hours: 4,
  ofLastHours: 6,
  /** It ends after so many judged hours that are not extreme. */
  calmHours: 6,
  /** The hospital's patients weigh as much as so many of her own hours: at first nobody else is known. */
  priorHours: 48,
} as const;
/** Hours in a row are alike: of her own, six count as one where it is said how sure the rank is. */
const alikeHours = 6;
const yearMs = 365.2425 * 24 * hourMs;

interface Judgement {
  points: number;
  rank: number;
  low: number;
  high: number;
  because: { code: RiskCause; points: number }[];
}
/** Those she is compared with: hospital patients, and herself as far as she is known and was well when enrolled. */
function comparedWith(state: DeteriorationState, settings: WatchSettings): { weights: number[]; sure: number } {
  const own = settings.person?.enrolledUnwell ? 0 : 1;
  const { priorHours } = deteriorationRule;
  const weights = hospitalShares.map((share, bin) => share * priorHours + own * state.own[bin]!);
  return { weights, sure: priorHours + (own * sumOf(state.own)) / alikeHours };
}
function judge(state: DeteriorationState, settings: WatchSettings): Judgement {
  const { birthYear } = settings.person ?? {};
  const ageYears = birthYear === undefined ? undefined : Math.floor(1970 + (state.hour * hourMs) / yearMs) - birthYear;
  const each = pointsOf(figuresOf(meansOf(state), ageYears), card);
  const points = rounded(sumOf(each), 2);
  const { weights, sure } = comparedWith(state, settings);
  const rank = shareBelow(weights, points);
  const [low, high] = wilson(rank, sure);
  const causes = new Map<RiskCause, number>();
  riskFigures.forEach(({ of }, i) => {
    causes.set(of, (causes.get(of) ?? 0) + each[i]!);
  });
  const because = [...causes]
    .map(([code, sum]) => ({ code, points: rounded(sum, 1) }))
    .filter(({ points }) => points >= 0.1)
    .sort((a, b) => b.points - a.points);
  return { points, rank: rounded(rank, 3), low: rounded(low, 3), high: rounded(high, 3), because };
}
/** 95 % interval of a share that was counted among `of`. [Wilson 1927] */
function wilson(share: number, of: number): [number, number] {
  const z = 1.96;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

/** The risk in the last whole hour, for a person's page; null where that hour's pulse is not known or it is long past. */
export function presentRisk(
  state: DeteriorationState | undefined,
  now: number,
  settings: WatchSettings,
): RiskFigures | null {
  if (!state || state.points[windowHours - 1] == null || now - state.hour * hourMs > 2 * hourMs) return null;
  const { rank, low, high, because } = judge(state, settings);
  return { at: state.hour * hourMs, transferred: 'hospital', rank, low, high, because };
}

/** An hour is over and stands last in the window. */
function judgeHour(state: DeteriorationState, source: Source, settings: WatchSettings): Finding[] {
  const rule = deteriorationRule;
  const judgement = judge(state, settings);
  const { points, rank } = judgement;
  const isExtreme = rank >= rule.extremeRank && shareBelow(hospitalShares, points) >= rule.hospitalRank;
  pushPoints(state, points, isExtreme);
  const { open } = state;
  const at = state.hour * hourMs;
  if (!open) {
    const recent = state.extreme & (2 ** rule.ofLastHours - 1);
    if (!isExtreme || bitsOf(recent) < rule.hours) return [];
    const first = windowHours - 1 - Math.floor(Math.log2(recent));
    state.open = { since: momentOfHour(state, first), hours: bitsOf(recent), calm: 0 };
    return [said(state, 'began', state.open.since, at, judgement, source, settings)];
  }
  open.hours++;
  open.calm = isExtreme ? 0 : open.calm + 1;
  if (open.calm < rule.calmHours) return [];
  state.open = null;
  return [said(state, 'ended', open.since, at, judgement, source, settings)];
}
function bitsOf(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count++;
  return count;
}

/**
 * Among well people not known, since no recording of people at home has these vital signs. Taken from hospital patients in whom
 * nothing happened, of whom, from 65 years on, it is said once in 35 days (docs/evaluation/deterioration.md): well people are not said to be rarer.
 */
const rarity = 1.5;
const units = { pulse: 'meanPerMin', spo2: 'meanPercent', temperature: 'meanCelsius' } as const;

function said(
  state: DeteriorationState,
  phase: Finding['phase'],
  since: number,
  at: number,
  { points, rank, low, high, because }: Judgement,
  source: Source,
  settings: WatchSettings,
): Finding {
  const { weights } = comparedWith(state, settings);
  const from = momentOfHour(state, 0);
  const ownHours = Math.round(sumOf(state.own));
  const means = meansOf(state);
  const shown = (['pulse', 'spo2', 'temperature'] as const).filter((channel) =>
    because.some(({ code }) => code.startsWith(channel)),
  );
  return findingOf({
    detector: deterioration,
    source,
    phase,
    family: 'vital',
    priority: 'low',
    reason: {
      code: 'deterioration',
      params: {
        of100: Math.floor(100 * rank),
        hours: Math.round((at - since) / hourMs),
        ownHours,
        transferred: 'hospital',
        ...(because[0] ? { because: because[0].code } : {}),
      },
    },
    confidence: 0.5,
    rarity,
    since,
    at,
    evidence: [
      {
        channel: 'risk',
        from,
        to: at,
        values: {
          riskPoints: points,
          rankPercent: rounded(100 * rank, 1),
          rankLowPercent: rounded(100 * low, 1),
          rankHighPercent: rounded(100 * high, 1),
          ownHours,
        },
        limits: [rounded(valueAt(weights, deteriorationRule.extremeRank), 2)],
        usual: [{ t: from, low: rounded(valueAt(weights, 0.05), 2), high: rounded(valueAt(weights, 0.95), 2) }],
        figure: {
          name: 'riskPoints',
          points: state.points.flatMap((value, place) =>
            value === null ? [] : [{ t: momentOfHour(state, place) + hourMs / 2, value }],
          ),
        },
      },
      ...shown.map((channel) => {
        const known = Array.from(means[channel]).filter((mean) => !Number.isNaN(mean));
        const latest = known.at(-1);
        const added = because.filter(({ code }) => code.startsWith(channel)).reduce((sum, one) => sum + one.points, 0);
        return {
          channel,
          from,
          to: at,
          values: { ...(latest === undefined ? {} : { [units[channel]]: latest }), riskPoints: rounded(added, 1) },
        };
      }),
    ],
  });
}

/** Risk from the course of vital signs, learned of hospital patients: a place among hours, never a probability. */
export const deterioration: MinuteDetector<DeteriorationState> = {
  name: 'deterioration',
  version: 1,
  start: startDeterioration,
  step(state, { minute, doing }, source, settings): Finding[] {
    const hour = Math.floor(minute.from / hourMs);
    const findings: Finding[] = [];
    if (state.hour === 0) state.hour = hour;
    if (hour > state.hour) {
      if (closeHour(state)) findings.push(...judgeHour(state, source, settings));
      else pushPoints(state, null, false);
      if (hour > state.hour) skipHours(state, hour - state.hour);
    }
    gatherMinute(state, minute, doing);
    return findings;
  },
};
