import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { siteZoneOffsetMinutes, type UsualRange } from '@munan/flow';
import { findPresentRange, nightOf, usualBand } from './usual-band.ts';

const hourMs = 3_600_000;
/** A local midnight. */
const midnight = Date.UTC(2026, 10, 20) - siteZoneOffsetMinutes * 60_000;
const range = (doing: UsualRange['doing'], from: number, to: number, low: number, high: number): UsualRange => ({
  channel: 'pulse',
  doing,
  fromMinute: from * 60,
  toMinute: to * 60,
  low,
  middle: (low + high) / 2,
  high,
  own: 0.5,
});
const all = [
  range('asleep', 0, 12, 50, 60),
  range('asleep', 12, 24, 52, 62),
  range('resting', 0, 12, 60, 75),
  range('resting', 12, 24, 62, 78),
  range('moving', 0, 12, 70, 100),
  range('moving', 12, 24, 70, 105),
];
const day = { from: midnight, to: midnight + 24 * hourMs };
const said = (steps: { t: number; low: number; high: number }[]) =>
  steps.map(({ t, low, high }) => [(t - midnight) / hourMs, low, high]);

describe('usualBand', () => {
  it('is the sleeping range from bed to up, and from rest to movement by day', () => {
    assert.deepEqual(said(usualBand(all, 'pulse', day, nightOf(undefined, undefined))), [
      [0, 50, 60],
      [7, 60, 100],
      [12, 62, 105],
      [22, 52, 62],
    ]);
  });

  it('goes by her own times where they are known, also where she goes to bed after midnight', () => {
    assert.deepEqual(said(usualBand(all, 'pulse', day, nightOf(24 * 60 + 60, 9 * 60))), [
      [0, 60, 100],
      [1, 50, 60],
      [9, 60, 100],
      [12, 62, 105],
    ]);
  });

  it('takes the one range that activity has, by day and by night', () => {
    const activity = [{ ...range('unknown', 0, 24, 0, 80), channel: 'activity' as const }];
    assert.deepEqual(said(usualBand(activity, 'activity', day, nightOf(undefined, undefined))), [[0, 0, 80]]);
  });

  it('leaves a hole where nothing is known at that time of day', () => {
    const steps = usualBand([range('resting', 0, 12, 60, 75)], 'pulse', day, nightOf(undefined, undefined));
    assert.ok(Number.isNaN(steps.find(({ t }) => t === midnight + 12 * hourMs)?.low));
  });

  it('repeats over a week and is not drawn over a month', () => {
    const night = nightOf(undefined, undefined);
    assert.equal(usualBand(all, 'pulse', { from: midnight, to: midnight + 7 * 24 * hourMs }, night).length, 7 * 4);
    assert.deepEqual(usualBand(all, 'pulse', { from: midnight, to: midnight + 30 * 24 * hourMs }, night), []);
    assert.deepEqual(usualBand([], 'pulse', day, night), []);
    assert.deepEqual(usualBand(all, 'spo2', day, night), []);
  });
});

describe('findPresentRange', () => {
  it('is that of what she does now at this local time, else that of all states', () => {
    assert.equal(findPresentRange(all, 'pulse', 'resting', midnight + 13 * hourMs)?.high, 78);
    assert.equal(findPresentRange(all, 'pulse', 'unknown', midnight), undefined);
    assert.equal(findPresentRange([range('unknown', 0, 24, 1, 2)], 'pulse', 'moving', midnight)?.high, 2);
  });
});
