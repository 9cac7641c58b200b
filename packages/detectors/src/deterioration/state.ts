import type { Doing } from '@munan/flow';
import { minuteMs } from '../detector.ts';
import { rounded } from '../finding.ts';
import type { Minute } from '../minutes.ts';
import { type HourlyMeans, type RiskChannel, riskChannels, windowHours } from './figures.ts';
import { pointBins } from './rank.ts';

const hourMs = 60 * minuteMs;
/** Minutes of an hour that must be known for its mean to stand. */
export const leastMinutes = 10;
const decimals: Record<RiskChannel, number> = { pulse: 1, spo2: 1, temperature: 2 };
/** Her own hours count half after this many days. */
const halfDays = 14;
/** What is extreme for longer than this is learned as hers again. */
const longestHours = 72;

export interface DeteriorationState {
  /** Unix hour that is being gathered; 0 before the first minute. */
  hour: number;
  /** Of the open hour, of each channel: sum and minutes. */
  sums: number[];
  /** The last `windowHours` hours before the open one, oldest first, channel after channel; null where too little was known. */
  means: (number | null)[];
  /** Points of the same hours; null where they could not be said. */
  points: (number | null)[];
  /** The hours among them whose rank was extreme, one bit each, the newest lowest. */
  extreme: number;
  /** Her own hours over `pointBins`, but those of the last day, fading, and the Unix day up to which they have faded. */
  own: number[];
  fadedTo: number;
  open: { since: number; hours: number; calm: number } | null;
}
export function startDeterioration(): DeteriorationState {
  return {
    hour: 0,
    sums: [0, 0, 0, 0, 0, 0],
    means: new Array(riskChannels.length * windowHours).fill(null),
    points: new Array(windowHours).fill(null),
    extreme: 0,
    own: new Array(pointBins.count).fill(0),
    fadedTo: 0,
    open: null,
  };
}

/** Pulse and saturation count only while she does not move about: hospital patients, of whom this was learned, lay in bed. */
export function gatherMinute({ sums }: DeteriorationState, minute: Minute, doing: Doing): void {
  riskChannels.forEach((channel, i) => {
    const value = minute[channel];
    if (value === undefined || (doing === 'moving' && channel !== 'temperature')) return;
    sums[2 * i] = rounded(sums[2 * i]! + value, 2);
    sums[2 * i + 1]!++;
  });
}

/** Puts the open hour behind the others; true when its pulse is known. */
export function closeHour(state: DeteriorationState): boolean {
  const { sums } = state;
  riskChannels.forEach((channel, i) => {
    const [sum, minutes] = [sums[2 * i]!, sums[2 * i + 1]!];
    push(state.means, i, minutes >= leastMinutes ? rounded(sum / minutes, decimals[channel]) : null);
  });
  state.sums = [0, 0, 0, 0, 0, 0];
  state.hour++;
  return state.means[windowHours - 1] !== null;
}
/** Hours of which not a minute came. */
export function skipHours(state: DeteriorationState, hours: number): void {
  for (let i = 0; i < Math.min(hours, windowHours); i++) {
    for (let channel = 0; channel < riskChannels.length; channel++) push(state.means, channel, null);
    pushPoints(state, null, false);
  }
  state.hour += hours;
}
function push(list: (number | null)[], channel: number, value: number | null): void {
  const first = channel * windowHours;
  list.copyWithin(first, first + 1, first + windowHours);
  list[first + windowHours - 1] = value;
}
/** Puts an hour's points behind the others; the hour of a day ago is learned as hers, unless a finding stands. */
export function pushPoints(state: DeteriorationState, points: number | null, isExtreme: boolean): void {
  const [leaving] = state.points;
  if (leaving != null && !(state.open && state.open.hours <= longestHours)) learnPoints(state, leaving);
  push(state.points, 0, points);
  state.extreme = ((state.extreme << 1) | (isExtreme ? 1 : 0)) & (2 ** windowHours - 1);
}

export function meansOf({ means }: DeteriorationState): HourlyMeans {
  const of = (channel: RiskChannel) => {
    const first = riskChannels.indexOf(channel) * windowHours;
    return means.slice(first, first + windowHours).map((mean) => mean ?? Number.NaN);
  };
  return { pulse: of('pulse'), spo2: of('spo2'), temperature: of('temperature') };
}

/** Her own hours fade by days, whether or not anything was worn on them. */
function learnPoints(state: DeteriorationState, points: number): void {
  const day = Math.floor(state.hour / 24);
  if (state.fadedTo > 0 && day > state.fadedTo) {
    const kept = 2 ** -((day - state.fadedTo) / halfDays);
    state.own = state.own.map((weight) => rounded(weight * kept, 2));
  }
  state.fadedTo = Math.max(state.fadedTo, day);
  const bin = pointBins.of(points);
  state.own[bin] = rounded(state.own[bin]! + 1, 2);
}
/** Start of an hour of the window, Unix ms; 0 is the oldest. */
export const momentOfHour = ({ hour }: DeteriorationState, place: number) => (hour - windowHours + place) * hourMs;
