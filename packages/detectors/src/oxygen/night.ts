import type { Finding, NightFigures } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';
import type { LocalTime } from '../local-time.ts';
import type { Minute } from '../minutes.ts';
import { restingAt } from '../movement.ts';
import type { MinuteDetector, MinuteInput } from '../watch/minute-detectors.ts';
import { type KeptNight, keepNight, nightFiguresOf } from './night-figures.ts';
import { type NightSaid, nightFindings, startNightSaid } from './night-findings.ts';
import { addMinute, at, joinSums, type NightSums, startSums } from './night-sums.ts';
import { type SleepState, startSleep, stepSleep } from './sleep.ts';

/**
 * A person's night. Sleep is looked for from 18:00 to 12:00, local time: the main sleep period is the stretch with most sleep in it
 * that no `awakeMinutes` without sleep interrupt, from its first to its last minute of sleep. Where movement is not known for most of
 * the recording, the night is what was recorded from 21:00 to 09:00, and sleep stays unknown.
 */
export const nightRule = {
  fromMinute: 18 * 60,
  toMinute: 12 * 60,
  blindFromMinute: 21 * 60,
  blindToMinute: 9 * 60,
  awakeMinutes: 90,
  /** Rest before the first minute of sleep that belongs to it: sleep is known with delay. */
  leadMinutes: 15,
  coveredShare: 0.8,
  leastAsleepMinutes: 120,
  /** Told from 9:00 on, when there was no sleep for `awakeMinutes`. */
  toldFromMinute: 9 * 60,
  /** A night with less of it usable is not kept. */
  leastUsableMinutes: 60,
  nights: 14,
} as const;

export interface NightState {
  sleep: SleepState;
  /** Local day of the morning of the night that is being recorded, and of the last that was told; -1 before. */
  day: number;
  toldDay: number;
  /** Everything recorded from 21:00 to 9:00. */
  blind: NightSums | null;
  /** The main sleep period so far; a later one that may become it; and what came since its last minute of sleep. */
  main: NightSums | null;
  period: NightSums | null;
  since: NightSums | null;
  /** Oldest first. */
  nights: KeptNight[];
  said: NightSaid;
}

/** The local day of the morning of the night that a moment is part of; undefined in the afternoon. */
function findNight({ day, minuteOfDay }: LocalTime): number | undefined {
  if (minuteOfDay >= nightRule.fromMinute) return day + 1;
  return minuteOfDay < nightRule.toMinute ? day : undefined;
}

function closePeriod(state: NightState): void {
  const { main, period } = state;
  if (period && (!main || period[at.asleep]! > main[at.asleep]!)) state.main = period;
  state.period = null;
  state.since = null;
}

function stepPeriod(state: NightState, number: number, minute: Minute, asleep: boolean, moving: boolean): void {
  if (state.period && number - state.period[at.to]! >= nightRule.awakeMinutes) closePeriod(state);
  // Before sleep only the rest that leads to it counts.
  if (!state.period && (moving || (state.since && number - state.since[at.from]! >= nightRule.leadMinutes)))
    state.since = null;
  if (!state.period && moving) return;
  state.since ??= startSums(number);
  addMinute(state.since, number, { oxygen: minute.oxygen, covered: minute.covered, asleep, moving });
  if (!asleep) return;
  if (state.period) joinSums(state.period, state.since);
  else state.period = state.since;
  state.since = null;
}

/** The night is over: it is kept, if there was enough of it. */
function finish(state: NightState, settings: WatchSettings): boolean {
  closePeriod(state);
  const { main, blind, day } = state;
  state.toldDay = day;
  state.main = null;
  state.blind = null;
  const recorded = (sums: NightSums) => sums[at.recordedS]! / 60;
  const sleepKnown =
    main !== null &&
    main[at.asleep]! >= nightRule.leastAsleepMinutes &&
    main[at.covered]! >= nightRule.coveredShare * (main[at.to]! - main[at.from]!);
  const night = sleepKnown ? main : blind;
  if (!night || !(recorded(night) > 0) || night[at.usableS]! / 60 < nightRule.leastUsableMinutes) return false;
  state.nights.push(keepNight(night, day, settings, sleepKnown));
  if (state.nights.length > nightRule.nights) state.nights.shift();
  return true;
}

/** Oximetry of each night, and what is said of it in the morning. Limits: docs/clinical/oxygen-night.md and sleep-apnoea.md. */
export const oxygenNight: MinuteDetector<NightState> = {
  name: 'oxygen-night',
  version: 1,
  start: () => ({
    sleep: startSleep(),
    day: -1,
    toldDay: -1,
    blind: null,
    main: null,
    period: null,
    since: null,
    nights: [],
    said: startNightSaid(),
  }),
  step(state, { minute, local }: MinuteInput, source, settings): Finding[] {
    const number = Math.floor(minute.from / minuteMs);
    const asleep = stepSleep(state.sleep, minute, number);
    const night = findNight(local);
    const findings: Finding[] = [];
    const tell = () => {
      if (finish(state, settings))
        findings.push(
          ...nightFindings(state.said, state.nights, minute.from + minuteMs, oxygenNight, source, settings),
        );
    };
    if (state.day > state.toldDay && night !== state.day) tell();
    if (night === undefined || night <= state.toldDay) return findings;
    state.day = night;
    const moving = minute.covered && !restingAt(minute);
    if (minute.covered || state.period) stepPeriod(state, number, minute, asleep, moving);
    const ofDay = local.minuteOfDay;
    if (minute.oxygen && (ofDay >= nightRule.blindFromMinute || ofDay < nightRule.blindToMinute)) {
      state.blind ??= startSums(number);
      addMinute(state.blind, number, { oxygen: minute.oxygen, covered: minute.covered, asleep, moving });
    }
    if (ofDay >= nightRule.toldFromMinute && ofDay < nightRule.toMinute) {
      const sleepEnded = state.period?.[at.to];
      if (sleepEnded === undefined || number - sleepEnded >= nightRule.awakeMinutes) tell();
    }
    return findings;
  },
};

/** The nights that are kept, oldest first, for her page. */
export function presentNights(state: NightState | undefined, settings: WatchSettings): NightFigures[] {
  return (state?.nights ?? []).map((night) => nightFiguresOf(night, settings));
}
