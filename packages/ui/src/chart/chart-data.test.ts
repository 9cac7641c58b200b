import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SeriesAnswer } from '@munan/flow';
import { chartData, extent, verticalRange } from './chart-data.ts';

function answerOf(t: number[], values: (number | null)[], channel: SeriesAnswer['channel'] = 'pulse'): SeriesAnswer {
  return { now: 0, channel, from: 0, to: 100_000, resolution: 'raw', t, min: values, mean: values, max: values };
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
    const data = chartData({ ...answerOf([0, 20, 40, 900], [1, 1, 1, 1], 'acceleration'), x: [1, 2, 3, 4] });
    assert.deepEqual(data.x, [1, 2, 3, null, 4]);
    assert.equal(data.x?.length, data.t.length);
    assert.equal(data.y, undefined);
  });

  it('takes an answer without readings', () => {
    const data = chartData(answerOf([], []));
    assert.deepEqual(data.t, []);
    assert.equal(extent(data), undefined);
  });
});

describe('verticalRange', () => {
  it('shows the usual range of a quiet channel, and widens to what was measured and to the limits', () => {
    const [low, high] = verticalRange('pulse', chartData(answerOf([0, 1000], [70, 72])));
    assert.ok(low <= 50 && high >= 110);
    const wide = verticalRange('pulse', chartData(answerOf([0, 1000], [70, 160])), [30]);
    assert.ok(wide[0] <= 30 && wide[1] >= 160);
  });

  it('begins counts at nought', () => {
    assert.equal(verticalRange('steps', chartData(answerOf([0, 1000], [0, 12], 'steps')))[0], 0);
  });
});
