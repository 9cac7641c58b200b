/** Gradient boosting of small trees for the logistic loss: enough for some thousand impacts of eleven figures. */

export interface Example {
  figures: number[];
  isFall: boolean;
  weight: number;
}
/** Complete trees of depth 3: node i has children 2i+1 and 2i+2; below a threshold goes left. */
export interface Trees {
  base: number;
  /** Seven a tree. */
  figure: number[];
  below: number[];
  /** Eight a tree. */
  leaf: number[];
}
const depth = 3;
const settings = { trees: 80, learningRate: 0.12, leastWeight: 15 };

export function boost(examples: Example[]): Trees {
  const count = examples.length;
  const figures = examples[0]!.figures.length;
  const orders = Array.from({ length: figures }, (_, figure) =>
    examples.map((_, index) => index).sort((a, b) => examples[a]!.figures[figure]! - examples[b]!.figures[figure]!),
  );
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const falls = examples.reduce((sum, { weight, isFall }) => sum + (isFall ? weight : 0), 0) / total;
  const base = Math.log(falls / (1 - falls));
  const scores = new Float64Array(count).fill(base);
  const trees: Trees = { base, figure: [], below: [], leaf: [] };
  for (let tree = 0; tree < settings.trees; tree++) {
    const gradient = new Float64Array(count);
    const curvature = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const chance = 1 / (1 + Math.exp(-scores[i]!));
      gradient[i] = ((examples[i]!.isFall ? 1 : 0) - chance) * examples[i]!.weight;
      curvature[i] = chance * (1 - chance) * examples[i]!.weight;
    }
    const node = new Int32Array(count);
    const figure = new Array<number>(7).fill(0);
    const below = new Array<number>(7).fill(Number.MAX_VALUE);
    const leaf = new Array<number>(8).fill(0);
    for (let id = 0; id < 7; id++) {
      const split = bestSplit(id, node, examples, orders, gradient, curvature);
      if (split) {
        figure[id] = split.figure;
        below[id] = split.below;
      }
      for (let i = 0; i < count; i++) {
        if (node[i] !== id) continue;
        node[i] = examples[i]!.figures[figure[id]!]! < below[id]! ? 2 * id + 1 : 2 * id + 2;
      }
    }
    for (let id = 7; id < 15; id++) {
      let sum = 0;
      let curve = 1;
      for (let i = 0; i < count; i++) {
        if (node[i] !== id) continue;
        sum += gradient[i]!;
        curve += curvature[i]!;
      }
      leaf[id - 7] = (settings.learningRate * sum) / curve;
    }
    for (let i = 0; i < count; i++) scores[i] = scores[i]! + leaf[node[i]! - 7]!;
    trees.figure.push(...figure);
    trees.below.push(...below);
    trees.leaf.push(...leaf);
  }
  return trees;
}

function bestSplit(
  id: number,
  node: Int32Array,
  examples: Example[],
  orders: number[][],
  gradient: Float64Array,
  curvature: Float64Array,
): { figure: number; below: number } | undefined {
  if (id >= 2 ** depth - 1) return undefined;
  let [allGradient, allCurvature, allWeight] = [0, 0, 0];
  for (let i = 0; i < node.length; i++) {
    if (node[i] !== id) continue;
    allGradient += gradient[i]!;
    allCurvature += curvature[i]!;
    allWeight += examples[i]!.weight;
  }
  let best: { figure: number; below: number; gain: number } | undefined;
  for (let figure = 0; figure < orders.length; figure++) {
    let [leftGradient, leftCurvature, leftWeight] = [0, 0, 0];
    let previous = Number.NaN;
    for (const i of orders[figure]!) {
      if (node[i] !== id) continue;
      const value = examples[i]!.figures[figure]!;
      if (value > previous && leftWeight > settings.leastWeight && allWeight - leftWeight > settings.leastWeight) {
        const gain =
          leftGradient ** 2 / (leftCurvature + 1) +
          (allGradient - leftGradient) ** 2 / (allCurvature - leftCurvature + 1) -
          allGradient ** 2 / (allCurvature + 1);
        if (gain > 0.5 && (!best || gain > best.gain)) best = { figure, below: (value + previous) / 2, gain };
      }
      leftGradient += gradient[i]!;
      leftCurvature += curvature[i]!;
      leftWeight += examples[i]!.weight;
      previous = value;
    }
  }
  return best;
}
