/** Scored breathing events against desaturations, and what a rule without eyes would reach. */
import type { Reading } from '@munan/flow';
import { startHalfMinutes } from '../src/half-minutes.ts';
import type { Desaturation } from '../src/oxygen/desaturation.ts';
import { startOxygen, stepOxygenReading } from '../src/oxygen/oxygen-minute.ts';
import type { Span } from './oxygen-sets.ts';

/** Saturation follows breath by the way of the blood: an event's fall is under way from 5 s after its beginning to 45 s after its end. */
const lag = { afterBeginS: 5, afterEndS: 45 };

export interface Matched {
  hits: number;
  scored: number;
  said: number;
}
/** One to one, in order of time. */
export function match(scored: readonly Span[], said: readonly Span[]): Matched {
  let hits = 0;
  let next = 0;
  for (const event of scored) {
    while (next < said.length && said[next]!.toS < event.fromS + lag.afterBeginS) next++;
    if (next < said.length && said[next]!.fromS <= event.toS + lag.afterEndS) {
      hits++;
      next++;
    }
  }
  return { hits, scored: scored.length, said: said.length };
}
export const f1 = ({ hits, scored, said }: Matched) => (2 * hits) / (scored + said);

export function desaturationsOf(spo2: Float64Array, dtMs: number): Desaturation[] {
  const events: Desaturation[] = [];
  const reading: Reading = { channel: 'spo2', t: 0, dt: dtMs, values: spo2 };
  stepOxygenReading(startOxygen(), startHalfMinutes(), reading, [], [], events);
  return events;
}
export const spanOf = ({ from, to }: Pick<Desaturation, 'from' | 'to'>): Span => ({
  fromS: from / 1000,
  toS: to / 1000,
});
export const depthOf = ({ baselinePercent, nadirPercent }: Desaturation) => baselinePercent - nadirPercent;

/**
 * The simplest published way: each time that saturation comes to `depth` below the highest of the last two minutes, with whatever
 * the sensor said in it above 50 %.
 */
export function naiveDesaturations(spo2: Float64Array, dtMs: number, depth: number): Span[] {
  const back = Math.round(120_000 / dtMs);
  const spans: Span[] = [];
  let below = -1;
  const seconds = (i: number) => (i * dtMs) / 1000;
  // Indexes of candidates for the highest, falling.
  const tops: number[] = [];
  for (let i = 0; i < spo2.length; i++) {
    const value = spo2[i]!;
    if (!(value >= 50)) continue;
    while (tops.length > 0 && spo2[tops.at(-1)!]! <= value) tops.pop();
    tops.push(i);
    while (tops[0]! < i - back) tops.shift();
    const isBelow = value <= spo2[tops[0]!]! - depth;
    if (isBelow && below < 0) below = i;
    if (!isBelow && below >= 0) {
      spans.push({ fromS: seconds(below), toS: seconds(i) });
      below = -1;
    }
  }
  return spans;
}
/** A clock: so many events, evenly over the night. */
export function clock(count: number, seconds: number): Span[] {
  return Array.from({ length: count }, (_, i) => {
    const at = ((i + 0.5) * seconds) / count;
    return { fromS: at - 10, toS: at + 10 };
  });
}
/** The same events at another time of the night: what the match gives by chance. */
export function shifted(spans: readonly Span[], byS: number, seconds: number): Span[] {
  return spans
    .map(({ fromS, toS }) => {
      const from = (fromS + byS) % seconds;
      return { fromS: from, toS: from + toS - fromS };
    })
    .sort((a, b) => a.fromS - b.fromS);
}
