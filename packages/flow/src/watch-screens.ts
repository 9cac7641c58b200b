/**
 * What the screens receive of the watch beside alerts: a person's usual range and what the detectors hold of her days and
 * nights, the house's rules, the burden, and the trial of other rules on the past. Types only; all times Unix ms.
 */
import type { Finding } from './finding.ts';
import type { Channel } from './reading.ts';
import type { Priority, Reason } from './reason.ts';
import type { Rules } from './rules.ts';
import type { PartialNews2, PersonBrief } from './screens.ts';

export type Doing = 'asleep' | 'resting' | 'moving' | 'unknown';
export type UsualChannel = Extract<Channel, 'spo2' | 'pulse' | 'temperature' | 'activity'>;

/** The range that holds 95 of 100 of this person's usual minutes, at one time of day and state, in the channel's unit. */
export interface UsualRange {
  channel: UsualChannel;
  doing: Doing;
  /** Local wall clock, minutes of the day, [from, to). */
  fromMinute: number;
  toMinute: number;
  low: number;
  middle: number;
  high: number;
  /** How much of it is hers and not the population's, 0..1. */
  own: number;
}
/** A step of the usual range over time: it holds until the next. Drawn as a band. */
export interface UsualStep {
  t: number;
  low: number;
  high: number;
}
/** One night's oximetry. Shares are of the usable recorded time, rates an hour; null where it cannot be said. */
export interface NightFigures {
  /** Local day of its morning, YYYY-MM-DD. */
  day: string;
  from: number;
  to: number;
  recordedHours: number;
  /** Estimated from movement; null where no device told of movement. */
  asleepHours: number | null;
  /** Share of the recorded time whose samples could be used, 0..1. */
  usable: number;
  meanPercent: number;
  lowestPercent: number;
  /** T90 and T88: share of time below 90 % and 88 %, 0..1. */
  below90: number;
  below88: number;
  /**
   * Hours of which the samples were close enough together to show desaturations; 0 of a device that measures once a minute. Then
   * the rates below are null: not none, but unknown.
   */
  judgedHours: number;
  /** Desaturations of 3 % and 4 % [AASM 2.6, VIII.D] per hour of recording and of estimated sleep. */
  odi3: number | null;
  odi4: number | null;
  odi3Asleep: number | null;
  odi4Asleep: number | null;
  /** Area under the desaturations, % min an hour [Azarbarzin 2019]. */
  hypoxicBurden: number | null;
  /** Mean absolute difference of 12-s means, % [Pepin 1991]. */
  deltaIndex: number | null;
  /** Apnoeas and hypopnoeas an hour that such a night goes with: an interval, never a number alone. */
  apnoea: {
    low: number | null;
    middle: number | null;
    high: number | null;
    says: 'unlikely' | 'possible' | 'likely' | 'cannot-say';
  };
}
/** [Witting 1990; van Someren 1999], of the last `days` whole days that were recorded enough; null where too few. */
export interface RhythmFigures {
  days: number;
  interdailyStability: number | null;
  intradailyVariability: number | null;
  relativeAmplitude: number | null;
  /** Least active 5 h and most active 10 h: mean counts a minute and local minute of the day at which they begin. */
  leastActive5h: { perMin: number; fromMinute: number } | null;
  mostActive10h: { perMin: number; fromMinute: number } | null;
}
/** When something usually happens, local minutes of the day, and whether it has today; null while unknown. */
export interface RoutineFigures {
  upAt: { usual: number; early: number; late: number; days: number } | null;
  upToday: number | null;
  bedAt: { usual: number; early: number; late: number; days: number } | null;
  /** Times out of bed in each of the last nights, oldest first. */
  nightUps: { day: string; times: number; minutes: number }[];
}
/** One figure a day, with the usual range it was judged by. */
export interface DayFigure {
  day: string;
  t: number;
  value: number;
  low?: number;
  high?: number;
}
export interface RiskFigures {
  at: number;
  /** Estimated from hospital patients: says so on every screen. */
  transferred: 'hospital';
  /**
   * 0..1: her place among her own hours of the last weeks and, while these are few, among those of hospital patients in whom nothing
   * happened; never a probability of illness.
   */
  rank: number;
  low: number;
  high: number;
  because: { code: string; points: number }[];
}
/** GET /api/people/:id/watch (who may read her series). */
export interface WatchPage {
  now: number;
  usual: UsualRange[];
  /** She was unwell when she was enrolled: her own range is not taken for a healthy one. */
  enrolledUnwell: boolean;
  doing: Doing;
  nights: NightFigures[];
  rhythm: RhythmFigures | null;
  routine: RoutineFigures | null;
  /** Resting pulse and temperature of each day or night. */
  restingPulse: DayFigure[];
  restTemperature: DayFigure[];
  news2?: PartialNews2 & { measureNext: string[] };
  risk: RiskFigures | null;
  /** Findings that were kept from the desk by the budget in the last days, newest first. */
  held: Finding[];
}

/** What the budget does now. Rates are calls a day over all people. */
export interface BurdenNow {
  callsPerDay: number | null;
  /** Called in the last 24 hours and, a day, in the last seven days. */
  calledToday: number;
  calledPerDay: number;
  heldPerDay: number;
  /** Findings are called from this rarity on; those of high priority always. */
  threshold: number;
  /** Of which detectors the budget holds findings back: what it expects to miss, a day. */
  held: { detector: string; perDay: number; calledPerDay: number }[];
  /** High priority alone is more than the budget: nothing more can be held back. */
  overfull: boolean;
}
/** GET /api/rules; PUT /api/rules {rules, note, version} answers the same, or 409 when somebody changed them meanwhile. */
export interface RulesPage {
  now: number;
  rules: Rules;
  /** The rules a new house has. */
  defaults: Rules;
  version: number;
  changedBy?: string;
  changedAt?: number;
  note?: string;
  burden: BurdenNow;
  /** Names of detectors that may be switched off. */
  switchable: string[];
}
/** A call to the desk: the findings of one family of one person that would have been one alert. */
export interface CallBrief {
  /** Episode of the finding that opened it. */
  episode: string;
  at: number;
  detector: string;
  priority: Priority;
  reason: Reason;
  rarity?: number;
}
export interface WhatIfPerson {
  person: PersonBrief;
  before: number;
  after: number;
  new: CallBrief[];
  gone: CallBrief[];
}
export interface WhatIfResult {
  from: number;
  to: number;
  people: number;
  packets: number;
  before: { calls: number; perDay: number; byDetector: Record<string, number> };
  after: { calls: number; perDay: number; byDetector: Record<string, number> };
  /** Those for whom something differs, the most first. */
  persons: WhatIfPerson[];
}
/** POST /api/what-if {rules, days} -> 202 {id}; GET /api/what-if/:id. */
export interface WhatIf {
  now: number;
  id: string;
  state: 'running' | 'done' | 'failed';
  /** 0..1 */
  progress: number;
  startedAt: number;
  startedBy: string;
  rules: Rules;
  days: number;
  result?: WhatIfResult;
  message?: string;
}
