import type { NightFigures } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';
import { dayName, localTimeOf, minutesADay, momentOf } from '../local-time.ts';
import { screenApnoea } from './apnoea.ts';
import { at, type NightSums } from './night-sums.ts';

/**
 * A night as it is kept, in whole numbers, some 60 bytes: day of its morning, minute of that day at which it began (negative
 * before midnight), minutes, recorded and judged minutes, minutes of sleep (-1: not known), usable share (1/100), mean and lowest
 * (1/10 %), below 90 and 88 % (1/10,000 of the usable time), desaturations of 3 and 4 % and those asleep, minutes asleep that could
 * be judged, burden (1/10 % min an hour), delta index (1/100 %).
 */
export type KeptNight = number[];
type Seven = [number, number, number, number, number, number, number];
type Eleven = [...Seven, number, number, number, number];

export function keepNight(
  sums: NightSums,
  day: number,
  settings: Pick<WatchSettings, 'zoneOffsetMinutes'>,
  sleepKnown: boolean,
): KeptNight {
  const value = (index: number) => sums[index]!;
  const began = localTimeOf(value(at.from) * minuteMs, settings);
  const usableS = value(at.usableS);
  const share = (seconds: number) => Math.round((10_000 * seconds) / usableS);
  const judgedHours = value(at.judgedS) / 3600;
  const minutes = (seconds: number) => Math.round(seconds / 6) / 10;
  return [
    day,
    (began.day - day) * minutesADay + began.minuteOfDay,
    value(at.to) - value(at.from),
    minutes(value(at.recordedS)),
    minutes(value(at.judgedS)),
    sleepKnown ? value(at.asleep) : -1,
    Math.round((100 * usableS) / value(at.recordedS)),
    Math.round((10 * value(at.sum)) / usableS),
    Math.round(10 * value(at.lowest)),
    share(value(at.below90S)),
    share(value(at.below88S)),
    value(at.events3),
    value(at.events4),
    value(at.events3Asleep),
    value(at.events4Asleep),
    minutes(value(at.asleepJudgedS)),
    judgedHours > 0 ? Math.round(value(at.areaPercentS) / 6 / judgedHours) : -1,
    value(at.deltas) > 0 ? Math.round((100 * value(at.deltaSum)) / value(at.deltas)) : -1,
  ];
}

const perHour = (count: number, hours: number) => (hours > 0 ? Math.round((10 * count) / hours) / 10 : null);

export function nightFiguresOf(kept: KeptNight, settings: Pick<WatchSettings, 'zoneOffsetMinutes'>): NightFigures {
  const [day, began, lasted, recorded, judged, asleep, usable, mean, lowest, below90, below88] = kept as Eleven;
  const [events3, events4, events3Asleep, events4Asleep, asleepJudged, burden, delta] = kept.slice(11) as Seven;
  const from = momentOf({ day, minuteOfDay: began }, settings);
  const judgedHours = judged / 60;
  const sleepKnown = asleep >= 0;
  const asleepJudgedHours = asleepJudged / 60;
  const asleepRate = (count: number) => (sleepKnown && asleepJudged > 0 ? perHour(count, asleepJudgedHours) : null);
  return {
    day: dayName(day),
    from,
    to: from + lasted * minuteMs,
    recordedHours: Math.round(recorded / 6) / 10,
    judgedHours: Math.round(judged / 6) / 10,
    asleepHours: sleepKnown ? Math.round(asleep / 6) / 10 : null,
    usable: usable / 100,
    meanPercent: mean / 10,
    lowestPercent: lowest / 10,
    below90: below90 / 10_000,
    below88: below88 / 10_000,
    odi3: perHour(events3, judgedHours),
    odi4: perHour(events4, judgedHours),
    odi3Asleep: asleepRate(events3Asleep),
    odi4Asleep: asleepRate(events4Asleep),
    hypoxicBurden: burden < 0 ? null : burden / 10,
    deltaIndex: delta < 0 ? null : delta / 100,
    apnoea: screenApnoea({
      judgedHours,
      asleepHours: sleepKnown ? asleepJudgedHours : null,
      usable: usable / 100,
      events3,
      events4,
      events3Asleep,
      events4Asleep,
    }),
  };
}
