import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitScorecard, scoreRows, type Table } from './fit-scorecard.ts';
import { areaUnderRoc, drawsFrom } from './intervals.ts';

/** Made up: the first figure decides, the second is noise, and in every third row nothing was measured. */
function made(rows: number, chanceOf: (value: number, missing: boolean) => number, every = 3): Table {
  const draw = drawsFrom(17);
  const figures = new Float32Array(2 * rows);
  const label = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = 4 * draw() - 2;
    const missing = row % every === 0;
    figures[2 * row] = missing ? Number.NaN : value;
    figures[2 * row + 1] = draw();
    label[row] = draw() < chanceOf(value, missing) ? 1 : 0;
  }
  return { names: ['decides', 'noise'], rows, figures, label, weight: new Float64Array(rows).fill(1) };
}
const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));

test('fitScorecard finds the points of what decides, and none of noise', () => {
  const table = made(60_000, (value) => logistic(-2 + 1.5 * value), 1e9);
  const { card, intercepts } = fitScorecard(table, { steps: 12, smooth: 1 });
  const [decides, noise] = card;
  const [low, high] = [decides!.points[0]!, decides!.points.at(-1)!];
  // Ends of the outer steps are at -1.83 and 1.83 of -2..2, so 1.5 * 3.67 apart.
  assert.ok(Math.abs(high - low - 5.5) < 0.6, `${high - low}`);
  assert.ok(
    noise!.points.every((point) => Math.abs(point) < 0.15),
    `${noise!.points}`,
  );
  assert.ok(intercepts[0]! < -1);
  const scores = scoreRows({ card, intercepts, missing: [0, 0] }, table.figures, table.rows);
  const of = (label: number) => [...scores].filter((_, row) => table.label[row] === label);
  assert.ok(areaUnderRoc(of(1), of(0)) > 0.8);
});

test('fitScorecard gives nothing for having been measured, though the missing have twice the risk', () => {
  const table = made(60_000, (value, missing) => (missing ? 0.4 : logistic(-2 + value)));
  const { card } = fitScorecard(table, { steps: 12, smooth: 20 });
  const measured = Array.from({ length: table.rows }, (_, row) => row).filter((row) => row % 3 !== 0);
  const scores = scoreRows(
    { card: [card[0]!, { figure: 'noise', edges: [], points: [0] }], intercepts: [0], missing: [0, 0] },
    table.figures,
    table.rows,
  );
  const mean = measured.reduce((sum, row) => sum + scores[row]!, 0) / measured.length;
  assert.ok(Math.abs(mean) < 0.02, `${mean}`);
  assert.equal(scores[0], 0);
});

test('fitScorecard holds to a direction: steps that stand the wrong way round become one', () => {
  const table = made(30_000, (value) => logistic(-1 + Math.abs(value)));
  const { card } = fitScorecard(table, { steps: 12, smooth: 20, directions: [1, -1] });
  for (const [figure, direction] of [
    [0, 1],
    [1, -1],
  ] as const) {
    const { points, edges } = card[figure]!;
    assert.equal(points.length, edges.length + 1);
    for (let step = 1; step < points.length; step++) assert.ok((points[step]! - points[step - 1]!) * direction >= 0);
  }
  assert.ok(card[0]!.points.length < 12 && card[0]!.points.at(-1)! > 0.5);
});
