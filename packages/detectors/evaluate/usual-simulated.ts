/** Simulated people: whether the ranges hold what the simulation makes, and which changes put into it are said. */
import type { Finding } from '@munan/flow';
import type { WatchSettings } from '../src/index.ts';
import { localTimeOf } from '../src/local-time.ts';
import type { Minute } from '../src/minutes.ts';
import { type Body, type Change, drawsFrom, live, livedBy, midnight, normalFrom } from '../src/usual/person-example.ts';
import { states } from '../src/usual/population.ts';
import { beliefOf, rangeOf } from '../src/usual/ranges.ts';
import { fixed } from './report.ts';

const channels = ['pulse', 'spo2', 'temperature'] as const;
function bodies(count: number): Body[] {
  const normal = normalFrom(drawsFrom(3));
  return Array.from({ length: count }, () => ({
    pulse: 70 * Math.exp(0.12 * normal()),
    spo2: 96.3 + 1.2 * normal(),
    temperature: 36.55 + 0.28 * normal(),
    days: Math.exp(0.3 * normal()),
    minutes: Math.exp(0.3 * normal()),
  }));
}
const firstDay = (settings: WatchSettings) => localTimeOf(midnight, settings).day;

export function simulated(people: number, days: number, settings: WatchSettings) {
  const counted = new Map<string, number[]>();
  let findings = 0;
  bodies(people).forEach((body, index) => {
    let bin = -1;
    const ranges = new Map<string, { low: number; high: number }>();
    const said = live(livedBy(body, days, 100 + index), settings, undefined, (state, { minute, doing }) => {
      const local = localTimeOf(minute.from, settings);
      const now = local.day * 6 + Math.floor(local.minuteOfDay / 240);
      if (now !== bin) {
        bin = now;
        for (const channel of channels) {
          const belief = beliefOf(state.channels[channel].learned, channel, settings, local.day);
          states.forEach((one, number) => {
            ranges.set(`${channel} ${one}`, rangeOf(channel, belief, number * 6 + (bin % 6)));
          });
        }
      }
      const day = local.day - firstDay(settings);
      const period = day === 0 ? 0 : day < 7 ? 1 : 2;
      for (const channel of channels) {
        const name = `${channel} ${doing}`;
        const { low, high } = ranges.get(name)!;
        const value = minute[channel]!;
        let counts = counted.get(name);
        if (!counts) {
          counts = new Array(9).fill(0);
          counted.set(name, counts);
        }
        counts[3 * period] = counts[3 * period]! + 1;
        if (value >= low && value <= high) counts[3 * period + 1] = counts[3 * period + 1]! + 1;
        counts[3 * period + 2] = counts[3 * period + 2]! + high - low;
      }
    });
    findings += said.findings.filter(({ phase }) => phase === 'began').length;
  });
  const coverage = [...counted].map(([name, counts]) => {
    const inside = (period: number) => `${((100 * counts[3 * period + 1]!) / counts[3 * period]!).toFixed(1)} %`;
    const width = (period: number) => fixed(counts[3 * period + 2]! / counts[3 * period]!, 1);
    return [...name.split(' '), inside(0), inside(1), inside(2), width(0), width(2)];
  });
  return { coverage, findings, days: people * days };
}

const on = 21;
const during =
  (days: number, change: Change): Change =>
  (minute, day, at) =>
    day >= on && day < on + days ? change(minute, day, at) : minute;
const slowly =
  (days: number, perDay: (minute: Minute, passed: number) => Minute): Change =>
  (minute, day) =>
    day >= on ? perDay(minute, Math.min(days, day - on + 1)) : minute;
const between = (from: number, to: number, change: Change): Change =>
  during(1, (minute, day, at) => (at >= from && at < to ? change(minute, day, at) : minute));
const put: Record<string, Change> = {
  nothing: (minute) => minute,
  'pulse 15 % higher for 4 days': during(4, (minute) => ({ ...minute, pulse: minute.pulse! * 1.15 })),
  'pulse 25 % higher for 4 days': during(4, (minute) => ({ ...minute, pulse: minute.pulse! * 1.25 })),
  "pulse 40 % higher, 10 to 12 o'clock": between(600, 720, (minute) => ({ ...minute, pulse: minute.pulse! * 1.4 })),
  "pulse 60 % higher, 10 to 12 o'clock": between(600, 720, (minute) => ({ ...minute, pulse: minute.pulse! * 1.6 })),
  'temperature 0.8 °C higher for 3 days': during(3, (minute) => ({
    ...minute,
    temperature: minute.temperature! + 0.8,
  })),
  'temperature 1.3 °C higher for a day': during(1, (minute) => ({ ...minute, temperature: minute.temperature! + 1.3 })),
  'pulse 1.5 % higher each day for 14 days': slowly(14, (minute, days) => ({
    ...minute,
    pulse: minute.pulse! * 1.015 ** days,
  })),
  'saturation 0.3 % lower each day for 14 days': slowly(14, (minute, days) => ({
    ...minute,
    spo2: minute.spo2! - 0.3 * days,
  })),
  'saturation 4 % lower for 3 days': during(3, (minute) => ({ ...minute, spo2: minute.spo2! - 4 })),
  "saturation 6 % lower, 1 to 3 o'clock": between(60, 180, (minute) => ({ ...minute, spo2: minute.spo2! - 6 })),
};
export function changes(people: number, settings: WatchSettings): (string | number)[][] {
  return Object.entries(put).map(([name, change]) => {
    const delays: number[] = [];
    bodies(people).forEach((body, index) => {
      const { findings } = live(livedBy(body, on + 15, 300 + index, change), settings);
      const began = midnight + on * 24 * 3_600_000;
      const first = findings.find(({ phase, at }: Finding) => phase === 'began' && at > began);
      if (first) delays.push((first.at - began) / 3_600_000);
    });
    delays.sort((a, b) => a - b);
    return [name, people, delays.length, delays.length > 0 ? fixed(delays[delays.length >> 1]!, 1) : '-'];
  });
}
