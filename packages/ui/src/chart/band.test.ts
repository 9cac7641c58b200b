import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bandAt, bandExtent, bandPieces } from './band.ts';

const band = (steps: [number, number, number][], to = 1000) => ({
  label: 'usual',
  steps: steps.map(([t, low, high]) => ({ t, low, high })),
  to,
});

describe('bandPieces', () => {
  it('holds a step until the next and the last until the end, cut to what is shown', () => {
    assert.deepEqual(
      bandPieces(
        band([
          [0, 50, 60],
          [400, 60, 80],
        ]),
        100,
        700,
      ),
      [
        { from: 100, to: 400, low: 50, high: 60 },
        { from: 400, to: 700, low: 60, high: 80 },
      ],
    );
  });

  it('ends where the band ends, not where the chart does', () => {
    assert.deepEqual(bandPieces(band([[0, 1, 2]], 300), 0, 900), [{ from: 0, to: 300, low: 1, high: 2 }]);
  });

  for (const [what, steps, pieces] of [
    ['nothing', [], 0],
    ['a range of one value', [[0, 5, 5]], 1],
    ['a range upside down', [[0, 6, 5]], 0],
    ['NaN for a range', [[0, Number.NaN, 5]], 0],
    ['NaN for a moment', [[Number.NaN, 1, 5]], 0],
    ['only steps after what is shown', [[950, 1, 5]], 0],
    [
      'steps out of order',
      [
        [500, 3, 4],
        [0, 1, 2],
      ],
      2,
    ],
  ] as [string, [number, number, number][], number][])
    it(`takes ${what}`, () => assert.equal(bandPieces(band(steps), 0, 900).length, pieces));
});

describe('bandAt', () => {
  const pieces = bandPieces(
    band([
      [0, 1, 2],
      [100, 3, 4],
    ]),
    0,
    200,
  );
  it('finds the range of a moment, at either edge too, and none outside', () => {
    assert.equal(bandAt(pieces, 0)?.low, 1);
    assert.equal(bandAt(pieces, 100)?.low, 3);
    assert.equal(bandAt(pieces, 200)?.low, 3);
    assert.equal(bandAt(pieces, 201), undefined);
    assert.equal(bandAt(pieces, -1), undefined);
  });
  it('bandExtent spans all pieces', () => {
    assert.deepEqual(bandExtent(pieces), { low: 1, high: 4 });
    assert.equal(bandExtent([]), undefined);
  });
});
