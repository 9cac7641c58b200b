import type { BodyTraits } from '../town/resident.ts';
import { between, chance } from './random.ts';

export type Doing = 'asleep' | 'resting' | 'pottering' | 'cooking' | 'walking' | 'out' | 'toilet';

/** From `from` up to `to`, minutes of the local day. */
export interface Stretch {
  from: number;
  to: number;
  doing: Doing;
}

export interface DayPlan {
  stretches: Stretch[];
  /** When each device lies on its charger, minutes of the day. */
  charging: { ear: Stretch; wrist: Stretch };
}

const minutesOfDay = 1440;

/**
 * One day of one person: sleep, trips at night, three meals, chores, an outing on most days, a device at a time on the
 * charger while the other one watches.
 * @param day whole local days since 1970-01-01.
 */
export function planDay(traits: BodyTraits, day: number): DayPlan {
  const draw = (low: number, high: number, what: number) => Math.round(between(low, high, traits.seed, day, what));
  const wakes = Math.round(traits.wakesAtHour * 60) + draw(-15, 25, 1);
  const sleeps = Math.min(minutesOfDay - 20, Math.round(traits.sleepsAtHour * 60) + draw(-20, 30, 2));
  // Later ones lie over earlier ones.
  const layers: Stretch[] = [
    { from: 0, to: minutesOfDay, doing: 'resting' },
    { from: 0, to: wakes, doing: 'asleep' },
    { from: sleeps, to: minutesOfDay, doing: 'asleep' },
    { from: wakes, to: wakes + draw(15, 30, 3), doing: 'pottering' },
  ];
  const add = (doing: Doing, from: number, minutes: number) => layers.push({ from, to: from + minutes, doing });

  for (let trip = 0; trip < traits.nightTrips; trip++) {
    const minute = draw(30, wakes - 40, 10 + trip);
    add('toilet', minute, 4 + (trip % 3));
  }
  for (const [meal, hour] of [wakes / 60 + 0.8, 12, 17.8].entries()) {
    add('cooking', Math.round(hour * 60) + draw(-10, 15, 20 + meal), draw(18, 40, 30 + meal));
  }
  if (chance(traits.seed, day, 40) < 0.25 + traits.vigour * 0.6) {
    const outFrom = draw(9.5 * 60, 10.2 * 60, 41);
    const minutes = Math.round(draw(20, 70, 42) * traits.vigour);
    add('walking', outFrom, 8);
    add('out', outFrom + 8, minutes);
    add('walking', outFrom + 8 + minutes, 8);
  }
  for (let hour = Math.ceil(wakes / 60) + 1; hour < sleeps / 60 - 0.5; hour++) {
    add(
      'pottering',
      hour * 60 + draw(2, 40, 60 + hour),
      Math.max(3, Math.round(draw(4, 16, 90 + hour) * traits.vigour)),
    );
    if (chance(traits.seed, day, 120 + hour) < 0.35) add('toilet', hour * 60 + draw(40, 54, 150 + hour), 4);
  }
  const wristFrom = draw(8.5 * 60, 16 * 60, 200);
  const earFrom = (wristFrom < 13 * 60 ? wristFrom + 180 : wristFrom - 180) + draw(0, 60, 201);
  return {
    stretches: layers,
    charging: {
      wrist: { from: wristFrom, to: wristFrom + draw(14, 22, 202), doing: 'resting' },
      ear: { from: earFrom, to: earFrom + draw(12, 18, 203), doing: 'resting' },
    },
  };
}

/** What the person does in this minute of the day. */
export function doingAt(plan: DayPlan, minute: number): Doing {
  for (let at = plan.stretches.length - 1; at > 0; at--) {
    const stretch = plan.stretches[at]!;
    if (minute >= stretch.from && minute < stretch.to) return stretch.doing;
  }
  return 'resting';
}
