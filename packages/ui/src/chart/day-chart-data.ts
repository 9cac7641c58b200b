/** What a chart of single values (one a day, one an hour) is drawn from. */

export interface FigurePoint {
  t: number;
  value: number;
}
export interface FigureScale {
  low: number;
  high: number;
  /** Where lines go across and are named. */
  ticks: number[];
}

/** Steps that people count in. A clock counts in minutes of the day. */
const clockSteps = [15, 30, 60, 120, 180, 240, 360];

function stepOf(span: number, most: number, clock: boolean): number {
  const wanted = span / most;
  if (clock) return clockSteps.find((step) => step >= wanted) ?? 480;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((one) => one * power).find((step) => step >= wanted * 0.999) ?? 10 * power;
}

/** A scale that holds all values with a little room. Equal values get a scale around them. `clock`: minutes of the day. */
export function figureScale(values: number[], { clock = false, most = 4 } = {}): FigureScale {
  const known = values.filter(Number.isFinite);
  const least = known.length > 0 ? Math.min(...known) : 0;
  const largest = known.length > 0 ? Math.max(...known) : 1;
  const apart = largest - least;
  // What differs by less than can be drawn is the same.
  const isOne = apart <= 1e-9 * Math.max(1, Math.abs(largest));
  const span = isOne ? (clock ? 60 : Math.max(1, Math.abs(largest) * 0.1)) : apart;
  const step = stepOf(span * 1.15, most, clock);
  let low = Math.floor((least - span * 0.05) / step) * step;
  if (least >= 0 && low < 0) low = 0;
  const high = Math.ceil((largest + span * 0.05) / step) * step;
  const ticks: number[] = [];
  for (let i = 0; low + i * step <= high + step * 1e-6; i++) ticks.push(Number((low + i * step).toPrecision(10)));
  return { low, high: ticks.at(-1) ?? high, ticks };
}

/** Runs of points that belong together: a hole longer than one and a half usual steps is not drawn across. */
export function figureRuns(points: FigurePoint[]): FigurePoint[][] {
  const steps = points
    .slice(1)
    .map((point, i) => point.t - points[i]!.t)
    .sort((a, b) => a - b);
  const usual = steps[steps.length >> 1] ?? 0;
  const runs: FigurePoint[][] = [];
  for (let i = 0; i < points.length; i++) {
    const last = runs.at(-1);
    if (last && points[i]!.t - points[i - 1]!.t <= usual * 1.5) last.push(points[i]!);
    else runs.push([points[i]!]);
  }
  return runs;
}

/**
 * Which of the points are named below the chart: the last, and going back as many as have room. `x` px of each point; a name
 * is moved inwards where it would leave [left, right].
 */
export function namedPoints(
  x: number[],
  { left, right, width, gap = 10 }: { left: number; right: number; width: number; gap?: number },
): { at: number; x: number }[] {
  const named: { at: number; x: number }[] = [];
  let free = Number.POSITIVE_INFINITY;
  for (let at = x.length - 1; at >= 0; at--) {
    const middle = Math.min(right - width / 2, Math.max(left + width / 2, x[at]!));
    if (middle + width / 2 > free) continue;
    named.push({ at, x: middle });
    free = middle - width / 2 - gap;
  }
  return named;
}

/** In order of time, one a moment, without what is no number. */
export function cleanPoints(points: FigurePoint[]): FigurePoint[] {
  const byTime = new Map<number, FigurePoint>();
  for (const point of points) if (Number.isFinite(point.t) && Number.isFinite(point.value)) byTime.set(point.t, point);
  return [...byTime.values()].sort((a, b) => a.t - b.t);
}
