import { join } from 'node:path';
import { readRows } from './fall-sets.ts';
import { wallClock } from './movement-sets.ts';

/**
 * The three homes as minutes. Nobody there wore anything: doors, taps and a bed told of the person. A minute in which she is busy by
 * her own diary, or in which a sensor changes, counts as `busyCounts`; sitting before the television as a little now and then; the
 * rest as 0. While she is out or in bed nothing is known: a door does not see her turn over. Nor is a day without any event.
 */
export const busyCounts = 400;
const minuteMs = 60_000;
export interface Home {
  name: string;
  from: number;
  counts: Float64Array;
  /** Minutes in bed by the diary. */
  inBed: Uint8Array;
  /** Minutes at which a visit to the toilet began, by the diary. */
  toilet: number[];
}
const outNames = /leav|going-out/i;
const bedNames = /sleep|go-to-bed/i;
const restNames = /tv|spare|watching/i;

interface Span {
  from: number;
  to: number;
}
function spanOf(row: Record<string, string>): Span | undefined {
  const from = wallClock(row.start_local ?? '');
  const to = row.end_local ? wallClock(row.end_local) : from + 1000 * Number(row.duration_s);
  return Number.isFinite(from) && Number.isFinite(to) && to >= from ? { from, to } : undefined;
}
export function readHome(folder: string, name: string): Home {
  const base = join(folder, 'rhythm/homes');
  const activities = readRows(join(base, `${name}_activities.csv.gz`));
  const sensors = readRows(join(base, `${name}_sensors.csv.gz`));
  const spans = [...activities, ...sensors].flatMap((row) => spanOf(row) ?? []);
  const from =
    Math.floor(spans.reduce((least, span) => Math.min(least, span.from), Number.POSITIVE_INFINITY) / minuteMs) *
    minuteMs;
  const end = spans.reduce((most, span) => Math.max(most, Math.min(span.to, span.from + 12 * 3_600_000)), 0);
  const length = Math.ceil((end - from) / minuteMs);
  const counts = new Float64Array(length);
  const inBed = new Uint8Array(length);
  const each = ({ from: start, to }: Span, act: (minute: number) => void) => {
    const last = Math.min(length - 1, Math.floor((to - from) / minuteMs));
    for (let minute = Math.max(0, Math.floor((start - from) / minuteMs)); minute <= last; minute++) act(minute);
  };
  const busy = (minute: number) => {
    counts[minute] = busyCounts;
  };
  const unknown = (minute: number) => {
    counts[minute] = Number.NaN;
  };
  // The later of these overrule the earlier: who is out is out, whatever a tap does.
  const named = (pattern: RegExp) =>
    activities.filter((row) => pattern.test(row.activity ?? '')).flatMap((row) => spanOf(row) ?? []);
  const starts = sensors.flatMap((row) => spanOf(row)?.from ?? []).sort((a, b) => a - b);
  for (const span of named(restNames))
    each(span, (minute) => {
      if (minute % 12 === 0) counts[minute] = 60;
    });
  for (const row of activities) {
    const span = spanOf(row);
    if (span && ![outNames, bedNames, restNames].some((pattern) => pattern.test(row.activity ?? ''))) each(span, busy);
  }
  for (const row of sensors) {
    const span = spanOf(row);
    // A bed and a chair that are pressed on are no movement, their beginning and end are.
    if (!span) continue;
    each({ from: span.from, to: span.from }, busy);
    each({ from: span.to, to: span.to }, busy);
  }
  for (const span of named(bedNames)) {
    each(span, unknown);
    each(span, (minute) => {
      inBed[minute] = 1;
    });
  }
  for (const span of named(outNames)) {
    // One diary says how long she was out, another only that she went: then until a sensor tells of her again.
    const back = span.to - span.from > 30 * minuteMs ? span.to : starts.find((at) => at > span.to + 10 * minuteMs);
    each({ from: span.from, to: (back ?? span.to) - minuteMs }, unknown);
  }
  let since = 0;
  for (let i = 0; i <= length; i++) {
    if (i < length && counts[i] === 0) continue;
    if (i - since > 1440) counts.fill(Number.NaN, since, i);
    since = i + 1;
  }
  const toilet = named(/toilet/i).map((span) => Math.floor((span.from - from) / minuteMs));
  return { name, from, counts, inBed, toilet };
}
