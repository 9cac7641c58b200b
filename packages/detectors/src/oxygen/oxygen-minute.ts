import type { Reading } from '@munan/flow';
import { minuteMs } from '../detector.ts';
import { type HalfMinute, type HalfMinuteState, stepHalfMinutes } from '../half-minutes.ts';
import { type Desaturation, type DesaturationState, startDesaturation, stepDesaturation } from './desaturation.ts';

/**
 * What one device's saturation said in one minute: all that a night's figures are made of, so that they need no samples. A
 * sample counts where it begins, for as long as it stands. Seconds, %, % s.
 */
export interface OxygenMinute {
  /** Of samples that came, of those that could be used, and of those close enough together to show desaturations. */
  recordedS: number;
  usableS: number;
  judgedS: number;
  /** Integral of the usable samples, % s. */
  sum: number;
  below90S: number;
  below88S: number;
  /** Lowest four-second mean, %; 0 where there is none. */
  lowest: number;
  /** Desaturations of 3 % and 4 % that ended in it, and the area of the former, % s. */
  events3: number;
  events4: number;
  areaPercentS: number;
  /** Differences between successive 12-s means [Pepin 1991]: their sum, %, and how many. */
  deltaSum: number;
  deltas: number;
}
/** Number of the minute (Unix minutes) with what was said in it. */
export interface OxygenTold {
  minute: number;
  oxygen: OxygenMinute;
}
const nothing = (): OxygenMinute => ({
  recordedS: 0,
  usableS: 0,
  judgedS: 0,
  sum: 0,
  below90S: 0,
  below88S: 0,
  lowest: 0,
  events3: 0,
  events4: 0,
  areaPercentS: 0,
  deltaSum: 0,
  deltas: 0,
});

const meanMs = 4000;
const deltaMs = 12_000;
/** A twelve-second mean of less than half of it is none. */
const leastDeltaMs = deltaMs / 2;
/**
 * One value repeated for so long and so often is taken for a sensor that has stopped. In the recordings no finger was the same for
 * more than 5 min (one sample a minute: 12 min); only full saturation may be.
 */
const sameMs = 20 * minuteMs;
const sameSamples = 60;
/** Beyond it no moment is a date. */
const lastMoment = 8.64e15;

export interface OxygenState {
  /** Number of the open minute; -1 before the first and while none is open. */
  minute: number;
  open: OxygenMinute;
  /** Up to here samples were taken, Unix ms: what comes again or backwards is passed over. */
  takenTo: number;
  desaturation: DesaturationState;
  /** The open four-second mean: weight, ms, and sum. */
  meanMs: number;
  meanSum: number;
  /** Number of the open twelve seconds, their weight and sum, and the mean of the last; 0 where it is not known. */
  twelfth: number;
  deltaMs: number;
  deltaSum: number;
  deltaLast: number;
  /** The value that came last, since when it has been the same, and how many times. */
  same: number;
  sameSince: number;
  sameCount: number;
}
export function startOxygen(): OxygenState {
  return {
    minute: -1,
    open: nothing(),
    takenTo: 0,
    desaturation: startDesaturation(),
    meanMs: 0,
    meanSum: 0,
    twelfth: -1,
    deltaMs: 0,
    deltaSum: 0,
    deltaLast: 0,
    same: 0,
    sameSince: 0,
    sameCount: 0,
  };
}

function closeMinute(state: OxygenState, into: OxygenTold[]): void {
  if (state.minute < 0) return;
  const oxygen = state.open;
  const same = state.sameCount >= sameSamples && state.minute * minuteMs - state.sameSince >= sameMs;
  const stopped = same && oxygen.usableS > 0 && state.same < 100;
  if (stopped) into.push({ minute: state.minute, oxygen: { ...nothing(), recordedS: oxygen.recordedS } });
  else into.push({ minute: state.minute, oxygen });
  state.open = nothing();
  state.minute = -1;
}

/**
 * One sample of a worn device, whether it can be used or not (`value` NaN: an artefact, or rated poor), with its period. Minutes
 * that are complete are added to `into`, desaturations, if anybody asks, to `events`.
 */
function stepOxygenSample(
  state: OxygenState,
  at: number,
  value: number,
  dt: number,
  into: OxygenTold[],
  events?: Desaturation[],
): void {
  if (!(at >= state.takenTo && at < lastMoment)) return;
  state.takenTo = at + 0.001;
  const minute = Math.floor(at / minuteMs);
  if (minute !== state.minute) {
    closeMinute(state, into);
    state.minute = minute;
  }
  const { open } = state;
  const stands = Math.min(dt, 2 * minuteMs);
  const seconds = stands / 1000;
  open.recordedS += seconds;
  // NaN fails it.
  if (!(value > 0)) return;
  if (value !== state.same) {
    state.same = value;
    state.sameSince = at;
    state.sameCount = 0;
  }
  state.sameCount++;
  open.usableS += seconds;
  open.sum += value * seconds;
  if (value < 90) open.below90S += seconds;
  if (value < 88) open.below88S += seconds;

  const said = stepDesaturation(state.desaturation, at, value, dt);
  if (said) {
    open.events3++;
    if (said.baselinePercent - said.nadirPercent >= 4 - 1e-6) open.events4++;
    open.areaPercentS += said.areaPercentS;
    events?.push(said);
  }
  state.meanSum += value * stands;
  state.meanMs += stands;
  if (state.meanMs >= meanMs) {
    const mean = state.meanSum / state.meanMs;
    if (open.lowest === 0 || mean < open.lowest) open.lowest = mean;
    state.meanMs = 0;
    state.meanSum = 0;
  }
  if (dt > 6000) return;
  open.judgedS += seconds;
  const twelfth = Math.floor(at / deltaMs);
  if (twelfth !== state.twelfth) {
    const mean = state.deltaMs >= leastDeltaMs ? state.deltaSum / state.deltaMs : 0;
    if (mean > 0 && state.deltaLast > 0) {
      open.deltaSum += Math.abs(mean - state.deltaLast);
      open.deltas++;
    }
    state.deltaLast = twelfth === state.twelfth + 1 ? mean : 0;
    state.twelfth = twelfth;
    state.deltaMs = 0;
    state.deltaSum = 0;
  }
  state.deltaSum += value * stands;
  state.deltaMs += stands;
}

/**
 * One reading of saturation: half minutes that are complete are added to `halves`, minutes to `into`, desaturations, if anybody
 * asks, to `events`. What is an artefact is decided once, for all of them.
 */
export function stepOxygenReading(
  state: OxygenState,
  half: HalfMinuteState,
  reading: Reading,
  halves: HalfMinute[],
  into: OxygenTold[],
  events?: Desaturation[],
): void {
  const { t, dt, values } = reading;
  stepHalfMinutes(half, 'spo2', reading, halves, (at, value) => stepOxygenSample(state, at, value, dt, into, events));
  endReading(state, t + values.length * dt, into);
}
/** The readings up to `to` have come: a minute that is over is told now, not a packet later. */
function endReading(state: OxygenState, to: number, into: OxygenTold[]): void {
  if (state.minute >= 0 && to >= (state.minute + 1) * minuteMs) {
    // What comes for it after all would make of one minute two.
    state.takenTo = Math.max(state.takenTo, (state.minute + 1) * minuteMs);
    closeMinute(state, into);
  }
}

/** Of two devices' accounts of a minute: the one that can show desaturations, then the first by name. */
export function isBetter(
  one: { device: string; oxygen: OxygenMinute },
  than: { device: string; oxygen: OxygenMinute },
): boolean {
  const judges = (oxygen: OxygenMinute) => (oxygen.judgedS > 0 ? 1 : 0);
  const more = judges(one.oxygen) - judges(than.oxygen);
  return more !== 0 ? more > 0 : one.device < than.device;
}
