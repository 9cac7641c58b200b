/**
 * Fits a scorecard: logistic regression over steps of each figure, by Newton's method, with neighbouring steps held together and each
 * figure's mean over those who have it held at 0, so that whether something was measured brings nothing. The same rows give the same points.
 */
import { type Card, type Scorecard, stepOf } from '../src/deterioration/scorecard.ts';

/** Rows of figures, one after the other. */
export interface Table {
  names: readonly string[];
  rows: number;
  figures: Float32Array;
  label: Uint8Array;
  weight: Float64Array;
  /** Of each row: rows of one set share an intercept. */
  set?: Uint8Array;
}
export interface FitOptions {
  steps?: number;
  /** How strongly neighbouring steps are held together, in rows. */
  smooth?: number;
  ridge?: number;
  rounds?: number;
  /** Of each figure: 1 where more may only bring more points, -1 where only fewer, 0 either. */
  directions?: readonly number[];
  /** Missing is a step of its own with points of its own: only to show what it leaks. */
  missingIsStep?: boolean;
}
export interface Fitted {
  card: Scorecard;
  /** Of each set. */
  intercepts: number[];
  /** Points of the missing step, only with `missingIsStep`. */
  missing: number[];
}

function edgesOf(table: Table, figure: number, steps: number): number[] {
  const width = table.names.length;
  const values: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const value = table.figures[row * width + figure]!;
    if (!Number.isNaN(value)) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  const edges: number[] = [];
  for (let step = 1; step < steps; step++) {
    const value = sorted[Math.floor((sorted.length * step) / steps)];
    if (value === undefined) continue;
    const edge = Number(value.toPrecision(4));
    if (edge > (edges.at(-1) ?? sorted[0]!)) edges.push(edge);
  }
  return edges;
}

/** Solves A x = b for a positive definite A (row after row), in place. */
function solve(a: Float64Array, b: Float64Array, size: number): Float64Array {
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < j; k++) {
      const factor = a[j * size + k]!;
      for (let i = j; i < size; i++) a[i * size + j]! -= a[i * size + k]! * factor;
    }
    const root = Math.sqrt(Math.max(a[j * size + j]!, 1e-9));
    for (let i = j; i < size; i++) a[i * size + j]! /= root;
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) b[i]! -= a[i * size + k]! * b[k]!;
    b[i]! /= a[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) b[i]! -= a[k * size + i]! * b[k]!;
    b[i]! /= a[i * size + i]!;
  }
  return b;
}

export function fitScorecard(table: Table, options: FitOptions = {}): Fitted {
  let edges = table.names.map((_, figure) => edgesOf(table, figure, options.steps ?? 24));
  let fitted = fitSteps(table, edges, options);
  for (;;) {
    // Neighbours that stand the wrong way round become one step, and all is fitted again from where it was.
    const kept = fitted.card.map(({ edges, points }, figure) =>
      edges.filter((_, i) => (points[i + 1]! - points[i]!) * (options.directions?.[figure] ?? 0) >= 0),
    );
    if (kept.every((some, figure) => some.length === edges[figure]!.length)) return fitted;
    edges = kept;
    fitted = fitSteps(table, edges, { ...options, rounds: 2 }, fitted);
  }
}

/** Newton's method begins where everybody has the mean risk: from far away it would not come back. */
function meanLogit({ rows, label, weight, set: sets }: Table, set: number): number {
  let [yes, all] = [0, 0];
  for (let row = 0; row < rows; row++) {
    if ((sets?.[row] ?? 0) !== set) continue;
    yes += label[row]! * weight[row]!;
    all += weight[row]!;
  }
  return Math.log(yes / (all - yes));
}

function fitSteps(table: Table, edges: number[][], options: FitOptions, from?: Fitted): Fitted {
  const { smooth = 500, ridge = 2, rounds = 5, missingIsStep = false } = options;
  const width = table.names.length;
  const sets = table.set ? Math.max(...new Set(table.set)) + 1 : 1;
  // Columns: the intercepts, then the steps of each figure, then (only to show a leak) one for each missing figure.
  const firsts: number[] = [];
  let size = sets;
  for (const edge of edges) {
    firsts.push(size);
    size += edge.length + 1;
  }
  const missingFirst = size;
  if (missingIsStep) size += width;
  const columns = new Int16Array(table.rows * width);
  const share = new Float64Array(size);
  const present = new Float64Array(width);
  let total = 0;
  for (let row = 0; row < table.rows; row++) {
    total += table.weight[row]!;
    for (let figure = 0; figure < width; figure++) {
      const value = table.figures[row * width + figure]!;
      const at = row * width + figure;
      if (Number.isNaN(value)) columns[at] = missingIsStep ? missingFirst + figure : -1;
      else {
        columns[at] = firsts[figure]! + stepOf(edges[figure]!, value);
        share[columns[at]!]! += table.weight[row]!;
        present[figure]! += table.weight[row]!;
      }
    }
  }
  const penalty = new Float64Array(size * size);
  for (let j = sets; j < size; j++) penalty[j * size + j] = ridge;
  edges.forEach((edge, figure) => {
    const first = firsts[figure]!;
    for (let step = 0; step < edge.length; step++) {
      const [a, b] = [first + step, first + step + 1];
      penalty[a * size + a]! += smooth;
      penalty[b * size + b]! += smooth;
      penalty[a * size + b]! -= smooth;
      penalty[b * size + a]! -= smooth;
    }
    // So strongly that what is left of it is nothing beside what the figure says.
    const hold = 30 * total;
    for (let i = first; i <= first + edge.length; i++)
      for (let j = first; j <= first + edge.length; j++)
        penalty[i * size + j]! += (hold * share[i]! * share[j]!) / Math.max(1, present[figure]!) ** 2;
  });
  const w = new Float64Array(size);
  for (let set = 0; set < sets; set++) w[set] = from?.intercepts[set] ?? meanLogit(table, set);
  if (from)
    edges.forEach((edge, figure) => {
      const before = from.card[figure]!;
      for (let step = 0; step <= edge.length; step++)
        w[firsts[figure]! + step] = before.points[step === 0 ? 0 : stepOf(before.edges, edge[step - 1]!)]!;
    });
  for (let round = 0; round < rounds; round++) {
    const gradient = new Float64Array(size);
    const hessian = Float64Array.from(penalty);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gradient[i]! -= penalty[i * size + j]! * w[j]!;
    const active = new Int16Array(width + 1);
    for (let row = 0; row < table.rows; row++) {
      let count = 0;
      active[count++] = table.set ? table.set[row]! : 0;
      let score = w[active[0]!]!;
      for (let figure = 0; figure < width; figure++) {
        const column = columns[row * width + figure]!;
        if (column < 0) continue;
        active[count++] = column;
        score += w[column]!;
      }
      const chance = 1 / (1 + Math.exp(-score));
      const slope = table.weight[row]! * (table.label[row]! - chance);
      const curve = table.weight[row]! * chance * (1 - chance);
      // Columns rise within a row, so the lower half is filled (but for the missing ones, which come last).
      for (let i = 0; i < count; i++) {
        const a = active[i]!;
        gradient[a]! += slope;
        for (let j = 0; j <= i; j++) {
          const b = active[j]!;
          hessian[a > b ? a * size + b : b * size + a]! += curve;
        }
      }
    }
    const step = solve(hessian, gradient, size);
    for (let j = 0; j < size; j++) w[j]! += step[j]!;
  }
  const card: Card[] = table.names.map((figure, i) => ({
    figure,
    edges: edges[i]!,
    points: Array.from(w.subarray(firsts[i]!, firsts[i]! + edges[i]!.length + 1), (point) => Number(point.toFixed(3))),
  }));
  return {
    card,
    intercepts: Array.from(w.subarray(0, sets)),
    missing: missingIsStep ? Array.from(w.subarray(missingFirst)) : table.names.map(() => 0),
  };
}

/** Points of every row. */
export function scoreRows(fitted: Fitted, figures: Float32Array, rows: number): Float64Array {
  const { card, missing } = fitted;
  const width = card.length;
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const value = figures[row * width + i]!;
      sum += Number.isNaN(value) ? missing[i]! : card[i]!.points[stepOf(card[i]!.edges, value)]!;
    }
    scores[row] = sum;
  }
  return scores;
}
