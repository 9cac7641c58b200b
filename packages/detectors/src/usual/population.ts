import type { Doing, UsualChannel } from '@munan/flow';
import type { Condition, PersonPrior, WatchSettings } from '../detector.ts';
import { minutesADay } from '../local-time.ts';
import { scales } from './scale.ts';

/** States of which each has a range of its own, and 4-hour bins of the local day: 24 cells, `state * bins + bin`. */
export const states = ['asleep', 'resting', 'moving', 'unknown'] as const satisfies readonly Doing[];
export const bins = 6;
export const cells = states.length * bins;
export const binMinutes = minutesADay / bins;

/**
 * What is known of anybody before she is measured, on the channel's scale: the middle of each cell, how far people, their states
 * and their times of day differ from it, and how far one day, one ten minutes and one minute of a person differ from her
 * usual. Sources: docs/clinical/usual.md.
 */
export interface Population {
  /** Of each cell. */
  middle: readonly number[];
  personSd: number;
  stateSd: number;
  binSd: number;
  /** Of each state: between days, between stretches of ten minutes of one day, and within them. */
  daySd: readonly number[];
  stretchSd: readonly number[];
  minuteSd: readonly number[];
}

/** Mean of cos over each bin, 1 at `peakHour`. */
function daily(peakHour: number): number[] {
  return Array.from({ length: bins }, (_, bin) => {
    const at = ((bin * 4 + 2 - peakHour) / 24) * 2 * Math.PI;
    // The mean of a cosine over 4 h is 3/pi of its middle.
    return (3 / Math.PI) * Math.cos(at);
  });
}
const bodyClock = daily(17);

interface Known {
  conditions: readonly Condition[];
  age?: number;
  isWoman?: boolean;
}

/** Of states in the order asleep, resting, moving, unknown. */
const makers: Record<UsualChannel, (known: Known) => Population> = {
  pulse({ age = 60, isWoman, conditions }) {
    // 65.5 ± 7.7 at rest over 92,457 adults, most at 50 years, women more; age, sex and weight explain less than 10 % [Quer 2020].
    let shift = -0.001 * Math.abs(age - 50) + (isWoman === undefined ? 0 : isWoman ? 0.02 : -0.02);
    if (conditions.includes('beta-blocker')) shift -= 0.12;
    if (conditions.includes('heart-failure')) shift += 0.03;
    const uneven = conditions.includes('atrial-fibrillation') ? 1.5 : 1;
    const byState = [62, 71, 88, 74].map((perMin) => Math.log(perMin) + shift);
    const clock = bodyClock.map((share) => 0.03 * share);
    return {
      middle: byState.flatMap((middle) => clock.map((hour) => middle + hour)),
      personSd: 0.12 * uneven,
      stateSd: 0.05,
      binSd: 0.035,
      daySd: [0.06, 0.065, 0.08, 0.08].map((sd) => sd * uneven),
      stretchSd: [0.06, 0.08, 0.13, 0.14].map((sd) => sd * uneven),
      minuteSd: [0.05, 0.06, 0.09, 0.09].map((sd) => sd * uneven),
    };
  },
  spo2({ age = 60, conditions }) {
    // Asleep 96.5 ± 1.5, over 60 years 95.1 ± 2.0 [Gries and Brooks 1996].
    const copd = conditions.includes('copd');
    const apnoea = conditions.includes('sleep-apnoea');
    const awake = (age > 60 ? 96.3 : 97.2) - (copd ? 3 : 0);
    const wide = copd ? 1.3 : 1;
    const byState = [awake - (apnoea ? 1.6 : 0.9), awake, awake - 0.3, awake - 0.3].map(scales.spo2.to);
    return {
      middle: byState.flatMap((middle) => Array.from({ length: bins }, () => middle)),
      personSd: 0.22 * wide,
      stateSd: 0.08,
      binSd: 0.05,
      daySd: [0.1, 0.09, 0.12, 0.12].map((sd) => sd * wide),
      stretchSd: [apnoea ? 0.16 : 0.11, 0.11, 0.16, 0.15].map((sd) => sd * wide),
      minuteSd: [apnoea ? 0.25 : 0.12, 0.12, 0.18, 0.16].map((sd) => sd * wide),
    };
  },
  temperature({ age = 60 }) {
    // In the ear 36.64 ± 0.44 over readings and people, from 60 years 0.23 lower [Geneva 2019]; people differ by 0.15 and more,
    // -0.021 a decade [Obermeyer 2017]; how the sensor sits adds to it. The old have a flatter day [Weinert 2010].
    const old = Math.min(1, Math.max(0, (age - 50) / 20));
    const middle = 36.72 - 0.23 * old;
    const clock = bodyClock.map((share) => (0.28 - 0.08 * old) * share);
    const byState = [-0.1, 0, 0.1, 0].map((shift) => middle + shift);
    return {
      middle: byState.flatMap((state) => clock.map((hour) => state + hour)),
      personSd: 0.3,
      stateSd: 0.08,
      binSd: 0.08,
      daySd: [0.15, 0.15, 0.17, 0.16],
      stretchSd: [0.15, 0.17, 0.2, 0.2],
      minuteSd: [0.06, 0.07, 0.08, 0.08],
    };
  },
  // Makers count differently and people live differently: only the shape of a day is known beforehand. Not by state, which it makes.
  activity: () => ({
    middle: states.flatMap(() => [0.3, 0.5, 1.7, 1.6, 1.5, 1.0]),
    personSd: 0.7,
    stateSd: 0.01,
    binSd: 0.5,
    daySd: [0.45, 0.45, 0.45, 0.45],
    stretchSd: [0.9, 0.9, 0.9, 0.9],
    minuteSd: [0.7, 0.7, 0.7, 0.7],
  }),
};

/** Made once for each set of settings, whose objects the house keeps for as long as nothing changes; and anew each birthday. */
const made = new WeakMap<object, { age: number | undefined; of: Partial<Record<UsualChannel, Population>> }>();
const nobody = {};
/** `localDay` since 1970: her age follows from it. */
export function populationOf(
  channel: UsualChannel,
  { person = nobody }: Pick<WatchSettings, 'person'>,
  localDay: number,
): Population {
  const { birthYear, sex, conditions = [] }: PersonPrior = person;
  const age = birthYear === undefined ? undefined : Math.floor(1970 + localDay / 365.25) - birthYear;
  let known = made.get(person);
  if (!known || known.age !== age) {
    known = { age, of: {} };
    made.set(person, known);
  }
  known.of[channel] ??= makers[channel]({
    conditions,
    ...(age === undefined ? {} : { age }),
    ...(sex === undefined ? {} : { isWoman: sex === 'female' }),
  });
  return known.of[channel];
}
