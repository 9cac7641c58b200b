import { type RepeatState, startRepeat, stepRepeat } from '../unworn.ts';
import type { MinuteInput } from '../watch/minute-detectors.ts';

export const keptDays = 14;
const kept = keptDays * 24;
/** Minutes of an hour that must be known before its mean is. */
const leastMinutes = 40;
const missing = -1;

/** Hourly means of activity of the last 14 days: what the rhythm is worked out of. */
export interface HoursState {
  /** Of local hour n (since 1970) at n modulo 336, counts a minute; -1 where it is not known. */
  means: number[];
  /** The hour that is being gathered; -1 before the first. */
  hour: number;
  minutes: number;
  sum: number;
  repeat: RepeatState;
}
export function startHours(): HoursState {
  return { means: new Array<number>(kept).fill(missing), hour: -1, minutes: 0, sum: 0, repeat: startRepeat() };
}

/** Three figures are enough for any of it and keep the state small. */
function rounded(mean: number): number {
  if (mean >= 100) return Math.round(mean);
  return mean >= 10 ? Math.round(mean * 10) / 10 : Math.round(mean * 100) / 100;
}

/** Takes in a minute; says whether a local day has ended with it, which is then whole in `hoursOfDays`. */
export function stepHours(state: HoursState, { minute, local }: MinuteInput): boolean {
  const number = local.day * 1440 + local.minuteOfDay;
  if (!(number >= 0)) return false;
  const hour = Math.floor(number / 60);
  let dayEnded = false;
  if (hour !== state.hour) {
    dayEnded = state.hour >= 0 && Math.floor(hour / 24) !== Math.floor(state.hour / 24);
    closeHour(state, hour);
  }
  if (!minute.covered) return dayEnded;
  if (stepRepeat(state.repeat, minute, number)) {
    if (state.repeat.from >= 0) forget(state, state.repeat.from, number);
    // From here on each minute of it is left out as it comes.
    state.repeat.from = -1;
    return dayEnded;
  }
  state.minutes++;
  state.sum += minute.counts;
  return dayEnded;
}
function closeHour(state: HoursState, next: number): void {
  const { hour, minutes, sum, means } = state;
  if (hour >= 0) {
    means[hour % kept] = minutes >= leastMinutes ? rounded(sum / minutes) : missing;
    // After a pause the whole ring may be out of date.
    for (let passed = Math.max(hour + 1, next - kept); passed < next; passed++) means[passed % kept] = missing;
  }
  state.hour = next;
  state.minutes = 0;
  state.sum = 0;
}
/** Nobody may have worn the device from minute `from` to `to`: those hours are not known after all. */
function forget(state: HoursState, from: number, to: number): void {
  const first = Math.floor(from / 60) + (from % 60 < leastMinutes ? 0 : 1);
  for (let hour = Math.max(first, state.hour - kept + 1); hour < state.hour; hour++) state.means[hour % kept] = missing;
  const inside = Math.min(to - state.hour * 60, state.minutes);
  state.minutes -= inside;
  state.sum = Math.max(0, state.sum - inside * state.repeat.counts);
}

/** Hourly means of the last `days` whole local days before the open hour's, oldest first, from midnight; null where unknown. */
export function hoursOfDays({ means, hour }: HoursState, days = keptDays): (number | null)[] {
  const end = Math.floor(hour / 24) * 24;
  // The open day takes the place of the oldest, hour by hour: what is left of that is not a whole day.
  const count = Math.min(days, hour === end ? keptDays : keptDays - 1) * 24;
  return Array.from({ length: count }, (_, i) => {
    const at = end - count + i;
    const mean = at < 0 ? missing : means[at % kept]!;
    return mean === missing ? null : mean;
  });
}
