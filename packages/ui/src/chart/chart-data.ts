import type { Channel, SeriesAnswer } from '@munan/flow';

type Column = (number | null)[];

/** Columns as the chart draws them; every column is as long as `t`. */
export interface ChartData {
  t: number[];
  min: Column;
  mean: Column;
  max: Column;
  x?: Column;
  y?: Column;
  z?: Column;
}

const columns = ['min', 'mean', 'max', 'x', 'y', 'z'] as const;
/** A step so many times longer than the usual one is a time in which nothing was measured. */
const gapSteps = 3.5;

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Two devices may measure the same at the same moment: one point, from the lowest to the highest of what they say. */
function joined(given: ChartData, into: ChartData, i: number): boolean {
  const last = into.t.length - 1;
  if (last < 0 || into.t[last] !== given.t[i]) return false;
  const both = (name: (typeof columns)[number], join: (a: number, b: number) => number) => {
    const column = into[name];
    const [old, fresh] = [column?.[last], given[name]?.[i]];
    if (column && fresh != null) column[last] = old == null ? fresh : join(old, fresh);
  };
  both('min', Math.min);
  both('max', Math.max);
  both('mean', (a, b) => (a + b) / 2);
  for (const name of ['x', 'y', 'z'] as const) both(name, (a) => a);
  return true;
}

/**
 * The answer with a null put into every hole of time, so that no line is drawn across what was not measured.
 * Readings of two devices may differ in rate; the usual step is the median one.
 */
export function chartData(answer: SeriesAnswer): ChartData {
  const { t } = answer;
  const steps: number[] = [];
  for (let i = 1; i < t.length; i++) if (t[i] !== t[i - 1]) steps.push(t[i]! - t[i - 1]!);
  const usual = median(steps);
  const made: ChartData = { t: [], min: [], mean: [], max: [] };
  for (const name of columns) if (answer[name]) made[name] = [];
  for (let i = 0; i < t.length; i++) {
    if (joined(answer, made, i)) continue;
    if (i > 0 && usual > 0 && t[i]! - t[i - 1]! > usual * gapSteps) {
      made.t.push(t[i - 1]! + usual);
      for (const name of columns) made[name]?.push(null);
    }
    made.t.push(t[i]!);
    for (const name of columns) made[name]?.push(answer[name]?.[i] ?? null);
  }
  return made;
}

export interface Extent {
  least: number;
  most: number;
}

/** Least and most of what is drawn; undefined when nothing is. */
export function extent(drawn: Column[]): Extent | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const column of drawn) {
    for (const value of column) {
      if (value === null) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return least <= most ? { least, most } : undefined;
}

/** What is always in view, so that a quiet pulse looks quiet: a chart that zooms to noise alarms for nothing. */
const usualRange: Record<Channel, [number, number]> = {
  spo2: [88, 100],
  pulse: [50, 110],
  temperature: [35.5, 38],
  activity: [0, 50],
  steps: [0, 20],
  acceleration: [-1200, 1200],
};

/**
 * As much of a person's usual range as may widen the view: a band three times as high as the readings would show the band and
 * no reading. What lies beyond is cut off at the edge.
 */
export function bandInView(
  channel: Channel,
  measured: Extent | undefined,
  band: { low: number; high: number } | undefined,
  limits: number[] = [],
): number[] {
  if (!band) return [];
  const [low, high] = verticalRange(channel, measured, limits);
  const room = (high - low) / 2;
  return [Math.max(band.low, low - room), Math.min(band.high, high + room)];
}

/** The vertical range of a channel's chart: the usual one, widened to what was measured and to the limits. */
export function verticalRange(channel: Channel, measured: Extent | undefined, limits: number[] = []): [number, number] {
  const [low, high] = usualRange[channel];
  const least = Math.min(low, measured?.least ?? low, ...limits);
  const most = Math.max(high, measured?.most ?? high, ...limits);
  const room = (most - least) * 0.06;
  const top = channel === 'spo2' ? Math.max(100, most) + (most - least) * 0.02 : most + room;
  return [least === 0 && low === 0 ? 0 : least - room, top];
}

/** Where a reading stands alone between gaps: no line leads to it, so it must be drawn as a point. */
export function aloneAt(values: ArrayLike<number | null | undefined>): number[] {
  const alone: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) alone.push(i);
  }
  return alone;
}
