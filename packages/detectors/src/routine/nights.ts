/** Nights run from 15:00 to 15:00 and bear the day of their morning; minutes of a night count from its 15:00. */
export const nightBegins = 15 * 60;
export const keptNights = 14;
const minutesADay = 1440;

/** Minutes of the night: 18:00, 21:00, 03:00, 05:00, 07:00, 11:00. */
export const nightTimes = {
  evening: 180,
  late: 360,
  earlyMorning: 720,
  dawn: 840,
  morning: 960,
  lateMorning: 1200,
} as const;

/** In the place of `up` where she was seen all morning and did not get up. */
export const neverUp = -2;

export interface Night {
  /** Minute of the night at which she got up for the day and settled down for the night; -1 while not known, `up` also `neverUp`. */
  up: number;
  bed: number;
  /** Times up in between, and minutes in all. */
  times: number;
  minutes: number;
  /** Minutes between 21:00 and 7:00 that a worn device covered, until she got up. */
  covered: number;
}
export interface NightsState {
  /** Local day of the present night's morning; -1 before the first. */
  day: number;
  now: Night;
  /** The nights before, oldest first; -1 where not known. */
  ups: number[];
  beds: number[];
  times: number[];
  minutes: number[];
}
function startNight(): Night {
  return { up: -1, bed: -1, times: 0, minutes: 0, covered: 0 };
}
export function startNights(): NightsState {
  return { day: -1, now: startNight(), ups: [], beds: [], times: [], minutes: [] };
}
/** A night of which less is known tells nothing of how often she was up. */
const leastCovered = 240;
export function isNightKnown({ covered, up }: Night): boolean {
  return covered >= leastCovered && up >= 0;
}

/** `number`: local minutes since 1970. */
export function nightOf(number: number): { day: number; minute: number } {
  const shifted = number + minutesADay - nightBegins;
  const day = Math.floor(shifted / minutesADay);
  return { day, minute: shifted - day * minutesADay };
}
/** Minute of the local day, 0..1439, of a minute of the night. */
export const clockOf = (minuteOfNight: number) => (minuteOfNight + nightBegins) % minutesADay;
/** HH:MM of a minute of the night. */
export function clockText(minuteOfNight: number): string {
  const clock = clockOf(Math.round(minuteOfNight));
  return `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`;
}

/** Goes over to another night where the minute lies in one; true when it did. */
export function turnNight(state: NightsState, day: number): boolean {
  if (day === state.day) return false;
  if (state.day >= 0) {
    const { now } = state;
    const known = isNightKnown(now);
    keep(state, now.up, now.bed, known ? now.times : -1, known ? Math.round(now.minutes) : -1);
    for (let i = Math.min(day - state.day, keptNights + 1); i > 1; i--) keep(state, -1, -1, -1, -1);
  }
  state.day = day;
  state.now = startNight();
  return true;
}
function keep(state: NightsState, up: number, bed: number, times: number, minutes: number): void {
  const add = (list: number[], value: number) => {
    list.push(value);
    if (list.length > keptNights) list.shift();
  };
  add(state.ups, up);
  add(state.beds, bed);
  add(state.times, times);
  add(state.minutes, minutes);
}
