import type { Finding, NightFigures } from '@munan/flow';
import type { Source, WatchSettings } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import { findMedian } from '../half-minutes.ts';
import { type KeptNight, nightFiguresOf } from './night-figures.ts';

/**
 * When a night is worth a word in the morning. Low oxygen: far beyond her own nights, or, as long as there are few of those, a tenth
 * of the night; three tenths are said even where they are usual [nocturnal desaturation of Chaouat 2001: 30 % of the night below
 * 90 %]. Below 88 % instead where a clinician prescribed 88-92 %.
 * Disturbed breathing: never of one night, and not again for weeks.
 */
export const nightFindingRule = {
  firstShare: 0.1,
  firstMinutes: 30,
  usualNights: 3,
  usualFactor: 3,
  usualPlus: 0.03,
  leastShare: 0.05,
  leastMinutes: 20,
  graveShare: 0.3,
  lowAgainDays: 3,
  graveAgainDays: 28,
  apnoeaNights: 7,
  apnoeaLikely: 2,
  apnoeaAgainDays: 28,
  /** -log10 of the findings expected a day among well people at home; how reckoned: docs/clinical. */
  rarity: { low: 2, grave: 2.5, apnoea: 1.9 },
} as const;

/** Local days on which each was said last; -1 before. */
export interface NightSaid {
  low: number;
  grave: number;
  apnoea: number;
}
export function startNightSaid(): NightSaid {
  return { low: -1, grave: -1, apnoea: -1 };
}

type Night = NightFigures & { number: number };
interface Told {
  nights: Night[];
  at: number;
  detector: { name: string; version: number };
  source: Source;
}

const points = (nights: Night[], of: (night: Night) => number | null) =>
  nights.flatMap((night) => {
    const value = of(night);
    return value === null ? [] : [{ t: night.to, value }];
  });
const againFrom = (last: number, days: number) => (last < 0 ? -1 : last + days);

function lowNight(said: NightSaid, { nights, at, detector, source }: Told, scale2: boolean): Finding | undefined {
  const rule = nightFindingRule;
  const night = nights.at(-1)!;
  const limit = scale2 ? 88 : 90;
  const shareOf = (one: Night) => (scale2 ? one.below88 : one.below90);
  const share = shareOf(night);
  const minutes = share * night.recordedHours * night.usable * 60;
  const earlier = nights.slice(0, -1).map(shareOf);
  const usual = earlier.length >= rule.usualNights ? findMedian(earlier) : undefined;
  const far =
    usual === undefined
      ? share >= rule.firstShare && minutes >= rule.firstMinutes
      : share >= rule.leastShare && minutes >= rule.leastMinutes && share >= rule.usualFactor * usual + rule.usualPlus;
  const grave = share >= rule.graveShare && minutes >= rule.firstMinutes;
  const unusual = far && night.number >= againFrom(said.low, rule.lowAgainDays);
  if (!unusual && !(grave && night.number >= againFrom(said.grave, rule.graveAgainDays))) return undefined;
  said.low = night.number;
  if (grave) said.grave = night.number;
  const usualMinutes = usual === undefined ? undefined : Math.round(usual * night.recordedHours * night.usable * 60);
  return findingOf({
    detector,
    source,
    sign: 'low',
    phase: 'began',
    family: 'vital',
    priority: grave ? 'medium' : 'low',
    reason: {
      code: 'low-oxygen-night',
      params: {
        percent: rounded(night.lowestPercent),
        minutes: Math.round(minutes),
        limit,
        ...(usualMinutes === undefined ? {} : { usualMinutes }),
      },
    },
    confidence: 0.7,
    rarity: grave ? rule.rarity.grave : rule.rarity.low,
    since: night.from,
    at,
    evidence: [
      {
        channel: 'spo2',
        from: night.from,
        to: night.to,
        values: {
          lowestPercent: night.lowestPercent,
          meanPercent: night.meanPercent,
          usablePercent: rounded(100 * night.usable),
          belowMinutes: Math.round(minutes),
        },
        limits: [limit],
      },
      {
        channel: 'spo2',
        from: nights[0]!.from,
        to: night.to,
        values: { nights: nights.length },
        limits: [rounded(100 * (usual === undefined ? rule.firstShare : rule.usualFactor * usual + rule.usualPlus), 1)],
        figure: {
          name: scale2 ? 'below88Percent' : 'below90Percent',
          points: points(nights, (one) => rounded(100 * shareOf(one), 1)),
        },
      },
    ],
  });
}

function disturbedBreathing(said: NightSaid, { nights, at, detector, source }: Told): Finding | undefined {
  const rule = nightFindingRule;
  const night = nights.at(-1)!;
  if (night.apnoea.says !== 'likely' || night.number < againFrom(said.apnoea, rule.apnoeaAgainDays)) return undefined;
  const recent = nights.filter(
    ({ number, apnoea }) => number > night.number - rule.apnoeaNights && apnoea.says !== 'cannot-say',
  );
  const likely = recent.filter(({ apnoea }) => apnoea.says === 'likely');
  if (likely.length < rule.apnoeaLikely) return undefined;
  said.apnoea = night.number;
  // The nights agree only where they overlap: what is said is as wide as the middle one of each end.
  const end = (of: 'low' | 'high') => Math.round(findMedian(likely.map(({ apnoea }) => apnoea[of] ?? 0)) ?? 0);
  const [low, high] = [end('low'), end('high')];
  return findingOf({
    detector,
    source,
    sign: 'apnoea',
    phase: 'began',
    family: 'vital',
    priority: 'low',
    reason: { code: 'sleep-apnoea-sign', params: { nights: likely.length, of: recent.length, low, high } },
    confidence: 0.6,
    rarity: rule.rarity.apnoea,
    since: recent[0]!.from,
    at,
    evidence: [
      {
        channel: 'spo2',
        from: night.from,
        to: night.to,
        values: {
          odi3PerHour: night.odi3,
          odi4PerHour: night.odi4,
          below90Percent: rounded(100 * night.below90, 1),
          hypoxicBurdenPercentMinPerHour: night.hypoxicBurden,
          asleepHours: night.asleepHours,
          recordedHours: night.recordedHours,
          usablePercent: rounded(100 * night.usable),
        },
      },
      {
        channel: 'spo2',
        from: nights[0]!.from,
        to: night.to,
        values: { lowPerHour: low, highPerHour: high },
        limits: [15],
        usual: nights.flatMap(({ to, apnoea }) =>
          apnoea.low === null || apnoea.high === null ? [] : [{ t: to, low: apnoea.low, high: apnoea.high }],
        ),
        figure: { name: 'apnoeasPerHour', points: points(nights, ({ apnoea }) => apnoea.middle) },
      },
    ],
  });
}

/** What is said in the morning of the last of the kept nights; `at` is when it could first be said, Unix ms. */
export function nightFindings(
  said: NightSaid,
  kept: readonly KeptNight[],
  at: number,
  detector: { name: string; version: number },
  source: Source,
  settings: WatchSettings,
): Finding[] {
  const nights = kept.map((night) => ({ ...nightFiguresOf(night, settings), number: night[0]! }));
  const told = { nights, at, detector, source };
  const low = lowNight(said, told, settings.spo2Scale2);
  // Who is treated for it already needs no screen.
  const known = settings.person?.conditions?.includes('sleep-apnoea') ?? false;
  const breathing = known ? undefined : disturbedBreathing(said, told);
  return [low, breathing].filter((finding) => finding !== undefined);
}
