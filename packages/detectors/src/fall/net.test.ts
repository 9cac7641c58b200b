import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packedNet } from './generated/net.ts';
import { judgedLogit } from './judge.ts';
import { netLogit, netOf } from './net.ts';
import { netInputs, netLength, netRows, windowLength, windowOf } from './net-inputs.ts';

const net = netOf(packedNet);

/** As `made` in tools/train/falls/train.py, which printed what is asked for below. */
function madeWindow(): Float32Array {
  const window = new Float32Array(3 * windowLength);
  for (let i = 0; i < windowLength; i++) {
    const at = i / 32;
    const blow = i >= 144 && i < 150 ? 3 : 1;
    const [x, y, z] = [
      0.02 * Math.sin(5 * at) * blow,
      0.1 * Math.cos(3 * at) * blow,
      (1 + 0.2 * Math.sin(12 * at)) * blow,
    ];
    window.set([i >= 160 ? z : x], i);
    window.set([i >= 160 ? x : y], windowLength + i);
    window.set([i >= 160 ? y : z], 2 * windowLength + i);
  }
  for (let row = 0; row < 3; row++) {
    window.fill(Number.NaN, row * windowLength, row * windowLength + 20);
    window.fill(Number.NaN, row * windowLength + 300, (row + 1) * windowLength);
  }
  return window;
}
function motionOf(window: Float32Array) {
  const axis = (k: number) => Float64Array.from(window.subarray(k * windowLength, (k + 1) * windowLength));
  const [x, y, z] = [axis(0), axis(1), axis(2)];
  return { t: 0, dtMs: 1000 / 32, x, y, z, magnitude: x.map((_, i) => Math.hypot(x[i]!, y[i]!, z[i]!)) };
}
/** Printed by tools/train/falls/train.py for the net that is shipped. */
const trained = {
  logit: -2.417145,
  rowSums: [6.99645, 16.025094, 138.263659, 138.136058, -90.239487, -254.725057, 280],
};

test('netInputs and netLogit give what the training computed for the same impact', () => {
  const inputs = netInputs(madeWindow());
  for (let row = 0; row < netRows; row++) {
    const sum = inputs.subarray(row * netLength, (row + 1) * netLength).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - trained.rowSums[row]!) < 1e-3, `row ${row}: ${sum} and ${trained.rowSums[row]}`);
  }
  const logit = netLogit(net, madeWindow());
  assert.ok(Math.abs(logit - trained.logit) < 5e-3, `${logit} and ${trained.logit}`);
});

test('netLogit does not depend on how the device is turned', () => {
  const window = madeWindow();
  const straight = netLogit(net, window);
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const turned = window.slice();
  for (let i = 0; i < windowLength; i++) {
    const [x, y, z] = [window[i]!, window[windowLength + i]!, window[2 * windowLength + i]!];
    const [a, b] = [c * x - s * y, s * x + c * y];
    turned.set([a], i);
    turned.set([c * b - s * z], windowLength + i);
    turned.set([s * b + c * z], 2 * windowLength + i);
  }
  assert.ok(Math.abs(netLogit(net, turned) - straight) < 1e-4);
});

test('windowOf leaves NaN where the record does not reach, and netInputs zero', () => {
  const motion = motionOf(madeWindow().map((value) => (Number.isNaN(value) ? 1 : value)));
  const early = windowOf(motion, 10);
  assert.ok(Number.isNaN(early[0]!) && !Number.isNaN(early[144 - 10]!));
  const late = netInputs(windowOf(motion, windowLength - 1));
  for (let row = 0; row < netRows; row++) assert.equal(late[row * netLength + netLength - 1], 0);
  assert.equal(late[6 * netLength], 1);
});

test('netLogit is a number for any record at all, and for none', () => {
  assert.ok(Number.isFinite(netLogit(net, new Float32Array(3 * windowLength).fill(Number.NaN))));
  const sample = fc.oneof(fc.constant(Number.NaN), fc.double({ min: -60, max: 60, noNaN: true }));
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (some) => {
      const window = new Float32Array(3 * windowLength);
      for (let i = 0; i < windowLength; i++) {
        const value = some[i % some.length]!;
        window.set([value], i);
        window.set([Number.isNaN(value) ? value : some[(i + 7) % some.length]! || 0], windowLength + i);
        window.set([Number.isNaN(value) ? value : 1], 2 * windowLength + i);
      }
      assert.ok(Number.isFinite(netLogit(net, window)));
    }),
    { numRuns: 40 },
  );
});

test('judgedLogit does not ask the net where the trees are sure that it was no fall, and never rises by that', () => {
  let asked = 0;
  const ask = () => {
    asked++;
    return 6;
  };
  assert.ok(judgedLogit(-4.001, ask) <= -4);
  assert.equal(asked, 0);
  assert.equal(judgedLogit(-3, ask), 1.5);
  assert.equal(
    judgedLogit(3, () => -6),
    -1.5,
  );
  assert.equal(asked, 1);
});
