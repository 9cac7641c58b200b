import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SeriesAnswer } from '@munan/flow';
import { aloneAt, bandInView, chartData, extent, verticalRange } from './chart-data.ts';

function answerOf(t: number[], values: (number | null)[]): SeriesAnswer {
  return {
    now: 0,
    channel: 'pulse',
    from: 0,
    to: 100_000,
    resolution: 'raw',
    t,
    min: values,
    mean: values,
    max: values,
  };
}

describe('chartData', () => {
  it('puts a null into a hole of time, so that no line is drawn across it', () => {
    const data = chartData(answerOf([0, 1000, 2000, 60_000, 61_000], [70, 71, 72, 80, 81]));
    assert.deepEqual(data.t, [0, 1000, 2000, 3000, 60_000, 61_000]);
    assert.deepEqual(data.mean, [70, 71, 72, null, 80, 81]);
  });

  it('leaves evenly spaced readings and their nulls as they are', () => {
    const data = chartData(answerOf([0, 1000, 2000, 3000], [70, null, null, 73]));
    assert.deepEqual(data.t, [0, 1000, 2000, 3000]);
    assert.deepEqual(data.max, [70, null, null, 73]);
  });

  it('keeps x, y and z in step with the time', () => {
    const data = chartData({ ...answerOf([0, 20, 40, 900], [1, 1, 1, 1]), x: [1, 2, 3, 4] });
    assert.deepEqual(data.x, [1, 2, 3, null, 4]);
    assert.equal(data.x?.length, data.t.length);
    assert.equal(data.y, undefined);
  });

  it('makes one point of what two devices measured at the same moment', () => {
    const data = chartData(answerOf([0, 0, 60_000, 60_000, 120_000], [10, 30, null, 8, 5]));
    assert.deepEqual(data.t, [0, 60_000, 120_000]);
    assert.deepEqual(
      [data.min, data.mean, data.max],
      [
        [10, 8, 5],
        [20, 8, 5],
        [30, 8, 5],
      ],
    );
  });

  it('takes an answer without readings', () => {
    const data = chartData(answerOf([], []));
    assert.deepEqual(data.t, []);
    assert.equal(extent([data.min, data.max]), undefined);
  });
});

describe('verticalRange', () => {
  it('shows the usual range of a quiet channel, and widens to what was measured and to the limits', () => {
    const [low, high] = verticalRange('pulse', { least: 70, most: 72 });
    assert.ok(low <= 50 && high >= 110);
    const wide = verticalRange('pulse', { least: 70, most: 160 }, [30]);
    assert.ok(wide[0] <= 30 && wide[1] >= 160);
  });

  it('begins counts at nought', () => {
    assert.equal(verticalRange('steps', { least: 0, most: 12 })[0], 0);
  });
});

describe('bandInView', () => {
  it('lets a usual range widen the view, and one far beyond the readings by half of it only', () => {
    const measured = { least: 60, most: 80 };
    const [low, high] = verticalRange('pulse', measured);
    assert.deepEqual(bandInView('pulse', measured, { low: 45, high: 115 }), [45, 115]);
    const [from, to] = bandInView('pulse', measured, { low: -500, high: 900 });
    assert.deepEqual([from, to], [low - (high - low) / 2, high + (high - low) / 2]);
    assert.deepEqual(bandInView('pulse', measured, undefined), []);
  });
});

describe('aloneAt', () => {
  it('finds readings between two gaps, also at either end', () => {
    assert.deepEqual(aloneAt([1, null, 2, 3, null, 4, null, 5]), [0, 5, 7]);
    assert.deepEqual(aloneAt([null, 0, null]), [1]);
    assert.deepEqual(aloneAt([1, 2, 3]), []);
  });
});
