import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dawn, fallReading } from '../watch/packets-example.ts';
import { evenHz, evenMotion, peaksOf } from './even.ts';
import { motionFrom } from './features.ts';
import { figureNames, figuresAt } from './figures.ts';
import { judgeFall } from './judge.ts';

const made = fallReading(dawn);

/** By a unit quaternion, as a device may sit in any way. */
function turned(values: Float64Array, [w, x, y, z]: readonly [number, number, number, number]): Float64Array {
  const length = Math.hypot(w, x, y, z);
  const [a, b, c, d] = [w / length, x / length, y / length, z / length];
  const rows = [
    [1 - 2 * (c * c + d * d), 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), 1 - 2 * (b * b + d * d), 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), 1 - 2 * (b * b + c * c)],
  ];
  return values.map((_, i) => {
    const at = i - (i % 3);
    const row = rows[i % 3]!;
    return row[0]! * values[at]! + row[1]! * values[at + 1]! + row[2]! * values[at + 2]!;
  });
}
/** Read anew at another rate, along straight lines. */
function resampled(values: Float64Array, dtMs: number, toMs: number): Float64Array {
  const count = Math.floor(((values.length / 3 - 1) * dtMs) / toMs);
  return Float64Array.from({ length: 3 * count }, (_, i) => {
    const at = (Math.floor(i / 3) * toMs) / dtMs;
    const before = Math.floor(at);
    const a = values[3 * before + (i % 3)]!;
    return a + (at - before) * (values[3 * before + 3 + (i % 3)]! - a);
  });
}
function figuresOf(values: Float64Array): number[] {
  const even = evenMotion(motionFrom(values, made.t, made.dt)!);
  const [peak] = peaksOf(even, dawn - 500, dawn + 500);
  return figuresAt(even, peak!);
}

test('figuresAt gives the same figures however the device is turned', () => {
  // The made fall has flat stretches, in which the least of equal samples would be a matter of rounding.
  const uneven = made.values.map((value, i) => value + 5 * Math.sin(i * i));
  const straight = figuresOf(uneven);
  for (const turn of [
    [1, 2, 3, 4],
    [-3, 1, 0.5, 2],
    [0, 0, 0, 1],
    [0.2, -5, 1, 1],
  ] as const) {
    const figures = figuresOf(turned(uneven, turn));
    for (const [i, name] of figureNames.entries()) {
      assert.ok(
        Math.abs(figures[i]! - straight[i]!) < 1e-6 * Math.max(1, Math.abs(straight[i]!)),
        `${name}: ${figures[i]} and ${straight[i]}`,
      );
    }
  }
});

test('judgeFall finds the made fall at every rate from 20 to 200 Hz and with gravity read 5 % too high or low', () => {
  for (const hz of [20, 25, 32, 50, 64, 87, 100, 119, 200]) {
    for (const scale of [0.95, 1, 1.05]) {
      const values = resampled(made.values, made.dt, 1000 / hz).map((value) => value * scale);
      const judged = judgeFall(dawn, [{ ...made, dt: 1000 / hz, values }]);
      assert.ok(judged?.isFall, `${hz} Hz, gravity times ${scale}: ${judged?.score}`);
    }
  }
});

test('judgeFall finds a fall that hits up to 4 s after the knock that the device named', () => {
  for (const laterMs of [0, 1000, 2500, 4000]) {
    assert.ok(judgeFall(dawn - laterMs, [made])?.isFall, `${laterMs} ms`);
  }
});

test('evenMotion keeps a steady vector and a slow wave, and averages a blow shorter than its period', () => {
  const count = 1000;
  const steady = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) steady.set([600, 0, 800], 3 * i);
  const even = evenMotion(motionFrom(steady, 0, 10)!);
  assert.equal(even.dtMs, 1000 / evenHz);
  assert.ok(even.magnitude.every((value) => Math.abs(value - 1) < 1e-12));
  const wave = steady.map((_, i) => (i % 3 === 0 ? 1000 * Math.sin((2 * Math.PI * Math.floor(i / 3)) / 50) : 0));
  const slow = evenMotion(motionFrom(wave, 0, 20)!);
  for (const [i, value] of slow.x.entries()) {
    if (i === 0) continue;
    assert.ok(Math.abs(value - Math.sin((2 * Math.PI * i) / evenHz)) < 0.02, `sample ${i}: ${value}`);
  }
});

test('figuresAt says NaN, not zero, for what the record does not reach', () => {
  const cut = made.values.slice(0, 3 * 530);
  const figures = figuresOf(cut);
  const named = Object.fromEntries(figureNames.map((name, i) => [name, figures[i]!]));
  for (const name of ['quietest', 'turn', 'energyLate', 'spreadAfter5'] as const) {
    assert.ok(Number.isNaN(named[name]), `${name}: ${named[name]}`);
  }
  assert.ok(named.peak! > 3 && named.energyBefore! >= 0);
});
