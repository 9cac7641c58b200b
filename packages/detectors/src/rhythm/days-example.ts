import type { Finding } from '@munan/flow';
import type { WatchSettings } from '../detector.ts';
import { localTimeOf, momentOf } from '../local-time.ts';
import type { Minute } from '../minutes.ts';
import type { MinuteDetector } from '../watch/minute-detectors.ts';
import { settings as packetSettings } from '../watch/packets-example.ts';

/** Made-up days for the tests of what is learned over days: nothing in them was measured on anybody. */
export const settings: WatchSettings = { ...packetSettings, zoneOffsetMinutes: 540 };
/** Local day number of the first made-up day, a Monday. */
export const firstDay = 20_420;

/** 0..1 from a whole number: the same each time, and neighbours have nothing to do with each other. */
export function chanceAt(number: number, seed = 1): number {
  let x = Math.imul(number ^ (seed * 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

export interface DayPlan {
  /** Local minutes of the day; what is beyond 1440 lies in the next day. */
  up: number;
  bed: number;
  /** Times out of bed: minute of the day (beyond 1440: after midnight) and length. */
  out?: readonly (readonly [from: number, minutes: number])[];
  /** Perfectly still. */
  still?: readonly (readonly [from: number, minutes: number])[];
  /** Not worn: nothing is known. */
  off?: readonly (readonly [from: number, minutes: number])[];
  /** How much she moves, 1 as usual. */
  vigour?: number;
}
export const usualDay: DayPlan = { up: 7 * 60, bed: 23 * 60, out: [[26 * 60, 8]] };

const within = (spans: DayPlan['out'], minute: number) =>
  (spans ?? []).some(([from, length]) => minute >= from && minute < from + length);

/** Counts of a minute of a day's plan; undefined where she wears nothing. `minute` may lie in the day after. */
export function countsOf(plan: DayPlan, day: number, minute: number): number | undefined {
  if (within(plan.off, minute)) return undefined;
  if (within(plan.still, minute)) return 0;
  const number = day * 1440 + minute;
  const awake = (minute >= plan.up && minute < plan.bed) || within(plan.out, minute);
  const chance = chanceAt(number);
  if (!awake) return chance < 0.92 ? 0 : Math.round(60 * chanceAt(number, 2));
  const busy = chance < 0.6 ? 300 + 900 * chanceAt(number, 3) : 150 * chanceAt(number, 4);
  return Math.round(busy * (plan.vigour ?? 1));
}

export interface MadeMinute {
  minute: Minute;
  day: number;
}
/** Minutes of `days` days, from the first midnight; the night belongs to the plan of the day before it. */
export function* minutesOfDays(days: number, planOf: (day: number) => DayPlan): Generator<MadeMinute> {
  for (let day = 0; day < days; day++) {
    for (let minute = 0; minute < 1440; minute++) {
      const before = planOf(day - 1);
      const inNight = minute < planOf(day).up && minute + 1440 >= before.bed;
      const counts = inNight
        ? countsOf({ ...before, up: planOf(day).up + 1440, bed: before.bed }, day - 1, minute + 1440)
        : countsOf(planOf(day), day, minute);
      if (counts === undefined) continue;
      const from = momentOf({ day: firstDay + day, minuteOfDay: minute }, settings);
      yield { day, minute: { from, covered: true, counts, steps: 0, handled: false } };
    }
  }
}

/** What a detector says of minutes, and its state after them. */
export function told<State>(
  detector: MinuteDetector<State>,
  minutes: Iterable<MadeMinute>,
  given = settings,
  state = detector.start(),
): { state: State; findings: Finding[] } {
  const findings: Finding[] = [];
  for (const { minute } of minutes) {
    const input = { minute, local: localTimeOf(minute.from, given), doing: 'unknown' as const };
    findings.push(...detector.step(state, input, { subject: 'p1' }, given));
  }
  return { state, findings };
}
/** `code phase priority day HH:MM` of each, local time. */
export function linesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ reason, phase, priority, at }) => {
    const { day, minuteOfDay } = localTimeOf(at, settings);
    const clock = `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
    return `${reason.code} ${phase} ${priority} day ${day - firstDay} ${clock}`;
  });
}
