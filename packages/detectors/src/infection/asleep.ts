import { rounded } from '../finding.ts';
import type { MinuteInput } from '../watch/minute-detectors.ts';
import type { Night } from './step.ts';

/** The night that is being gathered, from noon to noon; its day is that of its morning, -1 before the first. */
export interface Asleep {
  day: number;
  /** Minutes asleep and the sum over them. */
  pulse: [minutes: number, sum: number];
  temperature: [minutes: number, sum: number];
}
export function startAsleep(day = -1): Asleep {
  return { day, pulse: [0, 0], temperature: [0, 0] };
}
/** A night counts from so many minutes asleep on. */
const leastMinutes = 120;
const noon = 720;
/** What a sensor on a body can mean in somebody asleep; a wrist is cooler than an ear. */
const believable = { pulse: [25, 180], temperature: [30, 43] } as const;

export function nightOf({ local }: MinuteInput): number {
  return local.day + (local.minuteOfDay >= noon ? 1 : 0);
}
/**
 * Only asleep: awake at rest the pulse is some ten beats higher, and a night of which little was slept would look like an illness.
 * Sleep is told from stillness after twenty minutes, so that a sensor put on has settled.
 */
export function addAsleep(asleep: Asleep, { minute, doing }: MinuteInput): void {
  if (doing !== 'asleep') return;
  for (const sign of ['pulse', 'temperature'] as const) {
    const value = minute[sign];
    const [low, high] = believable[sign];
    if (value === undefined || !(value >= low && value <= high)) continue;
    const held = asleep[sign];
    held[0]++;
    held[1] = rounded(held[1] + value, 2);
  }
}
export function figuresOf({ day, pulse, temperature }: Asleep): Night {
  const night: Night = { day };
  if (pulse[0] >= leastMinutes) night.pulse = rounded(pulse[1] / pulse[0], 1);
  if (temperature[0] >= leastMinutes) night.temperature = rounded(temperature[1] / temperature[0], 2);
  return night;
}
