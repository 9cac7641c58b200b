import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startHalfMinutes } from '../half-minutes.ts';
import type { Desaturation } from './desaturation.ts';
import { startOxygen, stepOxygenReading } from './oxygen-minute.ts';
import { type Dip, durationOf, type MadeSignal, samplesOf } from './signal-example.ts';

const start = Date.UTC(2026, 10, 22, 13);
function eventsOf(signal: MadeSignal): Desaturation[] {
  const events: Desaturation[] = [];
  const reading = { channel: 'spo2', t: start, dt: signal.dtMs, values: samplesOf(signal) } as const;
  stepOxygenReading(startOxygen(), startHalfMinutes(), reading, [], [], events);
  return events;
}
const depths = (events: Desaturation[]) =>
  events.map(({ baselinePercent, nadirPercent }) => Math.round((baselinePercent - nadirPercent) * 100) / 100);
const still = { seconds: 600, dtMs: 1000, baselinePercent: 97, dips: [] };

/** Dips one after the other, each with its rest before it. */
const dipsOf = (list: { restS: number; lastsS: number; depthPercent: number }[]): { dips: Dip[]; seconds: number } => {
  let at = 60;
  const dips = list.map(({ restS, lastsS, depthPercent }) => {
    at += restS;
    const dip = { fromS: at, toS: at + lastsS, depthPercent };
    at += lastsS;
    return dip;
  });
  return { dips, seconds: at + 60 };
};
const made = fc.record({
  dtMs: fc.constantFrom(250, 500, 1000, 2000, 4000, 5000),
  baselinePercent: fc.integer({ min: 92, max: 99 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  list: fc.array(
    fc.record({
      restS: fc.integer({ min: 20, max: 240 }),
      lastsS: fc.integer({ min: 30, max: 100 }),
      depthPercent: fc.constantFrom(0.5, 1.5, 2.4, 3.6, 4.6, 6, 9, 15),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

test('stepDesaturation counts constructed dips of any depth, length, spacing and sampling rate exactly, through noise', () => {
  fc.assert(
    fc.property(made, ({ dtMs, baselinePercent, seed, list }) => {
      const { dips, seconds } = dipsOf(list);
      const found = eventsOf({ dtMs, baselinePercent, seed, dips, seconds, noisePercent: 0.15 });
      const expected = list.filter(({ depthPercent }) => depthPercent >= 3);
      assert.equal(found.length, expected.length);
      assert.equal(
        depths(found).filter((depth) => depth >= 4).length,
        expected.filter(({ depthPercent }) => depthPercent >= 4).length,
      );
    }),
    { numRuns: 300 },
  );
});

test('stepDesaturation counts a fall of exactly 3 %, and none of 2.99 %', () => {
  for (const dtMs of [250, 1000, 4000]) {
    const dips = [{ fromS: 100, toS: 140, depthPercent: 3 }];
    assert.deepEqual(depths(eventsOf({ ...still, dtMs, dips })), [3]);
    assert.deepEqual(eventsOf({ ...still, dtMs, dips: [{ ...dips[0]!, depthPercent: 2.99 }] }), []);
  }
});

test('stepDesaturation counts what lasts 10 s, and nothing shorter nor longer than 120 s', () => {
  const cases = [
    { lastsS: 11, depthPercent: 5 },
    { lastsS: 12.6, depthPercent: 5 },
    { lastsS: 130, depthPercent: 5 },
    { lastsS: 160, depthPercent: 5 },
  ];
  for (const { lastsS, depthPercent } of cases) {
    const dip = { fromS: 100, toS: 100 + lastsS, depthPercent };
    const duration = durationOf(dip, 1);
    const found = eventsOf({ ...still, dtMs: 250, dips: [dip] });
    assert.equal(found.length, duration >= 10 && duration <= 120 ? 1 : 0, `${lastsS} s is ${duration} s`);
  }
});

test('stepDesaturation gives area and ends of a dip as constructed', () => {
  const dip = { fromS: 100, toS: 150, depthPercent: 6 };
  const [found] = eventsOf({ ...still, dtMs: 250, dips: [dip] });
  assert.ok(found);
  // Of the whole shape, 0.6 times its length: what lies within 1 % of the baseline at either end is left out.
  const whole = 6 * 50 * 0.6;
  const ends = (1 * 50 * 0.8) / 6 / 2;
  assert.ok(Math.abs(found.areaPercentS - (whole - ends)) < 2, `${found.areaPercentS} of ${whole - ends}`);
  assert.ok(Math.abs((found.to - found.from) / 1000 - durationOf(dip, 1)) < 0.6);
});

test('stepDesaturation sees each of apnoeas that follow each other closely, though none comes all the way back', () => {
  // 97 -> 90 -> 95.5 -> 89 -> 95.5 -> 90 -> 97, integers as most oximeters say them.
  const path = [97, 90, 95.5, 89, 95.5, 90, 97];
  const values = Array.from({ length: 60 }, () => 97);
  for (let leg = 1; leg < path.length; leg++)
    for (let s = 1; s <= 15; s++) values.push(path[leg - 1]! + ((path[leg]! - path[leg - 1]!) * s) / 15);
  values.push(...Array.from({ length: 60 }, () => 97));
  const events: Desaturation[] = [];
  const reading = { channel: 'spo2', t: start, dt: 1000, values: Float64Array.from(values, Math.round) } as const;
  stepOxygenReading(startOxygen(), startHalfMinutes(), reading, [], [], events);
  assert.equal(events.length, 3);
});

test('stepDesaturation takes a lower level that stays for a level, and counts what comes on it', () => {
  const dips = [
    { fromS: 100, toS: 2000, depthPercent: 5 },
    { fromS: 1200, toS: 1240, depthPercent: 4 },
  ];
  const found = eventsOf({ ...still, seconds: 2400, dips });
  assert.deepEqual(
    found.map(({ from }) => Math.round((from - start) / 10_000)),
    [121],
  );
});

test('stepDesaturation counts none for artefacts: off the finger, 127, a jump, missing, one value too many', () => {
  for (const value of [0, 127, 60, 93, Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    for (const lastsS of [1, 3, 8]) {
      const artefacts = [200, 260, 320].map((fromS) => ({ fromS, toS: fromS + lastsS, value }));
      assert.deepEqual(eventsOf({ ...still, dtMs: 250, artefacts }), [], `${value} for ${lastsS} s`);
    }
  }
});

test('stepDesaturation counts a dip with a short artefact in it once, and one that vanishes in a gap not at all', () => {
  const dips = [{ fromS: 200, toS: 260, depthPercent: 6 }];
  for (const value of [0, 127, Number.NaN])
    assert.equal(eventsOf({ ...still, dips, artefacts: [{ fromS: 225, toS: 233, value }] }).length, 1);
  assert.equal(eventsOf({ ...still, dips, artefacts: [{ fromS: 225, toS: 400, value: 0 }] }).length, 0);
});

test('stepDesaturation says nothing of samples a minute apart', () => {
  const dips = dipsOf(Array.from({ length: 20 }, () => ({ restS: 30, lastsS: 60, depthPercent: 6 })));
  assert.deepEqual(eventsOf({ ...still, ...dips, dtMs: 60_000 }), []);
});
