import type { Doing, UsualChannel, UsualRange, UsualStep } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';
import { localTimeOf, momentOf } from '../local-time.ts';
import { type Belief, believe } from './belief.ts';
import type { Learned } from './learned.ts';
import { binMinutes, bins, populationOf, states } from './population.ts';
import { scales, shownOf } from './scale.ts';
import { quantile975, upperTail } from './student.ts';
import type { UsualState } from './usual.ts';

type Settings = Pick<WatchSettings, 'person' | 'zoneOffsetMinutes'>;

export function beliefOf(learned: Learned, channel: UsualChannel, settings: Settings, localDay: number): Belief {
  const population = populationOf(channel, settings, localDay);
  return believe(learned, population, settings.person?.enrolledUnwell ?? false);
}
/** Spread of a single minute about the middle of its cell: what is not known, days, stretches, minutes. */
export function minuteSd(belief: Belief, cell: number): number {
  const state = Math.floor(cell / bins);
  return Math.sqrt(belief.unsure[cell]! + belief.day[state]! + belief.stretch[state]! + belief.minute[state]!);
}
/** The range that holds 95 of 100 of her minutes in one cell, in the channel's unit. */
export function rangeOf(channel: UsualChannel, belief: Belief, cell: number) {
  const middle = belief.middle[cell]!;
  const reach = quantile975(belief.dof[Math.floor(cell / bins)]!) * minuteSd(belief, cell);
  return {
    low: shownOf(channel, middle - reach),
    middle: shownOf(channel, middle),
    high: shownOf(channel, middle + reach),
  };
}

/** Every range that is believed of her now; those of a state in which she was never seen are left out. */
export function usualRanges(usual: UsualState | undefined, now: number, settings: Settings): UsualRange[] {
  if (!usual) return [];
  const { day } = localTimeOf(now, settings);
  return (Object.keys(scales) as UsualChannel[]).flatMap((channel) => {
    const { learned } = usual.channels[channel];
    const belief = beliefOf(learned, channel, settings, day);
    return states.flatMap((doing, state) => {
      const isSeen = channel === 'activity' ? state === 0 : learned.within[3 * state]! > 0;
      if (!isSeen && (channel === 'activity' || doing === 'unknown')) return [];
      return Array.from(
        { length: bins },
        (_, bin): UsualRange => ({
          channel,
          // Activity is what tells the states apart: it has one range for all of them.
          doing: channel === 'activity' ? 'unknown' : doing,
          fromMinute: bin * binMinutes,
          toMinute: (bin + 1) * binMinutes,
          ...rangeOf(channel, belief, state * bins + bin),
          own: Math.round(belief.own[state * bins + bin]! * 100) / 100,
        }),
      );
    });
  });
}

/** Beyond this the state she was in is not the one she is in now. */
const sameStateMs = 2 * 60 * minuteMs;
const mostSteps = 24;

/**
 * Her usual range from `from` to `to`, Unix ms, in steps of four hours; empty where nothing is known, one step for all where
 * there would be more than 24. Over two hours at most it is that of what she does now (`doing`), else that of any state, as
 * often as she is in it at that time of day.
 */
export function usualSteps(
  usual: UsualState | undefined,
  channel: UsualChannel,
  from: number,
  to: number,
  settings: Settings,
  doing?: Doing,
): UsualStep[] {
  if (!usual || !(to >= from)) return [];
  const { day } = localTimeOf(to, settings);
  const { learned } = usual.channels[channel];
  const belief = beliefOf(learned, channel, settings, day);
  const state = channel === 'activity' ? 0 : to - from <= sameStateMs && doing ? states.indexOf(doing) : -1;
  const bandOf = (someBins: number[]) => {
    if (state >= 0 && someBins.length === 1) return rangeOf(channel, belief, state * bins + someBins[0]!);
    const among = state >= 0 ? [state] : states.map((_, index) => index);
    return mixed(
      channel,
      belief,
      someBins.flatMap((bin) =>
        among.map((one) => ({ cell: one * bins + bin, weight: learned.cells[3 * (one * bins + bin)]! })),
      ),
    );
  };
  const first = localTimeOf(from, settings);
  const start = Math.floor(first.minuteOfDay / binMinutes);
  const count =
    Math.floor(
      (to - momentOf({ day: first.day, minuteOfDay: start * binMinutes }, settings)) / (binMinutes * minuteMs),
    ) + 1;
  if (count > mostSteps) {
    const { low, high } = bandOf(Array.from({ length: bins }, (_, bin) => bin));
    return [{ t: from, low, high }];
  }
  return Array.from({ length: count }, (_, index) => {
    const { low, high } = bandOf([(start + index) % bins]);
    const t = momentOf({ day: first.day, minuteOfDay: (start + index) * binMinutes }, settings);
    return { t: Math.max(from, t), low, high };
  });
}

/** 2.5 % and 97.5 % of several cells together, by their weights; of all alike where none was visited. */
function mixed(channel: UsualChannel, belief: Belief, parts: { cell: number; weight: number }[]) {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const known = (total > 0 ? parts.filter(({ weight }) => weight > 0) : parts).map(({ cell, weight }) => ({
    share: total > 0 ? weight / total : 1 / parts.length,
    middle: belief.middle[cell]!,
    sd: minuteSd(belief, cell),
    dof: belief.dof[Math.floor(cell / bins)]!,
  }));
  const above = (y: number) =>
    known.reduce((sum, { share, middle, sd, dof }) => sum + share * upperTail((y - middle) / sd, dof), 0);
  const edge = (tail: number) => {
    let low = Math.min(...known.map(({ middle, sd }) => middle - 6 * sd));
    let high = Math.max(...known.map(({ middle, sd }) => middle + 6 * sd));
    for (let i = 0; i < 24; i++) {
      const y = (low + high) / 2;
      if (above(y) > tail) low = y;
      else high = y;
    }
    return (low + high) / 2;
  };
  return { low: shownOf(channel, edge(0.975)), high: shownOf(channel, edge(0.025)) };
}
