import type { Finding, RoutineFigures } from '@munan/flow';
import { minuteMs, type Source, type WatchSettings } from '../detector.ts';
import { findingOf } from '../finding.ts';
import { dayName, momentOf } from '../local-time.ts';
import { type RepeatState, startRepeat, stepRepeat } from '../unworn.ts';
import type { MinuteDetector, MinuteInput } from '../watch/minute-detectors.ts';
import { type AbedState, activeOf, coveredOf, startAbed, stepAbed, type Turn } from './abed.ts';
import { judgeNight, judgeUpAtNight, type UpAtNight } from './night.ts';
import {
  clockOf,
  clockText,
  isNightKnown,
  type NightsState,
  neverUp,
  nightBegins,
  nightOf,
  nightTimes,
  startNights,
  turnNight,
} from './nights.ts';
import { findUsualTime, type UsualTime } from './usual-time.ts';

/** docs/clinical/routine.md says where each number comes from. */
export const routineRule = {
  /** Mornings that must be known before one is called late. */
  leastDays: 7,
  /** Who does not get up at all on more of her mornings than this is not late on one of them. */
  mostNever: 0.2,
  /** Said when later than the usual time by so many standard deviations, than on any of the days kept, and than the margin. */
  deviations: 2.5,
  beyondLatestMinutes: 45,
  leastMinutes: 75,
  /** From low to medium. */
  mediumAfterMinutes: 120,
  mediumAfterDeviations: 2,
  /** Nothing is said after this minute of the night (13:30): by then it is not about getting up. */
  lastMinute: 1350,
  /** Covered minutes between 21:00 and 7:00 without which nobody is seen to get up. */
  nightMinutes: 180,
  /** She has settled for so long, and was covered for so much of the last hour. */
  abedMinutes: 120,
  leastCovered: 50,
  /** So many active minutes of the last 30 may be the beginning of getting up. */
  mostActive: 3,
  /** A spell out of bed shorter than this is not getting up. */
  upForMinutes: 90,
  /** One active minute in five is turning over. */
  outMinutes: 2,
  outWithin: 5,
  /** Out of bed no longer after so long without an active minute. */
  backAfter: 10,
} as const;
/** -log10 of findings per morning that could be judged, of recorded people; of medium there was none. docs/evaluation/rhythm.md. */
const rarities = { low: 1.6, medium: 2.3 } as const;

export interface RoutineState {
  abed: AbedState;
  nights: NightsState;
  repeat: RepeatState;
  /** Her mean counts a minute by day, and the minutes it rests on. */
  level: number;
  levelMinutes: number;
  /** Local minute at which she left her bed, -1 while she is in it, and how long she had been settled then. */
  outFrom: number;
  settledMinutes: number;
  /** When not having got up is said in the present night, minutes of the night; -1: not at all. */
  dueAt: number;
  mediumAt: number;
  notUp: { since: number; priority: 'low' | 'medium' } | null;
  /** Local day of the last night that was judged. */
  judged: number;
  upAtNight: UpAtNight | null;
}

export const routine: MinuteDetector<RoutineState> = {
  name: 'routine',
  version: 1,
  start: () => ({
    abed: startAbed(),
    nights: startNights(),
    repeat: startRepeat(),
    level: 300,
    levelMinutes: 720,
    outFrom: -1,
    settledMinutes: 0,
    dueAt: -1,
    mediumAt: -1,
    notUp: null,
    judged: -1,
    upAtNight: null,
  }),
  step(state, input, source, settings) {
    const { minute, local } = input;
    const number = local.day * 1440 + local.minuteOfDay;
    if (!(number >= 0)) return [];
    const { day, minute: ofNight } = nightOf(number);
    const findings: Finding[] = [];
    if (day !== state.nights.day) {
      if (state.notUp) findings.push(endNotUp(state, minute.from, source, settings));
      markNeverUp(state);
      turnNight(state.nights, day);
      state.outFrom = -1;
      const due = findDueTimes(state.nights.ups);
      state.dueAt = due?.low ?? -1;
      state.mediumAt = due?.medium ?? -1;
    }
    const unworn = minute.covered && stepRepeat(state.repeat, minute, number);
    if (unworn) {
      // What looked like a night may have been a table.
      state.nights.now.bed = -1;
      state.nights.now.covered = 0;
    }
    const worn = minute.covered && !unworn;
    if (worn) learnLevel(state, input);
    const turn = stepAbed(state.abed, unworn ? { ...minute, covered: false } : minute, number, activeFrom(state));
    if (turn) takeTurn(state, turn, number, ofNight);
    followOutOfBed(state, number, ofNight);
    const { now } = state.nights;
    if (worn && now.up < 0 && ofNight >= nightTimes.late && ofNight < nightTimes.morning) now.covered++;
    if (state.notUp && (now.up >= 0 || state.abed.mode === 'up'))
      findings.push(endNotUp(state, minute.from, source, settings));
    if (state.dueAt >= 0 && ofNight >= state.dueAt && !unworn && now.up < 0) {
      const said = judgeNotUp(state, number, ofNight, minute.from, source, settings);
      if (said) findings.push(said);
    }
    const at = { number, ofNight, moment: minute.from, source, settings };
    judgeUpAtNight(state, at, findings);
    if (now.up >= 0 && state.judged !== day && ofNight >= now.up + routineRule.upForMinutes) {
      state.judged = day;
      if (isNightKnown(now)) judgeNight(state, at, findings);
    }
    return findings;
  },
};

/** A day on which she was seen all morning and did not get up tells as much of her mornings as one on which she did. */
function markNeverUp({ abed, nights: { day, now } }: RoutineState): void {
  if (now.up >= 0 || now.covered < routineRule.nightMinutes || abed.mode !== 'abed') return;
  const settled = nightOf(abed.since);
  if (settled.day < day || (settled.day === day && settled.minute < nightTimes.morning)) now.up = neverUp;
}

function learnLevel(state: RoutineState, { minute, local }: MinuteInput): void {
  if (local.minuteOfDay < 540 || local.minuteOfDay >= 1260) return;
  state.levelMinutes = Math.min(state.levelMinutes + 1, 4 * 720);
  const level = state.level + (Math.min(minute.counts, 3000) - state.level) / state.levelMinutes;
  state.level = Math.round(level * 1000) / 1000;
}
/** Counts a minute that are doing something, for her: who moves little by day is up with less. */
function activeFrom({ level }: RoutineState): number {
  return Math.max(40, Math.min(200, 0.6 * level));
}

function takeTurn(state: RoutineState, turn: Turn, number: number, ofNight: number): void {
  const { now } = state.nights;
  const minuteAt = ofNight - (number - turn.at);
  if (turn.to === 'up' && turn.from === 'abed') {
    if (state.outFrom < 0) state.outFrom = turn.at;
    state.settledMinutes = state.outFrom - turn.fromSince;
    // Of a device that lay on a table until it was put on, nobody got up.
    const wasNight = now.covered >= routineRule.nightMinutes;
    if (now.up < 0 && minuteAt >= nightTimes.earlyMorning && wasNight) now.up = minuteAt;
    return;
  }
  if (turn.to !== 'abed') {
    if (turn.to === 'unknown') state.outFrom = -1;
    return;
  }
  if (state.outFrom >= 0) {
    const outAt = ofNight - (number - state.outFrom);
    const span = turn.at - state.outFrom;
    const short = span < routineRule.upForMinutes;
    // An early start that ended in bed again was not the beginning of the day.
    if (short && now.up >= outAt) now.up = -1;
    if (now.up < 0 && now.bed >= 0 && outAt > now.bed && (short || outAt < nightTimes.earlyMorning)) {
      now.times++;
      now.minutes += span;
    }
    state.outFrom = -1;
  }
  if (turn.from !== 'up' || minuteAt < nightTimes.evening || minuteAt >= nightTimes.dawn || now.up >= 0) return;
  const evening = turn.at - turn.fromSince >= 60 && ofNight - (number - turn.fromSince) < 660;
  if (now.bed < 0 || evening) {
    // What was before was the evening's armchair.
    now.bed = minuteAt;
    now.times = 0;
    now.minutes = 0;
  }
}

/** Counts short spells out of bed that never become being up. */
function followOutOfBed(state: RoutineState, number: number, ofNight: number): void {
  const { abed } = state;
  const { now } = state.nights;
  if (abed.mode !== 'abed' || now.bed < 0 || now.up >= 0) return;
  if (state.outFrom >= 0) {
    if (number - abed.lastActive < routineRule.backAfter) return;
    now.times++;
    now.minutes += abed.lastActive + 1 - state.outFrom;
    state.outFrom = -1;
  } else if (ofNight < nightTimes.lateMorning && activeOf(abed, routineRule.outWithin) >= routineRule.outMinutes) {
    const first = number - (31 - Math.clz32(abed.active & (2 ** routineRule.outWithin - 1)));
    if (first >= abed.since + routineRule.backAfter) state.outFrom = first;
  }
}

const neverUps = (ups: readonly number[]) => ups.filter((up) => up === neverUp).length;
/** When not being up would be said, low and medium, minutes of the night; undefined where too little is known, or too late. */
export function findDueTimes(ups: readonly number[]): { low: number; medium: number } | undefined {
  const usual = findUsualTime(ups);
  const { leastDays, deviations, beyondLatestMinutes, leastMinutes, mediumAfterMinutes, mediumAfterDeviations } =
    routineRule;
  if (!usual || usual.days < leastDays) return undefined;
  if (neverUps(ups) > routineRule.mostNever * (usual.days + neverUps(ups))) return undefined;
  const { middle, scatter, latest } = usual;
  const low = Math.max(middle + deviations * scatter, latest + beyondLatestMinutes, middle + leastMinutes);
  const medium = low + Math.max(mediumAfterMinutes, mediumAfterDeviations * scatter);
  return low < routineRule.lastMinute ? { low: Math.round(low), medium: Math.round(medium) } : undefined;
}

function judgeNotUp(
  state: RoutineState,
  number: number,
  ofNight: number,
  moment: number,
  source: Source,
  settings: WatchSettings,
): Finding | undefined {
  const priority = ofNight >= state.mediumAt ? 'medium' : 'low';
  if (state.notUp ? state.notUp.priority === priority || priority === 'low' : ofNight >= routineRule.lastMinute)
    return undefined;
  const { abed } = state;
  if (abed.mode !== 'abed' || number - abed.since < routineRule.abedMinutes) return undefined;
  if (coveredOf(abed) < routineRule.leastCovered || activeOf(abed, 30) > routineRule.mostActive) return undefined;
  const usual = findUsualTime(state.nights.ups);
  // Settled since before she usually is up: who sat down again after getting up is not told to be in bed.
  if (!usual || ofNight - (number - abed.since) > usual.early) return undefined;
  const at = moment + minuteMs;
  const phase = state.notUp ? 'changed' : 'began';
  state.notUp = { since: state.notUp?.since ?? at, priority };
  return notUpFinding(state, usual, phase, at, source, settings);
}
function endNotUp(state: RoutineState, at: number, source: Source, settings: WatchSettings): Finding {
  const finding = notUpFinding(state, findUsualTime(state.nights.ups), 'ended', at, source, settings);
  state.notUp = null;
  return finding;
}

function notUpFinding(
  state: RoutineState,
  usual: UsualTime | undefined,
  phase: Finding['phase'],
  at: number,
  source: Source,
  settings: WatchSettings,
): Finding {
  const { since, priority } = state.notUp!;
  const { day, ups } = state.nights;
  // Rounded up to five minutes: people do not live by the minute.
  const by = usual ? Math.ceil(usual.late / 5) * 5 : 0;
  const known = ups.flatMap((up, i) =>
    up < 0 ? [] : [{ t: momentOf({ day: day - ups.length + i, minuteOfDay: up + nightBegins - 1440 }, settings), up }],
  );
  const now = Math.round((at - momentOf({ day: day - 1, minuteOfDay: nightBegins }, settings)) / minuteMs);
  const morning = momentOf({ day: day - 1, minuteOfDay: nightBegins }, settings);
  return findingOf({
    detector: routine,
    source,
    sign: 'not-up',
    phase,
    step: phase === 'changed' ? priority : undefined,
    family: 'safety',
    priority,
    reason: {
      code: 'not-up-yet',
      params: {
        usual: clockText(by),
        days: known.filter(({ up }) => up <= by).length,
        of: known.length + neverUps(ups),
        now: clockText(now % 1440),
      },
    },
    confidence: priority === 'medium' ? 0.5 : 0.4,
    rarity: rarities[priority],
    since,
    at,
    evidence: [
      {
        channel: 'activity',
        from: morning + Math.max(0, state.nights.now.bed) * minuteMs,
        to: at + 10 * minuteMs,
        values: { settledMinutes: Math.max(0, state.abed.minute - state.abed.since) },
        ...(usual ? { usual: [{ t: known[0]!.t, low: clockOf(usual.early), high: clockOf(usual.late) }] } : {}),
        figure: { name: 'upAtMinuteOfDay', points: known.map(({ t, up }) => ({ t, value: clockOf(up) })) },
        limits: [clockOf(state.dueAt)],
      },
    ],
  });
}

/** For her page. `now` is not needed: it is what the last closed minute left. */
export function routineFigures({ nights }: RoutineState): RoutineFigures {
  const shown = (times: readonly number[], today: number) => {
    const usual = findUsualTime(today >= 0 ? [...times, today].slice(-14) : times);
    if (!usual) return null;
    const { middle, early, late, days } = usual;
    return { usual: clockOf(middle), early: clockOf(early), late: clockOf(late), days };
  };
  const { now, ups, beds, times, minutes, day } = nights;
  const nightUps = times.flatMap((count, i) =>
    count < 0 ? [] : [{ day: dayName(day - times.length + i), times: count, minutes: minutes[i]! }],
  );
  if (isNightKnown(now)) nightUps.push({ day: dayName(day), times: now.times, minutes: Math.round(now.minutes) });
  return {
    upAt: shown(ups, now.up),
    upToday: now.up >= 0 ? clockOf(now.up) : null,
    bedAt: shown(beds, now.bed),
    nightUps,
  };
}
