import type { DayPlan, Reason } from '@munan/flow';
import { chooseDay } from './choose.ts';
import { orderDay } from './order.ts';
import { placeReason, wayM } from './way.ts';

export { nextDue, visitEveryDays } from './due.ts';
export { distanceM } from './way.ts';

export interface Point {
  latitude: number;
  longitude: number;
}
/** Everybody a nurse is responsible for, as the day sees them. */
export interface DayPerson {
  id: string;
  programme: 'intensive' | 'regular' | 'self';
  location?: Point;
  /** Unix ms of the end of each visit of the last year, newest first. */
  visits: readonly number[];
  /** hh:mm promised for this day. */
  promised?: string;
  /** A day that the nurse planned (next visit), yyyy-mm-dd; only while no visit has kept it. */
  planned?: string;
  asked?: { by: string; at: number; note?: string; dueDay?: string };
  /** What speaks for seeing her soon, with weight: an open alert, low oxygen at night, silence, a high score. */
  signs: readonly { reason: Reason; weight: number }[];
  /** Visit of this day. */
  done?: string;
}
export interface DayWanted {
  /** yyyy-mm-dd and Unix ms of its midnight at the site, and of now. */
  day: string;
  midnight: number;
  now: number;
  start?: Point;
  /** How many can be seen in a day. */
  most: number;
  people: readonly DayPerson[];
  /** Order put by hand. */
  byHand?: readonly string[];
  /** Metres by road from one to another; absent: straight line times 1.35. */
  road?: (from: Point, to: Point) => number | undefined;
}

/** Due visits become a plan: promised times first of all, then risk, then way; each stop says why in a line. */
export function planDay(wanted: DayWanted): DayPlan {
  const { day, now, start } = wanted;
  const { today, later } = chooseDay(wanted);
  const { stops, byHand } = orderDay(wanted, today);
  const places = [start, ...stops.map(({ person }) => person.location)];
  return {
    day,
    at: now,
    ...(start ? { start: { latitude: start.latitude, longitude: start.longitude } } : {}),
    stops: stops.map(({ stop }, index) => {
      // From the last place that is known: a stop without one is passed over.
      const before = places.slice(0, index + 1).findLast((place) => place !== undefined);
      const here = places[index + 1];
      const way = before && here ? wayM(wanted.road, before, here) : undefined;
      const place = stop.done === undefined ? placeReason(wanted.road, before, here, places[index + 2]) : undefined;
      return {
        ...stop,
        why: place ? [...stop.why, place] : stop.why,
        ...(way === undefined ? {} : { wayM: Math.round(way) }),
      };
    }),
    later,
    byHand,
  };
}
