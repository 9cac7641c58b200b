import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '@munan/flow';
import fc from 'fast-check';
import { startHalfMinutes } from '../half-minutes.ts';
import { isBetter, type OxygenMinute, type OxygenTold, startOxygen, stepOxygenReading } from './oxygen-minute.ts';
import { samplesOf } from './signal-example.ts';

const start = Date.UTC(2026, 10, 22, 13);
function toldOf(readings: Pick<Reading, 'values' | 't' | 'dt' | 'quality'>[]): OxygenTold[] {
  const state = startOxygen();
  const half = startHalfMinutes();
  const told: OxygenTold[] = [];
  for (const reading of readings) stepOxygenReading(state, half, { channel: 'spo2', ...reading }, [], told);
  return told;
}
const total = (told: OxygenTold[], of: keyof OxygenMinute) => told.reduce((sum, { oxygen }) => sum + oxygen[of], 0);
const many = (value: number, count: number) => new Array<number>(count).fill(value);
const values = (...list: number[][]) => Float64Array.from(list.flat());

test('stepOxygenReading gives time below 90 and 88 %, mean and usable time exactly', () => {
  for (const dt of [250, 1000, 4000]) {
    const persecond = 1000 / dt;
    const parts = [
      [96, 300],
      [92, 60],
      [90, 60],
      [89, 120],
      [87, 60],
      [90, 120],
      [94, 180],
    ] as const;
    const track = values(...parts.map(([value, seconds]) => many(value, seconds * persecond)));
    const told = toldOf([{ t: start, dt, values: track }]);
    assert.equal(total(told, 'usableS'), 900);
    assert.equal(total(told, 'judgedS'), 900);
    assert.equal(total(told, 'below90S'), 180);
    assert.equal(total(told, 'below88S'), 60);
    assert.equal(
      total(told, 'sum'),
      parts.reduce((sum, [value, seconds]) => sum + value * seconds, 0),
    );
    assert.equal(Math.min(...told.map(({ oxygen }) => oxygen.lowest)), 87);
  }
});

test('stepOxygenReading tells what came from what could be used: off the finger, out of range, rated poor', () => {
  const track = values(many(97, 60), many(0, 20), many(127, 20), many(97, 20));
  const quality = values(many(1, 110), many(0.2, 10));
  const told = toldOf([{ t: start, dt: 1000, values: track, quality }]);
  assert.equal(total(told, 'recordedS'), 120);
  assert.equal(total(told, 'usableS'), 70);
});

test('stepOxygenReading gives the delta index of a square wave of 12-s steps as its height, of a constant as none', () => {
  const square = Float64Array.from({ length: 1200 }, (_, i) => (Math.floor(i / 12) % 2 ? 95 : 97));
  const told = toldOf([{ t: start, dt: 1000, values: square }]);
  assert.equal(total(told, 'deltaSum') / total(told, 'deltas'), 2);
  const constant = toldOf([{ t: start, dt: 1000, values: values(many(97, 600)) }]);
  assert.equal(total(constant, 'deltaSum'), 0);
  assert.ok(total(constant, 'deltas') > 40);
});

test('stepOxygenReading cannot judge samples a minute apart, but knows their time below', () => {
  const told = toldOf([{ t: start, dt: 60_000, values: values(many(97, 30), many(86, 10), many(97, 20)) }]);
  assert.equal(total(told, 'judgedS'), 0);
  assert.equal(total(told, 'deltas'), 0);
  assert.equal(total(told, 'below90S'), 600);
  assert.equal(total(told, 'usableS'), 3600);
});

test('stepOxygenReading takes what repeats one value for twenty minutes for a sensor that has stopped', () => {
  const told = toldOf([{ t: start, dt: 1000, values: values(many(85, 7200)) }]);
  assert.equal(total(told, 'usableS'), 20 * 60);
  assert.equal(total(told, 'recordedS'), 7200);
  // Full saturation is as even as that, and a value a minute is none too often.
  assert.equal(total(toldOf([{ t: start, dt: 1000, values: values(many(100, 7200)) }]), 'usableS'), 7200);
  assert.equal(total(toldOf([{ t: start, dt: 60_000, values: values(many(95, 50)) }]), 'usableS'), 3000);
});

test('stepOxygenReading says the same however samples are cut into readings, and of what comes twice or backwards, once', () => {
  const dips = Array.from({ length: 8 }, (_, i) => ({ fromS: 60 + i * 90, toS: 110 + i * 90, depthPercent: 2 + i }));
  const track = samplesOf({ seconds: 840, dtMs: 1000, baselinePercent: 96, dips, noisePercent: 0.3 });
  const whole = toldOf([{ t: start, dt: 1000, values: track }]);
  assert.ok(total(whole, 'events3') >= 5);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (cuts, again) => {
        const readings: { t: number; dt: number; values: Float64Array }[] = [];
        for (let from = 0, i = 0; from < track.length; i++) {
          const to = Math.min(track.length, from + cuts[i % cuts.length]!);
          readings.push({ t: start + from * 1000, dt: 1000, values: track.slice(from, to) });
          from = to;
        }
        const sent = again ? readings.flatMap((one, i) => [one, readings[Math.max(0, i - 1)]!, one]) : readings;
        assert.deepEqual(toldOf(sent), whole);
      },
    ),
    { numRuns: 60 },
  );
});

test('stepOxygenReading never throws, never tells of time that was not, and keeps its state small, whatever comes', () => {
  const hostile = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e308, 0, -0, 50, 100, 97, 89, 127, 4e9);
  const reading = fc.record({
    t: fc.constantFrom(start, start + 1, Number.NaN, 0, -1e15, 1e300, Number.POSITIVE_INFINITY, start + 60_000),
    dt: fc.constantFrom(1000, 0, -5, Number.NaN, 1e300, 0.001, 60_000, 250),
    values: fc.array(hostile, { maxLength: 300 }).map((list) => Float64Array.from(list)),
  });
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 20 }), (readings) => {
      const state = startOxygen();
      const half = startHalfMinutes();
      const told: OxygenTold[] = [];
      for (const one of readings) stepOxygenReading(state, half, { channel: 'spo2', ...one }, [], told);
      for (const { oxygen } of told) {
        for (const value of Object.values(oxygen)) assert.ok(Number.isFinite(value) && value >= 0);
        assert.ok(oxygen.usableS <= oxygen.recordedS && oxygen.judgedS <= oxygen.usableS);
      }
      assert.ok(JSON.stringify(state).length < 1500);
      assert.ok(!JSON.stringify(state).includes('null'));
    }),
    { numRuns: 200 },
  );
});

test('isBetter prefers the device that can show desaturations, then the first by name, whichever is asked first', () => {
  const [fast] = toldOf([{ t: start, dt: 1000, values: values(many(97, 60)) }]);
  const [slow] = toldOf([{ t: start, dt: 60_000, values: values([97]) }]);
  const a = { device: 'a', oxygen: slow!.oxygen };
  const b = { device: 'b', oxygen: fast!.oxygen };
  const c = { device: 'c', oxygen: fast!.oxygen };
  assert.deepEqual([isBetter(b, a), isBetter(a, b)], [true, false]);
  assert.deepEqual([isBetter(b, c), isBetter(c, b)], [true, false]);
});
