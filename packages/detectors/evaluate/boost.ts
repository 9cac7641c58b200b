/**
 * Gradient boosting of small trees for the logistic loss, over figures sorted into 32 bins: enough for some ten thousand impacts.
 * A figure that is not a number goes left everywhere. The same examples give the same trees.
 */

export interface Example {
  figures: readonly number[];
  isFall: boolean;
  weight: number;
}
/** Complete trees of depth 3: node i has children 2i+1 and 2i+2; at or above a threshold goes right. */
export interface Trees {
  base: number;
  /** Seven a tree. */
  figure: number[];
  below: number[];
  /** Eight a tree. */
  leaf: number[];
}
const depth = 3;
const inner = 2 ** depth - 1;
const bins = 32;
const settings = {
  trees: 150,
  learningRate: 0.08,
  leastWeight: 8,
  ridge: 2,
  leastGain: 0.3,
  rowShare: 0.5,
  columnShare: 0.5,
};
/** Where everything goes left; and where only what is not a number does. */
const always = 1e9;

/** Shares of rows and columns are drawn by a fixed generator. */
function drawing(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Binned {
  edges: number[];
  of: Uint8Array;
}
function binned(examples: readonly Example[], figure: number): Binned {
  const values = Float64Array.from(examples, ({ figures }) => figures[figure]!);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < bins; bin++) {
    const value = sorted[Math.floor((sorted.length * bin) / bins)];
    if (value !== undefined && value > (edges.at(-1) ?? sorted[0]!)) edges.push(value);
  }
  const of = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue; // bin 0
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[i]! >= edges[middle]!) low = middle + 1;
      else high = middle;
    }
    of[i] = low + 1;
  }
  return { edges, of };
}

interface Split {
  figure: number;
  below: number;
  gain: number;
}
interface Sums {
  gradient: Float64Array;
  curvature: Float64Array;
  weight: Float64Array;
}

/** @param directions a figure's number, 1: in every split on it more counts towards a fall; -1: away from one; 0: either */
export function boost(examples: readonly Example[], directions: readonly number[]): Trees {
  const count = examples.length;
  const random = drawing();
  const columns = directions.map((_, figure) => binned(examples, figure));
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const falls = examples.reduce((sum, { weight, isFall }) => sum + (isFall ? weight : 0), 0);
  const base = Math.log(falls / (total - falls));
  const scores = new Float64Array(count).fill(base);
  const gradient = new Float64Array(count);
  const curvature = new Float64Array(count);
  const trees: Trees = { base, figure: [], below: [], leaf: [] };
  for (let tree = 0; tree < settings.trees; tree++) {
    for (let i = 0; i < count; i++) {
      const { isFall, weight } = examples[i]!;
      const chance = 1 / (1 + Math.exp(-scores[i]!));
      gradient[i] = ((isFall ? 1 : 0) - chance) * weight;
      curvature[i] = chance * (1 - chance) * weight;
    }
    const rows = Int32Array.from(examples.keys()).filter(() => random() < settings.rowShare);
    const used = [...directions.keys()].filter(() => random() < settings.columnShare);
    const node = new Int32Array(count);
    const splits: (Split | undefined)[] = [];
    for (let level = 0; level < depth; level++) {
      const first = 2 ** level - 1;
      const found: (Split | undefined)[] = new Array(2 ** level);
      for (const figure of used) {
        const column = columns[figure]!;
        const sums = summed(rows, node, first, 2 ** level, column.of, { gradient, curvature, examples });
        for (let k = 0; k < 2 ** level; k++) {
          const best = bestSplit(sums, k, column.edges, directions[figure]!, found[k]?.gain ?? settings.leastGain);
          if (best) found[k] = { figure, ...best };
        }
      }
      splits.push(...found);
      for (let i = 0; i < count; i++) {
        const split = splits[node[i]!];
        const right = split !== undefined && examples[i]!.figures[split.figure]! >= split.below;
        node[i] = 2 * node[i]! + (right ? 2 : 1);
      }
    }
    const sums = new Float64Array(inner + 1);
    const curves = new Float64Array(inner + 1).fill(settings.ridge);
    for (const i of rows) {
      sums[node[i]! - inner]! += gradient[i]!;
      curves[node[i]! - inner]! += curvature[i]!;
    }
    const leaf = Array.from(sums, (sum, k) => (settings.learningRate * sum) / curves[k]!);
    for (let i = 0; i < count; i++) scores[i]! += leaf[node[i]! - inner]!;
    for (let k = 0; k < inner; k++) {
      trees.figure.push(splits[k]?.figure ?? 0);
      trees.below.push(splits[k]?.below ?? always);
    }
    trees.leaf.push(...leaf);
  }
  return trees;
}

function summed(
  rows: Int32Array,
  node: Int32Array,
  first: number,
  nodes: number,
  of: Uint8Array,
  given: { gradient: Float64Array; curvature: Float64Array; examples: readonly Example[] },
): Sums {
  const size = nodes * (bins + 1);
  const sums = { gradient: new Float64Array(size), curvature: new Float64Array(size), weight: new Float64Array(size) };
  for (let r = 0; r < rows.length; r++) {
    const i = rows[r]!;
    const at = (node[i]! - first) * (bins + 1) + of[i]!;
    sums.gradient[at]! += given.gradient[i]!;
    sums.curvature[at]! += given.curvature[i]!;
    sums.weight[at]! += given.examples[i]!.weight;
  }
  return sums;
}

function bestSplit(
  { gradient, curvature, weight }: Sums,
  k: number,
  edges: number[],
  direction: number,
  leastGain: number,
): { below: number; gain: number } | undefined {
  const { ridge, leastWeight } = settings;
  const at = k * (bins + 1);
  let [allGradient, allCurvature, allWeight] = [0, 0, 0];
  for (let bin = at; bin <= at + bins; bin++) {
    allGradient += gradient[bin]!;
    allCurvature += curvature[bin]!;
    allWeight += weight[bin]!;
  }
  let best: { below: number; gain: number } | undefined;
  let [left, leftCurvature, leftWeight] = [0, 0, 0];
  for (let bin = 0; bin <= edges.length; bin++) {
    left += gradient[at + bin]!;
    leftCurvature += curvature[at + bin]!;
    leftWeight += weight[at + bin]!;
    if (leftWeight < leastWeight || allWeight - leftWeight < leastWeight) continue;
    const right = allGradient - left;
    const rightCurvature = allCurvature - leftCurvature;
    if ((right / (rightCurvature + ridge) - left / (leftCurvature + ridge)) * direction < 0) continue;
    const gain =
      left ** 2 / (leftCurvature + ridge) +
      right ** 2 / (rightCurvature + ridge) -
      allGradient ** 2 / (allCurvature + ridge);
    if (gain > (best?.gain ?? leastGain)) best = { below: bin === 0 ? -always : edges[bin - 1]!, gain };
  }
  return best;
}
