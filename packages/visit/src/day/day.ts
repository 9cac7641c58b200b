import type { DayPlan, Reason } from '@munan/flow';

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
  /** A day that the nurse planned (next visit), yyyy-mm-dd. */
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
export declare function planDay(wanted: DayWanted): DayPlan;
/** When the next visit is due by the group, Unix ms. [방문건강관리: 집중 8 or more within 3 months, 정기 once per 3 months, 자기역량 once per 6 months] */
export declare function nextDue(programme: DayPerson['programme'], visits: readonly number[], now: number): number;
export declare function distanceM(from: Point, to: Point): number;
