import type { Finding } from '@munan/flow';
import { nightOf } from '../src/routine/nights.ts';
import { drawsFrom } from './intervals.ts';
import { copyOf, type MovementPerson, minuteOfDay, startRun, stepRun } from './movement-sets.ts';

const minuteMs = 60_000;
const hour = 60;

/** Declared, injected: from a moment of a real recording on, every minute has 0 counts. */
export interface Injection {
  person: string;
  isWell: boolean;
  /** By day: the moment lies between 8:00 and 20:00. */
  byDay: boolean;
  at: number;
  /** Minutes until something of that name was first said; undefined: not in `lengthMinutes`. */
  delays: Record<string, number | undefined>;
}
export const lengthMinutes = 14 * hour;
/** Simple rules, on the same minutes: minutes of stillness from which they say so. */
const stillFrom = (hours: number) => hours * hour;

/** `each` moments by day and at night of each person, from the fourth day on, and far enough from the end. */
export function injectStillness(people: readonly MovementPerson[], each: number, withPulse: boolean): Injection[] {
  const draw = drawsFrom(17);
  const injections: Injection[] = [];
  for (const { name, isWell, counts, from } of people) {
    const latest = counts.length - lengthMinutes;
    const moments: number[] = [];
    const wanted = { day: each, night: each };
    for (let tries = 0; tries < 4000 && wanted.day + wanted.night > 0; tries++) {
      const at = 3 * 1440 + Math.floor(draw() * (latest - 3 * 1440));
      const clock = minuteOfDay(from + at * minuteMs);
      const kind = clock >= 8 * hour && clock < 20 * hour ? 'day' : clock < 5 * hour ? 'night' : undefined;
      if (!kind || wanted[kind] === 0 || at < 0) continue;
      wanted[kind]--;
      moments.push(at);
    }
    moments.sort((a, b) => a - b);
    const run = startRun();
    const said: Finding[] = [];
    let next = 0;
    for (let i = 0; i < counts.length && next < moments.length; i++) {
      while (moments[next] === i) {
        const clock = minuteOfDay(from + i * minuteMs);
        const byDay = clock >= 8 * hour && clock < 20 * hour;
        const at = from + i * minuteMs;
        injections.push({ person: name, isWell, byDay, at, delays: delaysOf(run, at, withPulse) });
        next++;
      }
      stepRun(run, from + i * minuteMs, counts[i]!, said, withPulse ? 60 : undefined);
    }
  }
  return injections;
}
function delaysOf(before: ReturnType<typeof startRun>, at: number, withPulse: boolean): Injection['delays'] {
  const run = copyOf(before);
  const delays: Injection['delays'] = {};
  const first = (name: string, minutes: number) => {
    delays[name] ??= minutes;
  };
  const said: Finding[] = [];
  let dayStill = 0;
  for (let i = 0; i < lengthMinutes; i++) {
    said.length = 0;
    const moment = at + i * minuteMs;
    stepRun(run, moment, 0, said, withPulse ? 60 : undefined);
    const clock = minuteOfDay(moment);
    for (const { reason, phase, priority } of said) {
      if (phase === 'ended') continue;
      const { code } = reason;
      if (!['still-longer-than-usual', 'not-up-yet', 'no-movement'].includes(code)) continue;
      first(code, i + 1);
      if (code !== 'no-movement') first('personal', i + 1);
      if (priority !== 'low') first(`${code} medium`, i + 1);
    }
    dayStill++;
    if (dayStill >= stillFrom(3) && clock >= 8 * hour && clock < 22 * hour) first('still 3 h by day', i + 1);
    if (dayStill >= stillFrom(5)) first('still 5 h', i + 1);
    if (clock === 10 * hour || clock === 18 * hour) first('clock', i + 1);
  }
  delays['always-on'] = 0;
  return delays;
}

/** How often the simple rules would say something on the recordings as they are. */
export function simpleAlarms({ counts, from }: MovementPerson): Record<string, number> {
  const alarms: Record<string, number> = { 'still 3 h by day': 0, 'still 5 h': 0 };
  let still = 0;
  let saidByDay = false;
  for (let i = 0; i < counts.length; i++) {
    if (Number.isNaN(counts[i]!)) continue;
    if (counts[i]! >= 20) {
      still = 0;
      saidByDay = false;
      continue;
    }
    still++;
    const clock = minuteOfDay(from + i * minuteMs);
    if (still === stillFrom(5)) alarms['still 5 h']!++;
    if (still >= stillFrom(3) && clock >= 8 * hour && clock < 22 * hour && !saidByDay) {
      saidByDay = true;
      alarms['still 3 h by day']!++;
    }
  }
  return alarms;
}

/**
 * Declared, injected: a morning on which she does not get up. From 5:00 on her own minutes of 2:00 to 5:00 of that night are
 * repeated, turning over and all, until 14:00. Only mornings on which the shipped detector had learned her time and saw her get up.
 */
export interface Morning {
  person: string;
  isWell: boolean;
  /** False where she was not seen getting up after 5:00: judged as it was, and nothing injected. */
  isInjected: boolean;
  /** Minutes after her own middle time; undefined: not said before 14:00. */
  delay: number | undefined;
  /** Of the simple rule, two hours after the mean of all her days before: its delay, and whether the real morning was later. */
  simple: number | undefined;
  isSimpleFalse: boolean;
}
export function injectMornings(people: readonly MovementPerson[]): Morning[] {
  const mornings: Morning[] = [];
  for (const { name, isWell, counts, from } of people) {
    const run = startRun();
    const said: Finding[] = [];
    for (let i = 0; i < counts.length; i++) {
      const moment = from + i * minuteMs;
      if (minuteOfDay(moment) === 5 * hour && i + 9 * hour < counts.length) {
        const known = run.routine.nights.ups.filter((up) => up >= 0);
        if (known.length >= 7) {
          const usual = [...known].sort((a, b) => a - b)[known.length >> 1]!;
          const mean = known.reduce((sum, up) => sum + up, 0) / known.length;
          const up = upOn(run, counts, from, i);
          const isInjected = up >= nightOf(5 * hour).minute;
          const found = isInjected ? notUpAt(run, counts, from, i) : undefined;
          mornings.push({
            person: name,
            isWell,
            isInjected,
            delay: found === undefined ? undefined : found - usual,
            simple: mean + 120 < 23 * hour ? mean + 120 - usual : undefined,
            isSimpleFalse: up > mean + 120,
          });
        }
      }
      stepRun(run, moment, counts[i]!, said);
    }
  }
  return mornings;
}
/** Minute of the night at which she was seen getting up on the real morning; -1 where she was not. */
function upOn(before: ReturnType<typeof startRun>, counts: Float64Array, from: number, i: number): number {
  const run = copyOf(before);
  for (let k = 0; k < 9 * hour; k++) stepRun(run, from + (i + k) * minuteMs, counts[i + k]!, []);
  return run.routine.nights.now.up;
}
function notUpAt(before: ReturnType<typeof startRun>, counts: Float64Array, from: number, i: number) {
  const run = copyOf(before);
  const said: Finding[] = [];
  for (let k = 0; k < 9 * hour; k++) {
    stepRun(run, from + (i + k) * minuteMs, counts[i - 3 * hour + (k % (3 * hour))]!, said);
    if (said.some(({ reason, phase }) => reason.code === 'not-up-yet' && phase === 'began'))
      return nightOf(minuteOfDay(from + (i + k) * minuteMs)).minute;
  }
  return undefined;
}
