import type { Doing, Finding, UsualChannel } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';
import { localTimeOf } from '../local-time.ts';
import type { Minute } from '../minutes.ts';
import { settings } from '../watch/packets-example.ts';
import { type UsualState, usual } from './usual.ts';

/** Simulated people for the tests of this room: nothing in them was measured on anybody. */
export interface Body {
  pulse: number;
  spo2: number;
  temperature: number;
  /** Spread of her days and of her minutes, relative to the middle of the population. */
  days: number;
  minutes: number;
}
export const usualBody: Body = { pulse: 70, spo2: 96.5, temperature: 36.5, days: 1, minutes: 1 };
/** Midnight in Korea. */
export const midnight = Date.UTC(2026, 9, 1, 15);
export const dayMinutes = 1440;

/** Numbers 0..1 from a seed. */
export function drawsFrom(seed: number): () => number {
  let state = (seed >>> 0) + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
export function normalFrom(draw: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}

export interface SimulatedMinute {
  minute: Minute;
  doing: Doing;
}
/** What a change does to a minute: an illness, an outlier, a gap (undefined). `day` counts from 0. */
export type Change = (minute: Minute, day: number, minuteOfDay: number) => Minute | undefined;

/**
 * Days of one person: asleep from 22:30 to 6:30, moving about a fifth of the day in bouts, minutes that hang together
 * (AR(1), 0.9 a minute, and a slower part of hours), days that differ.
 */
export function* livedBy(
  body: Body,
  days: number,
  seed: number,
  change: Change = (minute) => minute,
  first = midnight,
) {
  const draw = drawsFrom(seed);
  const normal = normalFrom(draw);
  const slow = { pulse: 0, spo2: 0, temperature: 0 };
  const quick = { pulse: 0, spo2: 0, temperature: 0 };
  let bout = 0;
  for (let day = 0; day < days; day++) {
    const offset = { pulse: normal(), spo2: normal(), temperature: normal() };
    for (let minuteOfDay = 0; minuteOfDay < dayMinutes; minuteOfDay++) {
      const isNight = minuteOfDay < 390 || minuteOfDay >= 1350;
      if (bout > 0) bout--;
      else if (!isNight && draw() < 0.01) bout = 5 + Math.floor(draw() * 25);
      const doing: Doing = bout > 0 ? 'moving' : isNight ? 'asleep' : 'resting';
      for (const key of ['pulse', 'spo2', 'temperature'] as const) {
        slow[key] = 0.99 * slow[key] + Math.sqrt(1 - 0.99 ** 2) * normal();
        quick[key] = 0.8 * quick[key] + 0.6 * normal();
      }
      const at = (key: 'pulse' | 'spo2' | 'temperature', daySd: number, slowSd: number, quickSd: number) =>
        body.days * daySd * offset[key] + body.minutes * (slowSd * slow[key] + quickSd * quick[key]);
      const clock = Math.cos(((minuteOfDay - 1020) / dayMinutes) * 2 * Math.PI);
      const from = first + (day * dayMinutes + minuteOfDay) * minuteMs;
      const counts =
        doing === 'moving' ? 300 + Math.floor(draw() * 900) : doing === 'asleep' ? 0 : Math.floor(draw() * 100);
      const minute: Minute = {
        from,
        pulse:
          Math.round(
            body.pulse *
              Math.exp(at('pulse', 0.05, 0.06, 0.05) + 0.03 * clock) *
              (doing === 'asleep' ? 0.87 : doing === 'moving' ? 1.22 : 1) *
              10,
          ) / 10,
        spo2: Math.min(
          100,
          Math.round((body.spo2 + at('spo2', 0.5, 0.6, 0.6) - (doing === 'asleep' ? 0.8 : 0)) * 10) / 10,
        ),
        temperature: Math.round((body.temperature + at('temperature', 0.13, 0.13, 0.05) + 0.2 * clock) * 10) / 10,
        covered: true,
        counts,
        steps: 0,
        handled: false,
      };
      const changed = change(minute, day, minuteOfDay);
      if (changed) yield { minute: changed, doing } satisfies SimulatedMinute;
    }
  }
}
/** Feeds minutes; `each` is asked before each one. */
export function live(
  minutes: Iterable<SimulatedMinute>,
  given: WatchSettings = settings,
  state: UsualState = usual.start(),
  each?: (state: UsualState, input: SimulatedMinute) => void,
): { state: UsualState; findings: Finding[] } {
  const findings: Finding[] = [];
  for (const input of minutes) {
    each?.(state, input);
    const local = localTimeOf(input.minute.from, given);
    findings.push(...usual.step(state, { ...input, local }, { subject: 'p1' }, given));
  }
  return { state, findings };
}
export const saidOf = (findings: Finding[]) =>
  findings.map(({ reason, phase, priority }) => `${reason.code} ${phase} ${priority}`);
export type Measured = Exclude<UsualChannel, 'activity'>;
