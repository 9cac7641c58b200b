import type { Finding } from '@munan/flow';
import { minuteMs, type Source } from '../detector.ts';
import { findingOf, minutesBetween, rounded, windowAround } from '../finding.ts';
import type { Belief } from './belief.ts';
import { shownOf } from './scale.ts';
import type { Stretch } from './stretches.ts';

/**
 * Fever of the old: 1.1 °C and more over the own usual at that time of day, or repeatedly over 37.2 °C [High 2009, long-term care].
 * Here both together, for half an hour, and only over a usual that is mostly her own: beside the absolute limits of
 * `temperature`, never in their place.
 */
export const overUsualRule = {
  overCel: 1.1,
  fromCel: 37.2,
  holdMinutes: 30,
  leastOwn: 0.5,
  clearOverCel: 0.7,
  clearMinutes: 30,
  /** Expected of well people: reasoned from the spread of days and stretches, not measured on any. docs/clinical/temperature.md */
  rarity: 2.7,
} as const;
export interface OverUsualState {
  since: number;
  minutes: number;
  last: number;
  open: { since: number; highest: number; back: number } | null;
}
export function startOverUsual(): OverUsualState {
  return { since: 0, minutes: 0, last: 0, open: null };
}

/** One stretch of temperature. */
export function judgeOverUsual(
  state: OverUsualState,
  stretch: Stretch,
  belief: Belief,
  cell: number,
  source: Source,
): Finding[] {
  const usual = belief.middle[cell]!;
  const over = stretch.mean - usual;
  const rule = overUsualRule;
  const isOver = over >= rule.overCel && stretch.mean >= rule.fromCel && belief.own[cell]! >= rule.leastOwn;
  if (!isOver || stretch.from - state.last > rule.holdMinutes * minuteMs) {
    state.since = stretch.from;
    state.minutes = 0;
  }
  state.last = stretch.to;
  if (isOver) state.minutes += stretch.minutes;
  const say = (phase: Finding['phase'], since: number, celsius: number): Finding[] => [
    findingOf({
      detector: { name: 'usual', version: 1 },
      source,
      sign: 'fever',
      phase,
      family: 'vital',
      priority: 'low',
      reason: {
        code: 'fever-over-usual',
        params: {
          celsius: shownOf('temperature', celsius),
          usualCelsius: shownOf('temperature', usual),
          minutes: minutesBetween(since, stretch.to),
        },
      },
      confidence: 0.6,
      ...(phase === 'ended' ? {} : { rarity: rule.rarity }),
      since,
      at: stretch.to,
      evidence: [
        {
          channel: 'temperature',
          ...windowAround(since, stretch.to, 60 * minuteMs),
          values: {
            highestCelsius: shownOf('temperature', celsius),
            usualCelsius: shownOf('temperature', usual),
            own: rounded(belief.own[cell]!, 2),
          },
          limits: [rounded(usual + rule.overCel, 1)],
        },
      ],
    }),
  ];
  const { open } = state;
  if (!open) {
    if (state.minutes < rule.holdMinutes) return [];
    state.open = { since: state.since, highest: rounded(stretch.mean, 2), back: 0 };
    return say('began', state.since, stretch.mean);
  }
  open.highest = Math.max(open.highest, rounded(stretch.mean, 2));
  open.back = over < rule.clearOverCel ? open.back + stretch.minutes : 0;
  if (open.back < rule.clearMinutes) return [];
  state.open = null;
  return say('ended', open.since, open.highest);
}
