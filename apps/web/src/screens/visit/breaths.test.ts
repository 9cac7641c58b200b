import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breathCount, enoughMs, tapped } from './breaths.ts';

test('breathCount counts whole intervals: nine taps over 30 s are 16 a minute', () => {
  const taps = Array.from({ length: 9 }, (_, index) => 1000 + index * 3750);
  assert.deepEqual(breathCount(taps), { breaths: 9, spanMs: enoughMs, perMin: 16, enough: true });
});

test('breathCount shows a rate early and says that it is not enough yet', () => {
  assert.deepEqual(breathCount([0, 3000, 6000]), { breaths: 3, spanMs: 6000, perMin: 20, enough: false });
});

test('breathCount has no rate before there is an interval', () => {
  assert.equal(breathCount([]).perMin, undefined);
  assert.equal(breathCount([5]).perMin, undefined);
});

test('tapped ignores a bounce of the finger', () => {
  assert.deepEqual(tapped([1000], 1200), [1000]);
  assert.deepEqual(tapped([1000], 1400), [1000, 1400]);
});
