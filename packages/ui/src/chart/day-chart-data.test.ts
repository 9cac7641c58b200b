import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanPoints, figureRuns, figureScale, namedPoints } from './day-chart-data.ts';

const dayMs = 86_400_000;

describe('figureScale', () => {
  it('holds every value, has two lines or more and not many, for any values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e4, max: 1e5, noNaN: true }), { maxLength: 30 }),
        fc.boolean(),
        (values, clock) => {
          const { low, high, ticks } = figureScale(clock ? values.map((value) => Math.abs(value) % 1440) : values, {
            clock,
          });
          assert.ok(low < high);
          assert.ok(ticks.length >= 2 && ticks.length <= 8, `${ticks}`);
          for (const value of clock ? values.map((one) => Math.abs(one) % 1440) : values)
            assert.ok(value >= low - 1e-6 && value <= high + 1e-6);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts a clock in whole quarters, half hours and hours', () => {
    const { ticks } = figureScale([6 * 60 + 40, 8 * 60 + 10], { clock: true });
    assert.ok(
      ticks.every((tick) => tick % 15 === 0),
      `${ticks}`,
    );
  });

  it('does not go below nought where nothing does', () => assert.equal(figureScale([0, 3, 9]).low, 0));
});

describe('figureRuns', () => {
  const at = (day: number) => ({ t: day * dayMs, value: day });
  it('draws no line across a missing day', () => {
    assert.deepEqual(
      figureRuns([0, 1, 2, 5, 6].map(at)).map((run) => run.length),
      [3, 2],
    );
  });
  it('takes no points and one', () => {
    assert.deepEqual(figureRuns([]), []);
    assert.equal(figureRuns([at(3)]).length, 1);
  });
});

describe('namedPoints', () => {
  it('names the last, keeps inside the frame, and no two names meet', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 60 }), (given) => {
        const x = given.sort((a, b) => a - b);
        const named = namedPoints(x, { left: 0, right: 600, width: 70 });
        assert.equal(named[0]?.at, x.length - 1);
        for (let i = 0; i < named.length; i++) {
          assert.ok(named[i]!.x >= 35 && named[i]!.x <= 565);
          if (i > 0) assert.ok(named[i - 1]!.x - named[i]!.x >= 80 - 1e-9);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('cleanPoints', () => {
  it('leaves out what is no number and keeps the last of one moment, in order of time', () => {
    const given = [
      { t: 2, value: 5 },
      { t: 1, value: Number.NaN },
      { t: 0, value: 4 },
      { t: 2, value: 6 },
      { t: Number.POSITIVE_INFINITY, value: 1 },
    ];
    assert.deepEqual(cleanPoints(given), [
      { t: 0, value: 4 },
      { t: 2, value: 6 },
    ]);
  });
});
