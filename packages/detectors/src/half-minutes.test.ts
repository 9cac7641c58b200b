import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '@munan/flow';
import { type HalfMinute, startHalfMinutes, stepHalfMinutes } from './half-minutes.ts';

const start = 1_800_000_000_000;
function mediansOf(
  values: number[],
  dt = 1000,
  quality?: number[],
  channel: 'spo2' | 'pulse' | 'temperature' = 'spo2',
) {
  const reading: Reading = { channel, t: start, dt, values: Float64Array.from(values) };
  if (quality) reading.quality = Float64Array.from(quality);
  const into: HalfMinute[] = [];
  stepHalfMinutes(startHalfMinutes(), channel, reading, into);
  return into.map(({ median }) => median);
}
const many = (value: number, count: number) => new Array<number>(count).fill(value);

test('stepHalfMinutes gives the median of each half minute that is complete', () => {
  assert.deepEqual(mediansOf([...many(97, 30), ...many(95, 30), ...many(90, 10)]), [97, 95]);
});

test('stepHalfMinutes passes over NaN, the implausible and what the device itself calls poor', () => {
  assert.deepEqual(mediansOf([...many(97, 10), ...many(Number.NaN, 10), ...many(0, 5), ...many(127, 5)]), [97]);
  const quality = [...many(1, 14), ...many(0.2, 16)];
  assert.deepEqual(mediansOf([...many(97, 14), ...many(80, 16)], 1000, quality), [97]);
  assert.deepEqual(mediansOf(many(Number.NaN, 60)), []);
});

test('stepHalfMinutes takes a jump of saturation for an artefact until it has stayed ten seconds', () => {
  assert.deepEqual(mediansOf([...many(97, 14), ...many(60, 8), ...many(97, 8)]), [97]);
  assert.deepEqual(mediansOf([...many(97, 30), ...many(80, 60)]), [97, 80, 80]);
});

test('stepHalfMinutes follows a true fall of one per cent a second', () => {
  const falling = Array.from({ length: 30 }, (_, i) => 99 - i * 0.9);
  assert.ok(mediansOf(falling)[0]! < 90);
});

test('stepHalfMinutes lets one sample a minute stand for its minute', () => {
  const into: HalfMinute[] = [];
  const reading: Reading = { channel: 'spo2', t: start, dt: 60_000, values: Float64Array.of(97, 88, 87) };
  stepHalfMinutes(startHalfMinutes(), 'spo2', reading, into);
  assert.deepEqual(
    into.map(({ from, to, median }) => [from - start, to - start, median]),
    [
      [0, 60_000, 97],
      [60_000, 120_000, 88],
      [120_000, 180_000, 87],
    ],
  );
});

test('stepHalfMinutes rounds temperature to a tenth, so that 38.0999 is 38.1', () => {
  assert.deepEqual(mediansOf([38.0999], 60_000, undefined, 'temperature'), [38.1]);
});

test('stepHalfMinutes keeps its state small under a flood of samples', () => {
  const state = startHalfMinutes();
  const reading: Reading = { channel: 'pulse', t: start, dt: 1, values: Float64Array.from(many(70, 29_000)) };
  stepHalfMinutes(state, 'pulse', reading, []);
  assert.ok(state.values.length <= 120);
});
