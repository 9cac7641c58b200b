import type { Finding } from '@munan/flow';
import { hourMs, type Source, type WatchSettings } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import { momentOf } from '../local-time.ts';
import type { Belief } from './belief.ts';
import type { Visit } from './learned.ts';
import { bins, states } from './population.ts';
import { shownOf } from './scale.ts';
import { quantile975, upperTail } from './student.ts';
import type { Judged } from './sudden.ts';

/**
 * Slow drift: the figure of a day is how far all her hours at rest lay from what was usual in each of them, so that a day of
 * which only the night was measured can stand beside a whole one. Three such days together are held against the slow baseline.
 */
export const driftRule = {
  /** Days that are judged together, among the last four. */
  days: 3,
  withinDays: 4,
  /** Days are alike: of resting pulse, one day's distance is this share of the day's before. docs/evaluation/usual.md */
  likeness: 0.6,
  /**
   * Of days that nobody called ill fewer are as far out than the model says, by this in powers of ten: pulse of two sets, at
   * every threshold from 1.2 to 2. docs/evaluation/usual.md
   */
  seenRarer: 0.5,
  /** Said from this rarity on: once in 160 person-days a channel. */
  said: 2.2,
  strong: 4.5,
  mostDof: 15,
  /** Below this share of her own in the range nothing is held against it. */
  leastOwn: 0.5,
  /** A day on which this much was measured, in whole visits of four hours. */
  leastVisits: 1.5,
  backBelow: 1,
} as const;
/** How far from the usual is worth a word, in the channel's unit. */
const apart: Record<Judged, number> = { spo2: 1.5, pulse: 5, temperature: 0.35 };
/** The spread of a day's figure beside that of one cell's day, and how much the population's weighs, in days. */
const spread = { share: 0.8, weight: 6 } as const;
const keptDays = 10;

export interface DriftState {
  /** Of the open day: visits, distance times visits, variance of what is not known times visits. */
  today: number[];
  /** The last local day that was judged, and backwards from it the figure on the channel's scale and its distance in spreads. */
  lastDay: number;
  days: ([y: number, z: number] | 0)[];
  /** Days and squared distances from which the spread of a day is known. */
  seen: number[];
  open: { since: number; side: number; back: number } | null;
}
export function startDrift(): DriftState {
  return { today: [0, 0, 0], lastDay: 0, days: [], seen: [0, 0], open: null };
}
/** States of which the figure is made: not while she moves about. */
const isRest = (state: number) => states[state] !== 'moving';

/** A visit that is over; `belief` is of before it is learned. */
export function addToDay(drift: DriftState, visit: Visit, belief: Belief): void {
  const state = Math.floor(visit.cell / bins);
  if (!isRest(state)) return;
  const weight = Math.min(1, visit.stretches / 6);
  const distance = visit.mean - belief.middle[visit.cell]!;
  drift.today[0] = rounded(drift.today[0]! + weight, 2);
  drift.today[1] = rounded(drift.today[1]! + weight * distance, 4);
  drift.today[2] = rounded(drift.today[2]! + weight * belief.unsure[visit.cell]!, 5);
}

const codes = { spo2: 'drift-oxygen', pulse: 'drift-pulse', temperature: 'drift-temperature' } as const;
const names = { spo2: 'percent', pulse: 'perMin', temperature: 'celsius' } as const;
const figures = {
  spo2: 'restingSpo2Percent',
  pulse: 'restingPulsePerMin',
  temperature: 'restingTemperatureCelsius',
} as const;
/** At rest, 8 to 12 o'clock: where a day's distance is added to, so that the figure has the channel's unit. */
const reference = states.indexOf('resting') * bins + 2;

/** The local day is over; `belief` of this channel. */
export function endDay(
  drift: DriftState,
  channel: Judged,
  localDay: number,
  belief: Belief,
  source: Source,
  settings: WatchSettings,
): Finding[] {
  const [visits, sum, unsure] = drift.today as [number, number, number];
  drift.today = [0, 0, 0];
  if (visits < driftRule.leastVisits) return [];
  const distance = sum / visits;
  const prior = (spread.share * Math.sqrt(belief.day[states.indexOf('resting')]!)) ** 2;
  const [n, squares] = drift.seen as [number, number];
  const dayVar = (spread.weight * prior + squares) / (spread.weight + n);
  const sd = Math.sqrt(dayVar + unsure / visits);
  const z = distance / sd;
  const missed = Math.min(keptDays, Math.max(0, localDay - drift.lastDay - 1));
  const one: [number, number] = [rounded(belief.middle[reference]! + distance, 3), rounded(z, 2)];
  drift.days = [one, ...new Array<0>(drift.lastDay > 0 ? missed : 0).fill(0), ...drift.days].slice(0, keptDays);
  drift.lastDay = localDay;
  // A surprising day teaches little of how days differ; what is older than a month counts less and less.
  const weight = Math.min(1, 5 / (4 + z * z));
  drift.seen = [rounded(n * 0.97 + weight, 2), rounded(squares * 0.97 + weight * distance * distance, 5)];

  const dof = Math.min(driftRule.mostDof, spread.weight + n);
  const recent = daysOf(drift)
    .filter(({ day }) => day > localDay - driftRule.withinDays)
    .slice(-driftRule.days);
  const mean = recent.reduce((total, day) => total + day.z, 0) / recent.length;
  // The mean of days that are alike varies more than that of strangers: variance of an AR(1) mean.
  const r = driftRule.likeness;
  const shrink = recent.length === 3 ? (3 + 4 * r + 2 * r * r) / 9 : 1;
  const t = mean / Math.sqrt(shrink);
  const rarity = driftRule.seenRarer - Math.log10(2 * upperTail(Math.abs(t), dof));
  const side = Math.sign(mean);
  const value = recent.reduce((total, { y }) => total + y, 0) / recent.length;
  const usual = belief.middle[reference]!;
  const isApart = Math.abs(shownOf(channel, value) - shownOf(channel, usual)) >= apart[channel];
  const isSide = channel !== 'spo2' || side < 0;
  const isOwn = belief.own[reference]! >= driftRule.leastOwn;
  const say = (phase: Finding['phase'], since: number): Finding =>
    said(drift, channel, phase, since, localDay, rarity, value, usual, sd, belief, source, settings);
  const { open } = drift;
  if (open) {
    open.back = z * open.side < driftRule.backBelow ? open.back + 1 : 0;
    if (open.back < 2) return [];
    drift.open = null;
    return [say('ended', open.since)];
  }
  if (recent.length < driftRule.days || rarity < driftRule.said || !isApart || !isSide || !isOwn) return [];
  const first = firstOut(drift, side);
  const since = momentOf({ day: first, minuteOfDay: 0 }, settings);
  drift.open = { since, side, back: 0 };
  return [say('began', since)];
}
/** Oldest first. */
function daysOf({ days, lastDay }: DriftState) {
  return days.flatMap((one, back) => (one === 0 ? [] : [{ day: lastDay - back, y: one[0], z: one[1] }])).reverse();
}
/** The first of the days that lie out on one side up to now; the last that is kept at the latest. */
function firstOut(drift: DriftState, side: number): number {
  const days = daysOf(drift).reverse();
  const inside = days.findIndex(({ z }) => z * side < driftRule.backBelow);
  return days[(inside < 0 ? days.length : Math.max(1, inside)) - 1]!.day;
}

function said(
  drift: DriftState,
  channel: Judged,
  phase: Finding['phase'],
  since: number,
  localDay: number,
  rarity: number,
  value: number,
  usual: number,
  sd: number,
  belief: Belief,
  source: Source,
  settings: WatchSettings,
): Finding {
  const at = momentOf({ day: localDay + 1, minuteOfDay: 0 }, settings);
  const all = daysOf(drift);
  const t = (day: number) => momentOf({ day, minuteOfDay: 720 }, settings);
  const reach = quantile975(Math.min(driftRule.mostDof, spread.weight + drift.seen[0]!)) * sd;
  const name = names[channel];
  const shown = shownOf(channel, value);
  return findingOf({
    detector: { name: 'usual', version: 1 },
    source,
    sign: `drift-${channel}`,
    phase,
    family: 'vital',
    priority: rarity >= driftRule.strong && phase === 'began' ? 'medium' : 'low',
    reason: {
      code: codes[channel],
      params: {
        [name]: shown,
        [`usual${name[0]!.toUpperCase()}${name.slice(1)}`]: shownOf(channel, usual),
        days: Math.round((at - since) / (24 * hourMs)),
        direction: value > usual ? 'high' : 'low',
      },
    },
    confidence: rounded(0.3 + 0.4 * belief.own[reference]!, 2),
    ...(phase === 'ended' ? {} : { rarity: rounded(Math.max(0, rarity), 2) }),
    since,
    at,
    evidence: [
      {
        channel,
        from: t(all[0]!.day) - 12 * hourMs,
        to: at,
        values: { [name]: shown, own: rounded(belief.own[reference]!, 2) },
        figure: {
          name: figures[channel],
          points: all.map(({ day, y }) => ({ t: t(day), value: shownOf(channel, y) })),
        },
        usual: [
          {
            t: t(all[0]!.day) - 12 * hourMs,
            low: shownOf(channel, usual - reach),
            high: shownOf(channel, usual + reach),
          },
        ],
      },
    ],
  });
}
