/** Illnesses put into nights of well people: how large a lift of five nights must be to be seen. */
import type { AlertRule } from './infection-rules.ts';
import type { Person } from './infection-sets.ts';
import { drawsFrom } from './intervals.ts';

export interface Planted {
  /** Lift, as a share and in °C. */
  pulse: number;
  celsius: number;
  people: number;
  found: number;
  /** In how many an alert began in the same nights with nothing put in. */
  anyway: number;
  /** Nights of illness before the one that said so. */
  delays: number[];
}
const lasts = 5;
/** Nights known before it, so that what is usual is known. */
const before = 30;
const lifts = [
  [0.05, 0],
  [0.1, 0],
  [0.15, 0],
  [0.2, 0],
  [0.05, 0.5],
  [0.1, 0.5],
  [0.1, 1],
  [0, 1],
] as const;

export function plantAll(people: readonly Person[], rule: AlertRule): Planted[] {
  const draw = drawsFrom(3);
  const chosen = people.flatMap((person) => {
    const both = person.nights.filter(({ pulse, temperature }) => pulse !== undefined && temperature !== undefined);
    const at = before + Math.floor(draw() * (both.length - before - lasts));
    return both.length < before + lasts + 1 ? [] : [{ person: { ...person, nights: both }, at }];
  });
  return lifts.map(([pulse, celsius]) => {
    const planted: Planted = { pulse, celsius, people: chosen.length, found: 0, anyway: 0, delays: [] };
    for (const { person, at } of chosen) {
      const ill = new Set(person.nights.slice(at, at + lasts).map(({ day }) => day));
      const nights = person.nights.map((night) =>
        ill.has(night.day)
          ? { day: night.day, pulse: night.pulse! * (1 + pulse), temperature: night.temperature! + celsius }
          : night,
      );
      const place = ({ began }: ReturnType<AlertRule>) => [...ill].findIndex((day) => began.has(day));
      const delay = place(rule({ ...person, nights }));
      if (delay >= 0) {
        planted.found++;
        planted.delays.push(delay);
      }
      if (place(rule(person)) >= 0) planted.anyway++;
    }
    return planted;
  });
}
