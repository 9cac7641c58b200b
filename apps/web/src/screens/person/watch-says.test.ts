import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RhythmFigures } from '@munan/flow';
import { findDaysBetween, ownSize, tellingFigure } from './watch-says.ts';

const rhythm = (is: number | null, iv: number | null, ra: number | null): RhythmFigures => ({
  days: 7,
  interdailyStability: is,
  intradailyVariability: iv,
  relativeAmplitude: ra,
  leastActive5h: null,
  mostActive10h: null,
});

describe('tellingFigure', () => {
  for (const [given, told] of [
    [[0.7, 1.5, 0.4], 'variability'],
    [[0.2, 0.8, 0.4], 'amplitude'],
    [[0.2, 0.8, 0.9], 'stability'],
    [[0.7, 0.8, 0.9], 'amplitude'],
    [[0.7, 0.8, null], 'stability'],
    [[null, 0.8, null], 'variability'],
    [[null, null, null], undefined],
  ] as const)
    it(`of ${given.join(', ')} tells ${told}`, () =>
      assert.equal(tellingFigure(rhythm(...(given as [number, number, number]))), told));
});

describe('ownSize', () => {
  it('is low, middle or high of the mean, and nothing of nothing', () => {
    assert.deepEqual([[0.1], [0.2, 0.8], [0.9, 0.95], []].map(ownSize), ['low', 'middle', 'high', undefined]);
  });
});

describe('findDaysBetween', () => {
  for (const [rarity, days] of [
    [0, 1],
    [0.48, 3],
    [1.5, 32],
    [2, 100],
    [2.55, 400],
    [-0.3, undefined],
    [Number.NaN, undefined],
  ] as const)
    it(`of rarity ${rarity} is ${days}`, () => assert.equal(findDaysBetween(rarity), days));
});
