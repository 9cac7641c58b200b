import { findMedian } from '../half-minutes.ts';
import type { InfectionRule, Sign } from './rule.ts';

/** Whole numbers keep the state small: tenths of a beat, hundredths of a degree. */
const parts: Record<Sign, number> = { pulse: 10, temperature: 100 };
/** On which a night is about normal: pulse varies by shares of itself. */
const to: Record<Sign, (value: number) => number> = { pulse: Math.log, temperature: (value) => value };
const back: Record<Sign, (y: number) => number> = { pulse: Math.exp, temperature: (y) => y };

/**
 * One figure a night of the last weeks, newest last, up to night `last` (its morning's local day): 0 where it is not known, negative
 * where she was taken to be ill, which is drawn and not learned.
 */
export interface Ring {
  last: number;
  nights: number[];
}
export function startRing(): Ring {
  return { last: -1, nights: [] };
}
const kept = ({ windowDays, lagDays }: InfectionRule) => windowDays + lagDays;

export function keepNight(ring: Ring, sign: Sign, day: number, value: number, isIll: boolean, rule: InfectionRule) {
  const missed = ring.last < 0 ? 0 : Math.min(kept(rule), day - ring.last - 1);
  for (let i = 0; i < missed; i++) ring.nights.push(0);
  ring.nights.push(Math.round(value * parts[sign]) * (isIll ? -1 : 1));
  if (ring.nights.length > kept(rule)) ring.nights.splice(0, ring.nights.length - kept(rule));
  ring.last = day;
}
/** How she is now is what she was like since `day`: what was before is forgotten, and what was marked as illness is not. */
export function beginAnew(ring: Ring, day: number): void {
  const first = ring.last - ring.nights.length + 1;
  ring.nights = ring.nights.slice(Math.max(0, day - first)).map(Math.abs);
}
/** In the sign's unit; undefined where it is not known. */
export function findNight({ last, nights }: Ring, sign: Sign, day: number): number | undefined {
  const kept = day > last ? 0 : (nights[nights.length - 1 - (last - day)] ?? 0);
  return kept === 0 ? undefined : Math.abs(kept) / parts[sign];
}
/** Known nights in order, `value` in the sign's unit. */
export function nightsOf({ last, nights }: Ring, sign: Sign): { day: number; value: number }[] {
  return nights.flatMap((kept, i) =>
    kept === 0 ? [] : [{ day: last - nights.length + 1 + i, value: Math.abs(kept) / parts[sign] }],
  );
}

export interface Baseline {
  /** On the sign's scale. */
  middle: number;
  sd: number;
  nights: number;
}
/** What was usual before night `day`; undefined while too few nights are known. */
export function findBaseline(ring: Ring, sign: Sign, day: number, rule: InfectionRule): Baseline | undefined {
  const first = ring.last - ring.nights.length + 1;
  const from = day - rule.lagDays - rule.windowDays;
  const values: number[] = [];
  for (let i = Math.max(0, from - first); i < ring.nights.length && first + i < day - rule.lagDays; i++)
    if (ring.nights[i]! > 0) values.push(to[sign](ring.nights[i]! / parts[sign]));
  if (values.length < rule.leastNights) return undefined;
  const middle = findMedian(values)!;
  const spread = 1.4826 * findMedian(values.map((value) => Math.abs(value - middle)))!;
  const { length: n } = values;
  const variance = (rule.sdNights * rule.sd[sign] ** 2 + n * spread ** 2) / (rule.sdNights + n);
  // The median is not known exactly: its variance is pi/2 of the mean's.
  return { middle, sd: Math.sqrt(variance * (1 + Math.PI / 2 / n)), nights: n };
}
/** How many of her standard deviations a night lies above her usual. */
export function distanceOf({ middle, sd }: Baseline, sign: Sign, value: number): number {
  return (to[sign](value) - middle) / sd;
}
/** The sign's unit again; `deviations` from the middle. */
export function valueAt({ middle, sd }: Baseline, sign: Sign, deviations: number): number {
  return back[sign](middle + deviations * sd);
}
